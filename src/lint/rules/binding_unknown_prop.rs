//! A property that a binding's type does not have.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::suggestion;

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
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "method": ["get"]}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:54"],
            fixed: &[],
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
        let type_name = super::binding_missing_prop::type_at(function, violation);
        let label = Label::new(&function.document.source, violation.span.clone());
        let message = format!("`{key}` is not a property of `{type_name}`");
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host ignores it")
                .maybe_help(suggestion(key, known)),
        );
    }
}
