//! Batches asked for from a trigger that has none.

use crate::app::{Binding, Function};
use crate::bindings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 8).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "cardinality",
        severity: Severity::Warning,
        summary: "`cardinality` is `many` on a binding that does not come in batches",
        why: "Only the triggers of Event Hubs, Service Bus, Kafka and Event Grid take notice of \
              `cardinality`. Others run the function for each message, and a handler that \
              expects a list gets a single one.",
        fix: "Remove `cardinality`, and let the handler take one message at a time.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "cardinality": "many"}]}"#,
        )],
        at: &["F/function.json:1:94"],
        fixed: &[],
    }],
    good: &[&[
        (
            "F/function.json",
            r#"{"bindings": [{"type": "eventhubtrigger", "name": "events", "eventHubName": "in", "connection": "Hub", "cardinality": "MANY"}]}"#,
        ),
        (
            "G/function.json",
            r#"{"bindings": [{"type": "cosmosDBTrigger", "name": "docs", "databaseName": "a", "containerName": "b", "cardinality": "many"}]}"#,
        ),
        (
            "H/function.json",
            r#"{"bindings": [{"type": "somethingNewTrigger", "name": "x", "cardinality": "many"}]}"#,
        ),
    ]],
    check,
};

/// Triggers that come in batches whatever `cardinality` says.
const ALWAYS_IN_BATCHES: [&str; 3] = ["sqlTrigger", "mysqlTrigger", "cosmosDBTrigger"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let single = function.trigger().filter(comes_alone);
        out.extend(single.and_then(|trigger| finding(function, &trigger)));
    }
}

fn comes_alone(trigger: &Binding<'_>) -> bool {
    let in_batches = ALWAYS_IN_BATCHES.iter().any(|name| trigger.is(name));
    let known = bindings::lookup(trigger.type_name());
    known.is_some_and(|known| !known.cardinality) && !in_batches
}

fn finding(function: &Function, trigger: &Binding<'_>) -> Option<Finding> {
    let many = trigger.text("cardinality")?.eq_ignore_ascii_case("many");
    many.then(|| {
        let label = Label::new(&function.document.source, trigger.place_of("cardinality"));
        let message = format!("`{}` does not come in batches", trigger.type_name());
        Finding::new(&RULE.info, label, message)
            .note("the host ignores it and runs the function for each message")
            .help("remove `cardinality`")
    })
}
