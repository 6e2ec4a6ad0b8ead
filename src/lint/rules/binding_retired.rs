//! A binding type that went with runtime 1.

use crate::app::{Binding, Function};
use crate::bindings::{self, Status};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-56).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-retired",
        severity: Severity::Error,
        summary: "a binding has a type that only runtime 1 knows",
        why: "No extension bundle brings this type any more: the host drops the function.",
        fix: "Use the type that took its place, or call the service from the handler.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "documentdb", "direction": "out", "name": "doc"}]}"#,
            ),
        ],
        at: &["F/function.json:3:12"],
        fixed: &[],
    }],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            ),
            // An older name that is still registered.
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "orchestrationClient", "name": "starter"}]}"#,
            ),
        ],
        // An extension of the app's own.
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "token", "name": "token"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    // Without a bundle there may be an extension of the app's own, or `bundle-missing` speaks.
    if context.app.host.at(&["extensionBundle"]).is_none() {
        return;
    }
    for function in context.functions() {
        let bindings = function.bindings();
        out.extend(bindings.filter_map(|binding| finding(function, &binding)));
    }
}

fn finding(function: &Function, binding: &Binding<'_>) -> Option<Finding> {
    let retired = bindings::other_type(binding.type_name())
        .filter(|other| other.status == Status::Removed)?;
    let label = Label::new(&function.document.source, binding.anchor());
    let message = format!("`{}` is a binding type of runtime 1", retired.name);
    let help = match retired.replaced_by {
        Some(successor) => format!("use `{successor}`"),
        None => "call the service from the handler".to_owned(),
    };
    let finding = Finding::new(&RULE.info, label, message).note("the host drops the function");
    Some(finding.help(help))
}
