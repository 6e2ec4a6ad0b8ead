//! A binding type that looks like a misspelling.

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
        for binding in function
            .bindings()
            .filter(|binding| !binding.type_name().is_empty())
        {
            let written = binding.type_name();
            if bindings::is_known(written) {
                continue;
            }
            if let Some(near) = did_you_mean(written, bindings::every_name()) {
                let label = Label::new(&function.document.source, binding.anchor());
                let message = format!("`{written}` is not a binding type that fch knows");
                out.push(
                    Finding::new(&RULE.info, label, message)
                        .help(format!("did you mean `{near}`?")),
                );
            }
        }
    }
}
