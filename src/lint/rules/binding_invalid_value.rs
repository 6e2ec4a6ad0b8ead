//! A property of a binding has a value that the host cannot use.

use crate::app::Function;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::schemas::{Place, Schema};
use crate::ui::words::did_you_mean;

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
    local: false,
    fix: Some(Applicability::Unsafe),
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
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "anonymus"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:67"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "anonymous"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": ["0 0 * * * *"]}]}"#,
            )],
            at: &["F/function.json:1:69"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": 5}]}"#,
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
/// What comes of a schedule that is a number: it is tried as a time span in the end
/// (bindings-notes 1).
const DAYS: &str = "the host reads a number as days between runs, on App Service plans only";
/// Properties whose text has rules of its own. The host also takes a number for text.
const TEXTS: [&str; 3] = ["schedule", "route", "connection"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (function, violation) in context.function_violations() {
        let Kind::Invalid { expected, found } = &violation.kind else {
            continue;
        };
        if violation.binding(function).is_none() {
            continue;
        }
        let type_name = violation.binding_type(function);
        let key = violation.last_key().unwrap_or_default();
        let is_text = match key {
            "schedule" => *found == "a string",
            _ => !matches!(*found, "an object" | "an array"),
        };
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
        let finding = Finding::new(&RULE.info, label, message);
        let finding = match (key, *found) {
            ("schedule", "a number") => finding.severity(Severity::Warning).note(DAYS),
            _ => finding.note("the host drops the function"),
        };
        out.push(finding.maybe_fix(meant(function, violation)));
    }
}

/// The word that a misspelt one is likely to be.
fn meant(function: &Function, violation: &Violation) -> Option<Fix> {
    let root = function.document.root.as_ref()?;
    let (_, node) = root.resolve(&violation.path)?;
    let place = Place::at(Schema::Function, Some(root), &violation.path);
    let words = place.words().filter_map(serde_json::Value::as_str);
    let word = did_you_mean(node.as_str()?, words)?;
    let fix = Fix::needs_review(format!("write `{word}`"));
    Some(fix.edit(
        &function.document.source,
        node.span.clone(),
        edit::quoted(word),
    ))
}
