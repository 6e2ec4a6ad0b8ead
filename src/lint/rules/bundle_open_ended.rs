//! A range of bundle versions without an end, or one with several major versions in it.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::bundle::{self, CURRENT, CURRENT_MAJOR};
use crate::lint::{Bad, Context, Rule};

/// The rule. Ranges that end below the current major are `bundle-deprecated`.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "bundle-open-ended",
        severity: Severity::Warning,
        summary: "the extension bundle's version range is open, or spans major versions",
        why: "The host takes the newest bundle in the range that it finds. A new major version \
              renames properties and drops settings, and without an end to the range an app gets \
              it overnight, without a deployment.",
        fix: "Write a range of one major version: \"[4.*, 5.0.0)\".",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, )"}}"#,
            )],
            at: &["host.json:1:102"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "4.0.0"}}"#,
            )],
            at: &["host.json:1:102"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            )],
        },
        // It does end: information.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[2.*, 5.0.0)"}}"#,
            )],
            at: &["host.json:1:102"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            )],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 5.0.0)"}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.12.0]"}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[1.*, 3.0.0)"}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let source = &context.app.host.source;
    let Some((node, range)) = bundle::range(context.app) else {
        return;
    };
    let (message, severity) = match (range.lowest, range.highest) {
        (_, None) => ("the range of bundle versions has no end", Severity::Warning),
        (lowest, Some(highest)) if lowest < Some(highest) && highest >= CURRENT_MAJOR => {
            ("the range allows several major versions", Severity::Info)
        }
        _ => return,
    };
    let title = format!("write \"{CURRENT}\"");
    let fix = Fix::needs_review(&title).edit(source, node.span.clone(), quoted(CURRENT));
    let label = Label::new(source, node.span.clone());
    out.push(
        Finding::new(&RULE.info, label, message)
            .severity(severity)
            .note("the host takes the newest that it finds, and a new major renames properties")
            .help(title)
            .fix(fix),
    );
}
