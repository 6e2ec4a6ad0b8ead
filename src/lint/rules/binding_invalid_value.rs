//! A property of a binding has a value that the host cannot use.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::rules::binding_missing_prop::{binding_at, type_at};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-46, H-DISC-60, H-DISC-61).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-invalid-value",
        severity: Severity::Error,
        summary: "a property of a binding has a value that the host cannot use",
        why: "The host cannot make the binding and drops the function, or the service behind it \
              refuses the name.",
        fix: "Write what the message asks for.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "public"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:67"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "In Box"}]}"#,
            )],
            at: &["F/function.json:1:69"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": ["0 0 * * * *"]}]}"#,
            )],
            at: &["F/function.json:1:69"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "%Queue Name%", "dataType": "Binary"}]}"#,
    )]],
    check,
};

/// Properties that have rules of their own, whatever is in them.
const REPORTED_ELSEWHERE: [&str; 2] = ["name", "direction"];
/// Properties whose text has rules of its own. The host also takes a number for text.
const TEXTS: [&str; 3] = ["schedule", "route", "connection"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (function, violation) in context.function_violations() {
        let Kind::Invalid { expected, found } = &violation.kind else {
            continue;
        };
        if binding_at(function, violation).is_none() {
            continue;
        }
        let type_name = type_at(function, violation);
        let key = violation.last_key().unwrap_or_default();
        let is_text = !matches!(*found, "an object" | "an array");
        if REPORTED_ELSEWHERE.contains(&key) || TEXTS.contains(&key) && is_text {
            continue;
        }
        let expected = expected.as_deref().unwrap_or("another value");
        let label = Label::new(&function.document.source, violation.span.clone());
        // A path that ends at the binding itself is about how its properties fit together.
        let message = match (key, type_name) {
            ("bindings", "") => format!("a binding must be {expected}"),
            ("bindings", _) => format!("`{type_name}` needs {expected}"),
            (_, "") => format!("`{key}` of a binding must be {expected}"),
            _ => format!("`{key}` of `{type_name}` must be {expected}"),
        };
        out.push(Finding::new(&RULE.info, label, message).note("the host drops the function"));
    }
}
