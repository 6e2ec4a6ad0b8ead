//! A value in host.json that the host cannot use.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-22, H-LIM-02, H-LIM-03).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "host-invalid-value",
        severity: Severity::Error,
        summary: "host.json has a value that the host cannot use, or lacks one it needs",
        why: "A value that cannot be converted stops the host at start, or makes the extension \
              that reads it fail. Time spans are the usual trap: a plain number, or a first \
              field of 24 or more, means days.",
        fix: "Write what the message asks for.",
    },
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": "yes", "description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:69"],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp"}"#,
            )],
            at: &["host.json:1:44"],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}}"#,
            )],
            at: &["host.json:1:20"],
        },
    ],
    good: &[
        // The configuration binder converts text (H-CFG-21).
        &[(
            "host.json",
            r#"{"version": "2.0", "functionTimeout": "00:10:00", "customHandler": {"port": "8080", "enableForwardingHttpRequest": "True", "description": {"defaultExecutablePath": "node"}}}"#,
        )],
    ],
    check,
};

/// What other rules report, with better words.
const REPORTED_ELSEWHERE: [&str; 5] = [
    "version",
    "customHandler.description",
    "customHandler.description.defaultExecutablePath",
    "httpWorker.description",
    "httpWorker.description.defaultExecutablePath",
];

/// Sections whose values the host binds at start: one bad value and it does not start.
const STOPS_THE_HOST: [&str; 6] = [
    "customHandler",
    "httpWorker",
    "functionTimeout",
    "configurationProfile",
    "extensionBundle",
    "retry",
];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let source = &context.app.host.source;
    for violation in &context.host {
        let path = violation.dotted();
        let (full, message, help) = match &violation.kind {
            Kind::UnknownKey { .. } => continue,
            Kind::Missing { key } => {
                let full = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                let message = format!("`{path}` has no `{key}`");
                (full, message, format!("add `{key}`"))
            }
            Kind::Invalid { expected, found } => {
                let expected = expected.as_deref().unwrap_or("another value");
                let message = format!("`{path}` must be {expected}");
                (path, message, format!("found {found} that does not fit"))
            }
        };
        if REPORTED_ELSEWHERE.contains(&full.as_str()) {
            continue;
        }
        let label = Label::new(source, violation.span.clone());
        let finding = Finding::new(&RULE.info, label, message).severity(severity(violation));
        out.push(finding.help(help));
    }
}

fn severity(violation: &Violation) -> Severity {
    let path = violation.dotted();
    let section = path.split('.').next().unwrap_or_default();
    if STOPS_THE_HOST.contains(&section) {
        Severity::Error
    } else {
        Severity::Warning
    }
}
