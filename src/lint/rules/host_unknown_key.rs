//! A key in host.json that the host does not know.

use super::host_version;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule, mends};
use crate::ui::words::{did_you_mean, suggestion};

/// The rule (H-HOST-07, H-CFG-08, V-25).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "host-unknown-key",
        severity: Severity::Warning,
        summary: "host.json has a key that the host does not know",
        why: "The host ignores keys it does not know, without a word: a misspelt setting is as \
              good as absent.",
        fix: "Correct the spelling, or remove the key.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\"version\": \"2.0\",\n\"functionTimeuot\": \"00:05:00\"}",
            )],
            at: &["host.json:2:1"],
            fixed: &[(
                "host.json",
                "{\"version\": \"2.0\",\n\"functionTimeout\": \"00:05:00\"}",
            )],
        },
        // A key of a section within a section.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"serviceBus": {"clientRetryOptions": {"maxDelays": "00:01:00"}}}}"#,
            )],
            at: &["host.json:1:73"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"serviceBus": {"clientRetryOptions": {"maxDelay": "00:01:00"}}}}"#,
            )],
        },
        // The right key is there as well: a rename would make two of them.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "loging": {}, "logging": {}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}, "colour": 1}}"#,
            )],
            at: &["host.json:1:88"],
            fixed: &[],
        },
    ],
    good: &[
        // Case does not matter to the host (H-CFG-21).
        &[(
            "host.json",
            r#"{"version": "2.0", "CUSTOMHANDLER": {"Description": {"DefaultExecutablePath": "node"}}}"#,
        )],
        &[(
            "host.json",
            r#"{"$schema": "https://json.schemastore.org/host.json", "version": "2.0", "telemetryMode": "OpenTelemetry"}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    if host_version::is_of_runtime_1(context) {
        return;
    }
    for violation in &context.host {
        let Kind::UnknownKey {
            key,
            known,
            belongs: None,
        } = &violation.kind
        else {
            continue;
        };
        let place = match violation.dotted().as_str() {
            "" => "host.json".to_owned(),
            path => format!("`{path}`"),
        };
        let label = Label::new(&context.app.host.source, violation.span.clone());
        let message = format!("`{key}` is not a key of {place}");
        let near = did_you_mean(key, known.iter().map(String::as_str));
        let fix = near.and_then(|near| mends::respell(&context.app.host, violation, near));
        let finding = Finding::new(&RULE.info, label, message)
            .maybe_help(suggestion(key, known))
            .maybe_fix(fix);
        out.push(if hides_executable(context, violation) {
            let finding = finding.severity(Severity::Error);
            finding.note("so nothing says which executable to start, and the host does not start")
        } else {
            finding.note("the host ignores it")
        });
    }
}

/// True for a misspelt key without which the host does not know what to start.
pub(super) fn hides_executable(context: &Context<'_>, violation: &Violation) -> bool {
    let Kind::UnknownKey { key, known, .. } = &violation.kind else {
        return false;
    };
    let near = did_you_mean(key, known.iter().map(String::as_str));
    let needed = match violation.dotted().as_str() {
        "customHandler" | "httpWorker" => "description",
        "customHandler.description" | "httpWorker.description" => "defaultExecutablePath",
        _ => return false,
    };
    let handler = context.app.handler();
    let starts = handler.is_none_or(|handler| handler.executable_path().is_some());
    near == Some(needed) && !starts && !context.app.overrides_executable()
}
