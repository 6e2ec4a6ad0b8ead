//! What the emulator does with each binding, for the banner.

use super::{inputs, outputs};
use crate::app::Direction;
use crate::bindings;
use crate::emulator::plan::{Binding, Function};

/// What the emulator does with a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It works as in Azure; in a word, with what: `http`, `timer`, `queue`, `blob`, `table`.
    Emulated(&'static str),
    /// Nothing starts it here: it is fired with `fch invoke` or the admin API.
    ByHand,
    /// Written nowhere, but kept for `fch outputs`.
    Captured,
    /// An input that is not read: the handler gets null.
    Null,
    /// A trigger that does not fire because the function is disabled.
    Disabled,
}

/// Each binding of a function, in declared order.
pub fn support(function: &Function) -> Vec<(&Binding, Support)> {
    let each = |binding| (binding, of_binding(function, binding));
    function.bindings.iter().map(each).collect()
}

fn of_binding(function: &Function, binding: &Binding) -> Support {
    if binding.name == function.trigger.name {
        return match (function.disabled, of_trigger(binding)) {
            (true, _) => Support::Disabled,
            (false, support) => support,
        };
    }
    if binding.direction == Direction::In {
        return match storage_kind(binding).filter(|_| inputs::is_emulated(binding)) {
            Some(kind) => Support::Emulated(kind),
            None => Support::Null,
        };
    }
    if binding.is("http") {
        return Support::Emulated("http");
    }
    match storage_kind(binding).filter(|_| outputs::is_emulated(binding)) {
        Some(kind) => Support::Emulated(kind),
        None => Support::Captured,
    }
}

fn of_trigger(binding: &Binding) -> Support {
    debug_assert!(bindings::is_trigger(&binding.kind));
    if binding.is("httpTrigger") {
        return Support::Emulated("http");
    }
    if binding.is("timerTrigger") {
        return Support::Emulated("timer");
    }
    if binding.is("queueTrigger") {
        return Support::Emulated("queue");
    }
    if binding.is("blobTrigger") && !is_event_grid(binding) {
        return Support::Emulated("blob");
    }
    Support::ByHand
}

/// A blobTrigger that Event Grid fires in Azure; nothing sends its events here.
pub fn is_event_grid(binding: &Binding) -> bool {
    let source = binding.text("source");
    source.is_some_and(|source| source.eq_ignore_ascii_case("EventGrid"))
}

fn storage_kind(binding: &Binding) -> Option<&'static str> {
    let kinds = ["queue", "blob", "table"];
    kinds.into_iter().find(|kind| binding.is(kind))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::function;
    use super::*;
    use serde_json::{Value as Json, json};

    fn supports(bindings: Json) -> Vec<Support> {
        let function = function("F", bindings);
        support(&function)
            .into_iter()
            .map(|(_, support)| support)
            .collect()
    }

    #[test]
    fn storage_is_emulated_and_the_rest_is_not() {
        let found = supports(json!([
            {"name": "t", "type": "serviceBusTrigger", "direction": "in"},
            {"name": "i", "type": "Blob", "direction": "in"},
            {"name": "c", "type": "cosmosDB", "direction": "in"},
            {"name": "q", "type": "queue", "direction": "out"},
            {"name": "e", "type": "eventHub", "direction": "out"},
        ]));
        let expected = [
            Support::ByHand,
            Support::Emulated("blob"),
            Support::Null,
            Support::Emulated("queue"),
            Support::Captured,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_blob_trigger_of_event_grid_is_fired_by_hand() {
        let trigger = json!({"name": "t", "type": "blobTrigger", "direction": "in"});
        assert_eq!(supports(json!([trigger])), [Support::Emulated("blob")]);
        let mut grid = trigger;
        grid["source"] = json!("EventGrid");
        assert_eq!(supports(json!([grid])), [Support::ByHand]);
    }
}
