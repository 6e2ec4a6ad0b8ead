//! A binding type that looks like a misspelling.

use crate::app::{Binding, Function};
use crate::bindings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::did_you_mean;

/// The rule (H-DISC-56).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-unknown-type",
        severity: Severity::Warning,
        summary: "a binding has a type that looks like a misspelling of another",
        why: "A type that no extension registers makes the host drop the function.",
        fix: "Correct the spelling. A type of an extension of your own is fine; then this is a \
              false alarm.",
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
                r#"{"bindings": [{"type": "queueTriger", "name": "item", "queueName": "in-box"}]}"#,
            ),
        ],
        at: &["F/function.json:1:24"],
        fixed: &[],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "cosmosDBMongoTrigger", "name": "x"}, {"type": "RABBITMQ", "direction": "out", "name": "y"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let bindings = function.bindings();
        out.extend(bindings.filter_map(|binding| finding(function, &binding)));
    }
}

fn finding(function: &Function, binding: &Binding<'_>) -> Option<Finding> {
    let written = binding.type_name();
    if written.is_empty() || bindings::is_known(written) {
        return None;
    }
    let near = did_you_mean(written, bindings::every_name())?;
    let label = Label::new(&function.document.source, binding.anchor());
    let message = format!("`{written}` is not a binding type that fch knows");
    let finding = Finding::new(&RULE.info, label, message).help(format!("did you mean `{near}`?"));
    if misspelt_trigger(written).is_none() || function.trigger().is_some() {
        return Some(finding);
    }
    let finding = finding.severity(Severity::Error);
    Some(finding.note("so the function has no trigger, and the host drops it"))
}

/// The trigger that is meant by a type without `Trigger` at its end.
pub(super) fn misspelt_trigger(written: &str) -> Option<&'static str> {
    if written.is_empty() || bindings::is_known(written) || bindings::is_trigger(written) {
        return None;
    }
    did_you_mean(written, bindings::every_name()).filter(|near| bindings::is_trigger(near))
}
