//! A range of bundle versions that no longer gets updates.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::bundle::{self, CURRENT, CURRENT_MAJOR};
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "bundle-deprecated",
        severity: Severity::Warning,
        summary: "the extension bundle's version range is limited to a retired major version",
        why: "Bundles 1, 2 and 3 are out of support or about to be: no fixes, warnings in the \
              portal, failures in the end. Version 4 renames some properties, for example of \
              Cosmos DB bindings.",
        fix: "Write \"version\": \"[4.*, 5.0.0)\" and check the properties of your bindings.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[1.*, 2.0.0)"}}"#,
        )],
        at: &["host.json:1:102"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
        )],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 5.0.0)"}}"#,
        )],
        // Spans majors up to the current one.
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[2.*, 5.0.0)"}}"#,
        )],
        // Logic Apps count their majors differently.
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle.Workflows", "version": "[1.*, 2.0.0)"}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let source = &context.app.host.source;
    let Some((node, range)) = bundle::range(context.app) else {
        return;
    };
    let Some(major) = range.highest.filter(|major| *major < CURRENT_MAJOR) else {
        return;
    };
    let fix = Fix::needs_review(format!("write \"{CURRENT}\""));
    let label = Label::new(source, node.span.clone());
    let help =
        format!("write \"{CURRENT}\"; check the names of your bindings' properties, some changed");
    out.push(
        Finding::new(
            &RULE.info,
            label,
            format!("extension bundle {major} is retired"),
        )
        .note("retired bundles get no fixes and stop working in the end")
        .help(help)
        .fix(fix.edit(source, node.span.clone(), quoted(CURRENT))),
    );
}
