//! A property that a binding's type does not have.

use super::binding_missing_prop::lacks;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule, mends};
use crate::ui::words::{did_you_mean, suggestion};

/// The rule (H-DISC-57, H-DISC-44).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-unknown-prop",
        severity: Severity::Warning,
        summary: "a binding has a property that its type does not know",
        why: "The host drops properties it does not know, without a word: a misspelt property \
              is as good as absent, and its default applies.",
        fix: "Correct the spelling, or remove the property.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "method": ["get"]}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:54"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "methods": ["get"]}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *", "queueName": "x"}]}"#,
            )],
            at: &["F/function.json:1:80"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "AuthLevel": "Anonymous", "Methods": ["GET"]}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
        // A type this version knows nothing about.
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "somethingNewTrigger", "name": "x", "anything": 1}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (function, violation) in context.function_violations() {
        let Kind::UnknownKey { key, known, .. } = &violation.kind else {
            continue;
        };
        let type_name = violation.binding_type(function);
        let label = Label::new(&function.document.source, violation.span.clone());
        let message = format!("`{key}` is not a property of `{type_name}`");
        let finding = Finding::new(&RULE.info, label, message).maybe_help(suggestion(key, known));
        let near = did_you_mean(key, known.iter().map(String::as_str));
        let finding = if near.is_some_and(|near| lacks(context, violation, function, near)) {
            let finding = finding.severity(Severity::Error);
            finding.note("the host ignores it, misses the one that is meant and drops the function")
        } else {
            finding.note("the host ignores it")
        };
        let name = meant(key, known);
        let fix = name.and_then(|name| mends::respell(&function.document, violation, name));
        out.push(finding.maybe_fix(fix));
    }
}

/// The only property with a name like this one.
fn meant<'a>(key: &str, known: &'a [String]) -> Option<&'a str> {
    let names = || known.iter().map(String::as_str);
    let near = did_you_mean(key, names())?;
    let is_unique = did_you_mean(key, names().filter(|name| *name != near)).is_none();
    is_unique.then_some(near)
}
