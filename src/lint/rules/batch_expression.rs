//! A `{name}` of a single message where messages come in batches.

use crate::app::{Binding, Function};
use crate::bindings;
use crate::bindings::expression::Reference;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::expressions::tokens;
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 3.3, 8).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "batch-expression",
        severity: Severity::Warning,
        summary: "a binding takes a name from a message while messages come in batches",
        why: "With `cardinality` `many` the function runs once for many messages, and the host \
              has no single message to take a value from. Only lists such as \
              `PartitionKeyArray` are there, and the binding fails when the function runs.",
        fix: "Let the handler do it, or write \"cardinality\": \"one\".",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "eventHubTrigger", "name": "events", "eventHubName": "in", "connection": "Hub", "cardinality": "MANY"},
  {"type": "blob", "name": "blob", "path": "in/{device}"}]}"#,
        )],
        at: &["F/function.json:3:48"],
        fixed: &[],
    }],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "eventHubTrigger", "name": "events", "eventHubName": "in", "connection": "Hub", "cardinality": "many"},
  {"type": "blob", "direction": "out", "name": "blob", "path": "out/{rand-guid}/{PartitionContext.PartitionId}"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "eventHubTrigger", "name": "event", "eventHubName": "in", "connection": "Hub", "cardinality": "one"},
  {"type": "blob", "name": "blob", "path": "in/{device}"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let Some(trigger) = function.trigger().filter(comes_in_batches) else {
            continue;
        };
        let single = tokens(function).filter(|(_, token)| is_of_one(token));
        out.extend(single.map(|(member, token)| {
            let span = member
                .value
                .part(function.document.source.text(), &token.span);
            finding(function, &trigger, span, &token)
        }));
    }
}

fn comes_in_batches(trigger: &Binding<'_>) -> bool {
    let batching = bindings::lookup(trigger.type_name()).is_some_and(|known| known.cardinality);
    let many = trigger.text("cardinality").unwrap_or_default();
    batching && many.eq_ignore_ascii_case("many")
}

/// Whether only a single message has it: a batch has lists and what its delivery is about.
fn is_of_one(token: &Reference) -> bool {
    let name = token.first_part().to_lowercase();
    !token.is_built_in() && !name.ends_with("array") && !name.ends_with("context")
}

fn finding(
    function: &Function,
    trigger: &Binding<'_>,
    span: std::ops::Range<usize>,
    token: &Reference,
) -> Finding {
    let source = &function.document.source;
    let message = format!("`{{{}}}` has no value in a batch", token.name);
    let many = Label::new(source, trigger.place_of("cardinality"));
    Finding::new(&RULE.info, Label::new(source, span), message)
        .related(many.text("messages come in batches"))
        .note("the binding fails when the function runs")
        .help("let the handler do it, or write \"cardinality\": \"one\"")
}
