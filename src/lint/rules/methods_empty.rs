//! An HTTP trigger with an empty list of methods.

use crate::app::Function;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::{Value, edit};
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
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "methods": []}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
        at: &["F/function.json:1:65"],
        fixed: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(context.functions().filter_map(finding));
}

fn finding(function: &Function) -> Option<Finding> {
    let trigger = function.http_trigger()?;
    let empty = |value: &Value| matches!(value, Value::Array(items) if items.is_empty());
    let member = trigger.property("methods")?;
    if !empty(&member.value.value) {
        return None;
    }
    let source = &function.document.source;
    let label = Label::new(source, member.value.span.clone());
    let finding = Finding::new(
        &RULE.info,
        label,
        "an empty list of methods matches no request",
    )
    .note("every request is answered with 404")
    .help("name the methods, or remove `methods` to allow all");
    let fix = |change| Fix::needs_review("remove `methods` to allow all").edits(source, [change]);
    let change = edit::remove(source.text(), trigger.node, member);
    Some(finding.maybe_fix(change.map(fix)))
}
