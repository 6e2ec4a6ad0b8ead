//! An HTTP trigger with an empty list of methods.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Value;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-62).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "methods-empty",
        severity: Severity::Warning,
        summary: "an HTTP trigger has an empty list of methods, so no request matches",
        why: "Left out, `methods` means every method. An empty list means none: every request \
              is answered with 404.",
        fix: "Name the methods, or remove `methods` to allow all.",
    },
    plans: &[],
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "methods": []}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
        at: &["F/function.json:1:65"],
        fixed: &[],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let Some(trigger) = function.http_trigger() else {
            continue;
        };
        let methods = trigger.property("methods").map(|member| &member.value);
        let empty = |value: &Value| matches!(value, Value::Array(items) if items.is_empty());
        if let Some(node) = methods.filter(|node| empty(&node.value)) {
            let label = Label::new(&function.document.source, node.span.clone());
            let message = "an empty list of methods matches no request";
            out.push(
                Finding::new(&RULE.info, label, message)
                    .note("every request is answered with 404")
                    .help("name the methods, or remove `methods` to allow all"),
            );
        }
    }
}
