//! The outputs of a reply that are not HTTP: which bindings get which values (H-RESP-15..20).

mod base64;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod unknown;

use serde_json::Value as Json;

use super::reply::{Given, Reply, given};
use crate::diagnostics::Finding;
use crate::emulator::plan::{Binding, Function};

/// What an output binding is given.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// Decoded from base64 (H-RESP-17).
    Bytes(Vec<u8>),
    /// Anything else.
    Json(Json),
}

/// The values for each output binding but http, in declared order. Unknown names and base64
/// look-alikes go to `findings`.
pub fn collect<'a>(
    function: &'a Function,
    reply: &Reply,
    findings: &mut Vec<Finding>,
) -> Vec<(&'a Binding, OutputValue)> {
    findings.extend(unknown::names(function, reply));
    let mut values = Vec::new();
    for binding in function.outputs().filter(|binding| !binding.is("http")) {
        let given = given(function, binding, reply);
        if let Some(value) = given.and_then(|g| value(function, binding, g, findings)) {
            values.push((binding, value));
        }
    }
    values
}

/// The value that is sent; null is the same as missing (H-RESP-16).
fn value(
    function: &Function,
    binding: &Binding,
    given: Given<'_>,
    findings: &mut Vec<Finding>,
) -> Option<OutputValue> {
    let (json, bytes) = match given {
        Given::Output(json) => (json, decoded(&function.place, binding, json, findings)),
        Given::Returned(json) => (json, None),
    };
    match bytes {
        Some(bytes) => Some(OutputValue::Bytes(bytes)),
        None if json.is_null() => None,
        None => Some(OutputValue::Json(json.clone())),
    }
}

/// The bytes of a text that is base64, unless the binding says `dataType: binary` (H-RESP-17,
/// H-RESP-18). Says so when that was hardly meant.
pub(super) fn decoded(
    place: &str,
    binding: &Binding,
    value: &Json,
    findings: &mut Vec<Finding>,
) -> Option<Vec<u8>> {
    let text = value.as_str().filter(|_| !binding.is_binary())?;
    let bytes = base64::decode(text)?;
    if base64::is_lookalike(text, &bytes) {
        findings.push(base64::lookalike(place, &binding.name, text, bytes.len()));
    }
    Some(bytes)
}
