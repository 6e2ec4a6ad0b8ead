//! Where the value of an output binding comes from (H-RESP-15, H-RESP-36, H-RESP-41).

use serde_json::{Map, Value as Json};

use super::Reply;
use crate::emulator::plan::{Binding, Function};

/// The name of the binding that takes `ReturnValue`.
pub(in crate::emulator::invoke) const RETURN: &str = "$return";

/// A value for an output binding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::emulator::invoke) enum Given<'a> {
    /// From `Outputs`, or for `$return`: texts go through base64 (H-RESP-17).
    Output(&'a Json),
    /// A member of `ReturnValue`, taken as it is (H-RESP-41).
    Returned(&'a Json),
}

/// What a reply has for an output binding, null included; names must match exactly.
pub(in crate::emulator::invoke) fn given<'a>(
    function: &Function,
    binding: &Binding,
    reply: &'a Reply,
) -> Option<Given<'a>> {
    if binding.name == RETURN {
        return reply.return_value.as_ref().map(Given::Output);
    }
    let returned = returned(function, reply).and_then(|members| members.get(&binding.name));
    if let Some(value) = returned {
        return Some(Given::Returned(value));
    }
    let outputs = reply.outputs.as_ref()?;
    outputs.get(&binding.name).map(Given::Output)
}

/// The members of `ReturnValue`, when they are outputs: without a `$return` binding.
fn returned<'a>(function: &Function, reply: &'a Reply) -> Option<&'a Map<String, Json>> {
    let takes_all = function.outputs().any(|binding| binding.name == RETURN);
    let value = reply.return_value.as_ref().filter(|_| !takes_all)?;
    value.as_object()
}
