//! A binding lacks a property that its type needs.

use crate::app::Function;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::{did_you_mean, list_and};

/// The rule (H-DISC-49).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-missing-prop",
        severity: Severity::Error,
        summary: "a binding lacks a property that its type needs",
        why: "The host cannot make the binding: it drops the function and goes on without it.",
        fix: "Add the property that the message names.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item"}]}"#,
        )],
        at: &["F/function.json:1:24"],
        fixed: &[],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "queueTrigger", "name": "item", "QueueName": "%QUEUE%"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (function, violation) in context.function_violations() {
        let keys = violation.kind.missing();
        let Some(binding) = violation.binding(function) else {
            continue;
        };
        // Names and directions have rules of their own.
        let elsewhere = |key: &String| matches!(key.as_str(), "name" | "direction");
        if keys.iter().all(elsewhere) || is_misspelt(context, violation, function) {
            continue;
        }
        let label = Label::new(&function.document.source, binding.anchor());
        let binding = match binding.type_name() {
            "" => "the binding".to_owned(),
            type_name => format!("`{type_name}`"),
        };
        let needed = needed(&violation.kind);
        let message = match &violation.kind {
            Kind::NoneOf { .. } => format!("{binding} needs {needed}"),
            _ => format!("{binding} has no {needed}"),
        };
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host drops the function")
                .help(format!("add {needed}")),
        );
    }
}

/// What is missing, for people.
fn needed(kind: &Kind) -> String {
    match kind {
        Kind::NoneOf {
            expected: Some(expected),
            ..
        } => expected.clone(),
        kind => list_and(kind.missing()),
    }
}

/// True when the missing key is there, under a name that looks like it: `binding-unknown-prop`
/// says so.
fn is_misspelt(context: &Context<'_>, missing: &Violation, function: &Function) -> bool {
    let beside = context
        .function_violations()
        .filter(|(of, other)| std::ptr::eq(*of, function) && other.path == missing.path);
    let needed = missing.kind.missing();
    let mut beside = beside.map(|(_, other)| &other.kind);
    beside.any(|kind| match kind {
        Kind::UnknownKey {
            key: written,
            known,
            ..
        } => {
            let near = did_you_mean(written, known.iter().map(String::as_str));
            near.is_some_and(|near| needed.iter().any(|key| key == near))
        }
        _ => false,
    })
}

/// True when the binding that `violation` is about lacks the property `name`.
pub(super) fn lacks(
    context: &Context<'_>,
    violation: &Violation,
    function: &Function,
    name: &str,
) -> bool {
    let mut all = context.function_violations();
    all.any(|(of, other)| {
        let is_it = other.kind.missing().iter().any(|key| key == name);
        is_it && std::ptr::eq(of, function) && other.path == violation.path
    })
}
