//! A time to get ready that is too short for anything, or so long that nobody meant it.

use std::time::Duration;

use crate::bindings::timespan;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-11, H-START-29, H-START-30, H-START-43).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "ready-limit",
        severity: Severity::Warning,
        summary: "`initializationTimeout` is below a second, or many minutes long",
        why: "The host waits this long for the handler to open its port, then starts it anew, \
              and stops after three failures. Function calls that come meanwhile wait four times \
              the whole seconds of it: below one second they do not wait at all. A handler that \
              hangs is noticed only when the time is over.",
        fix: "Leave it out for 30 seconds, or write as `hh:mm:ss` what the handler needs.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"initializationTimeout": "00:00:00.500", "description": {"defaultExecutablePath": "handler"}}}"#,
            )],
            at: &["host.json:1:63"],
            fixed: &[],
        },
        // Hours and minutes: meant were 45 seconds.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"initializationTimeout": "00:45", "description": {"defaultExecutablePath": "handler"}}}"#,
            )],
            at: &["host.json:1:63"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"initializationTimeout": "00:02:00", "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
        // Days by accident are `timespan-days`.
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"initializationTimeout": "45", "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    ],
    check,
};

const SHORTEST: Duration = Duration::from_secs(1);
/// Longer than any handler takes that somebody waits for.
const LONG: Duration = Duration::from_secs(600);

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let source = &context.app.host.source;
    let handler = context.app.handler();
    let Some(node) = handler.and_then(|handler| handler.at(&["initializationTimeout"])) else {
        return;
    };
    let span = node.as_str().and_then(|text| timespan::parse(text.trim()));
    let Some(span) = span.filter(|span| !span.bare_days) else {
        return;
    };
    let label = Label::new(source, node.span.clone());
    if span.length() < SHORTEST {
        let message = "the handler has less than a second to open its port";
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("when it is over, the host starts the handler anew, and gives up at the third time")
                .help("leave `initializationTimeout` out for 30 seconds"),
        );
    } else if span.length() > LONG {
        let message = format!(
            "the host waits {} minutes for the handler",
            span.seconds / 60
        );
        out.push(
            Finding::new(&RULE.info, label, message)
                .severity(Severity::Info)
                .note("a handler that hangs at start is noticed only then; `mm:ss` is read as hours and minutes")
                .help("write `hh:mm:ss`"),
        );
    }
}
