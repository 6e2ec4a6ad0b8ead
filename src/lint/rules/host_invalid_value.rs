//! A value in host.json that the host cannot use.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::schemas::{Place, Schema};
use crate::ui::words::did_you_mean;

use super::retry_policy::in_retry;
use super::timespan_days::days;

/// The rule (H-CFG-22, H-CFG-23, H-LIM-02). Days by accident are `timespan-days`.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "host-invalid-value",
        severity: Severity::Error,
        summary: "host.json has a value that the host cannot use, or lacks one it needs",
        why: "A value that cannot be converted stops the host at start, or makes the extension \
              that reads it fail.",
        fix: "Write what the message asks for.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": "yes", "description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:69"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "node"}}}"#,
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"port": "70000", "description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:46"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "telemetryMode": "OpenTelemtry"}"#,
            )],
            at: &["host.json:1:37"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "telemetryMode": "OpenTelemetry"}"#,
            )],
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
const REPORTED_ELSEWHERE: [&str; 6] = [
    "version",
    "configurationProfile",
    "customHandler.description",
    "customHandler.description.defaultExecutablePath",
    "httpWorker.description",
    "httpWorker.description.defaultExecutablePath",
];

/// Sections whose values the host binds at start: one bad value and it does not start.
const STOPS_THE_HOST: [&str; 5] = [
    "customHandler",
    "httpWorker",
    "functionTimeout",
    "configurationProfile",
    "extensionBundle",
];

/// How bad a value is, and what follows from it.
struct Effect {
    severity: Severity,
    note: String,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let text = context.app.host.source.text();
    for violation in &context.host {
        let path = full_path(violation);
        let is_missing = matches!(violation.kind, Kind::Missing { .. });
        let in_bundle = is_missing && path.starts_with("extensionBundle.");
        let elsewhere =
            in_bundle || in_retry(violation) || REPORTED_ELSEWHERE.contains(&path.as_str());
        if !elsewhere && days(violation, text).is_none() {
            out.extend(finding(context, violation));
        }
    }
}

fn finding(context: &Context<'_>, violation: &Violation) -> Option<Finding> {
    let source = &context.app.host.source;
    let path = violation.dotted();
    let effect = effect(violation);
    let label = Label::new(source, violation.span.clone());
    let finding = match &violation.kind {
        // No section of host.json is of that kind.
        Kind::UnknownKey { .. } | Kind::NoneOf { .. } => return None,
        Kind::Missing { key } => {
            let message = format!("`{path}` has no `{key}`");
            Finding::new(&RULE.info, label, message).help(format!("add `{key}`"))
        }
        Kind::Invalid { expected, found } => {
            let expected = expected.as_deref().unwrap_or("another value");
            let label = label.text(format!("this is {found} that does not fit"));
            let message = format!("`{path}` must be {expected}");
            Finding::new(&RULE.info, label, message).maybe_fix(fix(context, violation))
        }
    };
    Some(finding.severity(effect.severity).note(effect.note))
}

/// The path with the missing key, if that is the fault.
fn full_path(violation: &Violation) -> String {
    match (&violation.kind, violation.dotted()) {
        (Kind::Missing { key }, path) if path.is_empty() => key.clone(),
        (Kind::Missing { key }, path) => format!("{path}.{key}"),
        (_, path) => path,
    }
}

/// The value that a word evidently stands for: `true` for `yes`, or the nearest of the words
/// that are allowed.
fn fix(context: &Context<'_>, violation: &Violation) -> Option<Fix> {
    let host = &context.app.host;
    let (_, node) = host.root.as_ref()?.resolve(&violation.path)?;
    let written = node.as_str()?;
    let place = Place::at(Schema::Host, host.root.as_ref(), &violation.path);
    let is_switch = place
        .expected()
        .is_some_and(|text| text == "`true` or `false`");
    let value = if is_switch {
        switch(written)?.to_owned()
    } else {
        let words = place.words().filter_map(|word| word.as_str());
        quoted(did_you_mean(
            written,
            words.filter(|word| !word.is_empty()),
        )?)
    };
    let fix = Fix::needs_review(format!("write `{value}`"));
    Some(fix.edit(&host.source, violation.span.clone(), value))
}

fn switch(written: &str) -> Option<&'static str> {
    match written.trim().to_ascii_lowercase().as_str() {
        "1" | "enabled" | "on" | "y" | "yes" => Some("true"),
        "0" | "disabled" | "n" | "no" | "off" => Some("false"),
        _ => None,
    }
}

fn effect(violation: &Violation) -> Effect {
    let path = violation.dotted();
    let warning = |note: &str| Effect {
        severity: Severity::Warning,
        note: note.to_owned(),
    };
    let section = path.split('.').next().unwrap_or_default();
    if !STOPS_THE_HOST.contains(&section) {
        return warning("the part of the host that reads it fails or keeps its default");
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
        let ignored = r#", "arguments": "--x"}"#;
        assert_eq!(severities(&handler(ignored)), [Severity::Warning]);
        for days in [
            r#"}, "initializationTimeout": 45"#,
            r#"}, "initializationTimeout": "24:00:00""#,
        ] {
            assert_eq!(severities(&handler(days)), [], "{days} is `timespan-days`");
        }
        for fatal in [
            r#"}, "initializationTimeout": "soon""#,
            r#"}, "port": 70000"#,
        ] {
            assert_eq!(severities(&handler(fatal)), [Severity::Error], "{fatal}");
        }
        let timeout = |value: &str| format!(r#"{{"version": "2.0", "functionTimeout": {value}}}"#);
        assert_eq!(severities(&timeout("\"00:00:00\"")), [Severity::Error]);
    }
}
