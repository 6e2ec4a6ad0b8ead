//! A function without a trigger, or with more than one.

use crate::app::{Binding, Function};
use crate::bindings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
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
    fix: None,
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
            files: &[("F/function.json", r#"{"Bindings": []}"#)],
            at: &["F/function.json:1:2"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [
  {"type": "httptrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        out.extend(function_findings(function));
    }
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
        let near = root
            .member_ignoring_case("bindings")
            .map(|m| m.key.span.clone());
        let at = near.clone().unwrap_or(root.span.start..root.span.start + 1);
        let finding = Finding::new(
            &RULE.info,
            Label::new(source, at),
            "the function has no `bindings`",
        );
        let help = match near {
            Some(_) => "write the key in lower case: `bindings`",
            None => "add a `bindings` array with one trigger",
        };
        return vec![finding.help(help)];
    };
    let triggers: Vec<Binding<'_>> = function.bindings().filter(Binding::is_trigger).collect();
    match triggers.as_slice() {
        // A trigger that is not on the input side is the business of `binding-direction`, and a
        // binding without a type has that fault first.
        [] if function
            .bindings()
            .any(|b| b.type_name().is_empty() || bindings::is_trigger(b.type_name())) =>
        {
            Vec::new()
        }
        [] => {
            let label = Label::new(source, list.key.span.clone());
            vec![
                Finding::new(&RULE.info, label, "the function has no trigger")
                    .help("add one binding whose type ends with `Trigger`, such as `httpTrigger`"),
            ]
        }
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
