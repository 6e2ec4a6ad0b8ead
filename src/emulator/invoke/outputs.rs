//! The outputs of a reply that are not HTTP: which bindings get which values (H-RESP-15..20).

use serde_json::Value as Json;

use super::reply::Reply;
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
    _function: &'a Function,
    _reply: &Reply,
    _findings: &mut Vec<Finding>,
) -> Vec<(&'a Binding, OutputValue)> {
    Vec::new()
}
