//! An extension bundle without its name, or without its versions.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::{self, quoted};
use crate::lint::bundle::{CURRENT, ID};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "bundle-incomplete",
        severity: Severity::Error,
        summary: "`extensionBundle` has an `id` without a `version`, or the other way round",
        why: "The host needs both to find the bundle, and does not start with one of them alone.",
        fix: "Write both: \"extensionBundle\": { \"id\": \
              \"Microsoft.Azure.Functions.ExtensionBundle\", \"version\": \"[4.*, 5.0.0)\" }",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"version": "[4.*, 5.0.0)"}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            )],
        },
    ],
    good: &[
        // Counts as absent (H-HOST-09).
        &[("host.json", r#"{"version": "2.0", "extensionBundle": {}}"#)],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let Some(bundle) = host.at(&["extensionBundle"]) else {
        return;
    };
    for violation in &context.host {
        let Kind::Missing { key } = &violation.kind else {
            continue;
        };
        if violation.dotted() != "extensionBundle" {
            continue;
        }
        let text = host.source.text();
        let value = if key == "id" { ID } else { CURRENT };
        let change = match key.as_str() {
            "id" => edit::prepend(text, bundle, key, &quoted(value)),
            _ => edit::append(text, bundle, key, &quoted(value)),
        };
        let title = format!("write \"{key}\": \"{value}\"");
        let fix = change.map(|change| Fix::needs_review(&title).edits(&host.source, [change]));
        let label = Label::new(&host.source, violation.span.clone());
        out.push(
            Finding::new(
                &RULE.info,
                label,
                format!("`extensionBundle` has no `{key}`"),
            )
            .note("the host does not start without it")
            .help(title)
            .maybe_fix(fix),
        );
    }
}
