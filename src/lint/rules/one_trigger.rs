//! A function without a trigger, or with more than one.

use std::sync::Arc;

use super::binding_unknown_type::misspelt_trigger;
use crate::app::{Binding, Function};
use crate::bindings;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
use crate::json::{Member, Node, Value, edit};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-24, H-DISC-52, V-05, V-10).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "one-trigger",
        severity: Severity::Error,
        summary: "a function does not have exactly one trigger",
        why: "The host drops a function that has no trigger, or more than one, and goes on \
              without it.",
        fix: "Give each function exactly one binding whose type ends with `Trigger` and whose \
              direction is `in`. Split a function that should react to two things.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:2"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "direction": "in", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"},
  {"type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
            )],
            at: &["F/function.json:4:12"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"Bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            )],
            at: &["F/function.json:1:2"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            )],
        },
        Bad {
            files: &[("F/function.json", r#"{"binding": []}"#)],
            at: &["F/function.json:1:1"],
            fixed: &[],
        },
    ],
    good: &[
        // That is the fault of this binding.
        &[("F/function.json", r#"{"bindings": ["httpTrigger"]}"#)],
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httptrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        out.extend(function_findings(function));
    }
}

/// The key is matched exactly (H-DISC-23).
fn without_bindings(source: &Arc<Source>, root: &Node) -> Finding {
    let message = "the function has no `bindings`";
    let Some(near) = root.member_ignoring_case("bindings") else {
        let label = Label::new(source, root.span.start..root.span.start + 1);
        let help = "add a `bindings` array with one trigger";
        return Finding::new(&RULE.info, label, message).help(help);
    };
    let span = near.key.span.clone();
    let fix = Fix::safe("write the key in lower case");
    Finding::new(&RULE.info, Label::new(source, span.clone()), message)
        .help("write the key in lower case: `bindings`")
        .fix(fix.edit(source, span, edit::quoted("bindings")))
}

fn without_trigger(function: &Function, list: &Member) -> Option<Finding> {
    // A trigger that is not on the input side is the business of `binding-direction`, and a
    // binding that is no object, or has no type or a misspelt one, has that fault first.
    let is_broken = |node: &Node| {
        let kind = Binding::new(node).type_name();
        kind.is_empty() || bindings::is_trigger(kind) || misspelt_trigger(kind).is_some()
    };
    if list.value.items().iter().any(is_broken) {
        return None;
    }
    let message = match &list.value.value {
        Value::Array(_) | Value::Null => "the function has no trigger",
        _ => "`bindings` is not a list",
    };
    let label = Label::new(&function.document.source, list.key.span.clone());
    let help = "add one binding whose type ends with `Trigger`, such as `httpTrigger`";
    Some(Finding::new(&RULE.info, label, message).help(help))
}

fn function_findings(function: &Function) -> Vec<Finding> {
    let source = &function.document.source;
    let Some(root) = function
        .document
        .root
        .as_ref()
        .filter(|root| root.is_object())
    else {
        return Vec::new();
    };
    let Some(list) = root.member("bindings") else {
        return vec![without_bindings(source, root)];
    };
    let triggers: Vec<Binding<'_>> = function.bindings().filter(Binding::is_trigger).collect();
    match triggers.as_slice() {
        [] => without_trigger(function, list).into_iter().collect(),
        [_] => Vec::new(),
        [first, rest @ ..] => rest
            .iter()
            .map(|extra| {
                let message = format!("the function has {} triggers", triggers.len());
                Finding::new(
                    &RULE.info,
                    Label::new(source, extra.anchor()).text("one too many"),
                    message,
                )
                .related(Label::new(source, first.anchor()).text("the first trigger"))
                .help("make a second function for this trigger")
            })
            .collect(),
    }
}
