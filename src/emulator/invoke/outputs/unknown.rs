//! Names in `Outputs` that belong to no output binding (H-RESP-15).

use crate::diagnostics::Finding;
use crate::emulator::faults::{finding, unknown_output};
use crate::emulator::invoke::reply::{Reply, shown};
use crate::emulator::plan::Function;

/// A remark for each name that is dropped.
pub(super) fn names(function: &Function, reply: &Reply) -> Vec<Finding> {
    let known: Vec<&str> = function.outputs().map(|b| b.name.as_str()).collect();
    let outputs = reply.outputs.iter().flatten();
    let dropped = outputs.filter(|(name, _)| *name == "$return" || !known.contains(&name.as_str()));
    dropped
        .map(|(name, _)| remark(&function.place, name, &known))
        .collect()
}

fn remark(place: &str, name: &str, known: &[&str]) -> Finding {
    let message = format!("`{}` in `Outputs` is no output binding", shown(name));
    finding(&unknown_output::INFO, place, message).help(help(name, known))
}

fn help(name: &str, known: &[&str]) -> String {
    if name == "$return" {
        return "put the value of `$return` in `ReturnValue`".to_owned();
    }
    let same = known.iter().find(|known| known.eq_ignore_ascii_case(name));
    match (same, known) {
        (Some(same), _) => format!("write `{same}`, in exactly this case"),
        (None, []) => "the function has no output binding".to_owned(),
        (None, known) => format!("there is `{}`", known.join("`, `")),
    }
}
