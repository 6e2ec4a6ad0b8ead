//! A value in host.json that the host cannot use.

use crate::bindings::timespan;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-11, H-CFG-22, H-CFG-23, H-LIM-02, H-LIM-03).
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
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": "yes", "description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:69"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp"}"#,
            )],
            at: &["host.json:1:44"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
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

/// How bad a value is, and what follows from it.
struct Effect {
    severity: Severity,
    note: String,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let source = &context.app.host.source;
    for violation in &context.host {
        let path = violation.dotted();
        let (full, message, help, found) = match &violation.kind {
            Kind::UnknownKey { .. } => continue,
            Kind::Missing { key } => {
                let full = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                let message = format!("`{path}` has no `{key}`");
                (full, message, Some(format!("add `{key}`")), String::new())
            }
            Kind::Invalid { expected, found } => {
                let expected = expected.as_deref().unwrap_or("another value");
                let message = format!("`{path}` must be {expected}");
                (
                    path,
                    message,
                    None,
                    format!("this is {found} that does not fit"),
                )
            }
        };
        if REPORTED_ELSEWHERE.contains(&full.as_str()) {
            continue;
        }
        let label = Label::new(source, violation.span.clone()).text(found);
        let effect = effect(violation, source.text());
        let finding = Finding::new(&RULE.info, label, message).severity(effect.severity);
        let finding = finding.note(effect.note);
        out.push(finding.maybe_help(help));
    }
}

fn effect(violation: &Violation, text: &str) -> Effect {
    let path = violation.dotted();
    let warning = |note: &str| Effect {
        severity: Severity::Warning,
        note: note.to_owned(),
    };
    let section = path.split('.').next().unwrap_or_default();
    if !STOPS_THE_HOST.contains(&section) {
        return warning("the part of the host that reads it fails or keeps its default");
    }
    let written = text.get(violation.span.clone()).unwrap_or_default();
    if let Some(days) = days(violation, written) {
        return warning(&format!("the host reads it as {days} days"));
    }
    // Only a list, or one written as JSON in a text, replaces the default (H-CFG-23).
    if path.contains(".arguments") || path.contains(".workerArguments") {
        return warning("the host ignores it");
    }
    let note = if path.ends_with("].route") {
        "the host drops the function of this route"
    } else {
        "the host does not start"
    };
    Effect {
        severity: Severity::Error,
        note: note.to_owned(),
    }
}

/// The days that a time span without an `hh:mm:ss` in it means; the host starts with them
/// (H-CFG-11, H-LIM-03).
fn days(violation: &Violation, written: &str) -> Option<u64> {
    let Kind::Invalid {
        expected: Some(expected),
        ..
    } = &violation.kind
    else {
        return None;
    };
    if !expected.contains("time span") {
        return None;
    }
    let text = written.trim_matches(['"', '\'', ' ']);
    let span = timespan::parse(text).filter(|span| span.bare_days && span.seconds > 0)?;
    Some(span.seconds / timespan::DAY)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::app::{App, Root};
    use crate::lint;

    fn severities(host: &str) -> Vec<Severity> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("host.json"), host).unwrap();
        let app = App::load(&Root::new(dir.path()));
        let findings = lint::run(&app, &lint::Options::default()).findings;
        let ours = findings.iter().filter(|f| f.rule.name == RULE.info.name);
        ours.map(|finding| finding.severity).collect()
    }

    #[test]
    fn what_the_host_starts_with_is_no_error() {
        // H-CFG-11, H-CFG-23, H-LIM-03
        let handler = |members: &str| {
            let description = r#"{"defaultExecutablePath": "node""#;
            format!(
                r#"{{"version": "2.0", "customHandler": {{"description": {description}{members}}}}}"#
            )
        };
        for fine in [
            r#", "arguments": "--x"}"#,
            r#"}, "initializationTimeout": 45"#,
            r#"}, "initializationTimeout": "24:00:00""#,
        ] {
            assert_eq!(severities(&handler(fine)), [Severity::Warning], "{fine}");
        }
        for fatal in [
            r#"}, "initializationTimeout": "soon""#,
            r#"}, "port": 70000"#,
        ] {
            assert_eq!(severities(&handler(fatal)), [Severity::Error], "{fatal}");
        }
        let timeout = |value: &str| format!(r#"{{"version": "2.0", "functionTimeout": {value}}}"#);
        assert_eq!(severities(&timeout("5")), [Severity::Warning]);
        assert_eq!(severities(&timeout("\"00:00:00\"")), [Severity::Error]);
    }
}
