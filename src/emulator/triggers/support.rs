//! What the emulator does with each binding, for the banner.

use crate::app::Direction;
use crate::emulator::event::Support;
use crate::emulator::io::{inputs, outputs};
use crate::emulator::plan::{Binding, Function};

/// Each binding of a function, in declared order.
pub fn support(function: &Function) -> Vec<(&Binding, Support)> {
    let each = |binding| (binding, of_binding(function, binding));
    function.bindings.iter().map(each).collect()
}

fn of_binding(function: &Function, binding: &Binding) -> Support {
    if binding.name == function.trigger.name {
        return of_trigger(binding);
    }
    if binding.direction == Direction::In {
        return match is_storage(binding) && inputs::is_emulated(binding) {
            true => Support::Emulated,
            false => Support::Missing,
        };
    }
    match binding.is("http") || is_storage(binding) && outputs::is_emulated(binding) {
        true => Support::Emulated,
        false => Support::Captured,
    }
}

fn of_trigger(binding: &Binding) -> Support {
    let fires = ["httpTrigger", "timerTrigger", "queueTrigger"];
    let blob = binding.is("blobTrigger") && !is_event_grid(binding);
    match blob || fires.iter().any(|kind| binding.is(kind)) {
        true => Support::Emulated,
        false => Support::ByHand,
    }
}

/// A blobTrigger that Event Grid fires in Azure; nothing sends its events here.
pub fn is_event_grid(binding: &Binding) -> bool {
    let source = binding.text("source");
    source.is_some_and(|source| source.eq_ignore_ascii_case("EventGrid"))
}

fn is_storage(binding: &Binding) -> bool {
    ["queue", "blob", "table"]
        .iter()
        .any(|kind| binding.is(kind))
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
            Support::Emulated,
            Support::Missing,
            Support::Emulated,
            Support::Captured,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_blob_trigger_of_event_grid_is_fired_by_hand() {
        let trigger = json!({"name": "t", "type": "blobTrigger", "direction": "in"});
        assert_eq!(supports(json!([trigger])), [Support::Emulated]);
        let mut grid = trigger;
        grid["source"] = json!("EventGrid");
        assert_eq!(supports(json!([grid])), [Support::ByHand]);
    }
}
