//! A time span that the host reads as days.

use crate::bindings::timespan;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-11, H-LIM-03).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "timespan-days",
        severity: Severity::Warning,
        summary: "a time span in host.json means days, though it looks like hours or seconds",
        why: "A plain number is a number of days, and so is the first field when it is 24 or \
              more: `24:00:00` is 24 days, not one. The host takes it without a word.",
        fix: "Write `hh:mm:ss` with at most 23 hours, and `d.hh:mm:ss` from one day on: one day \
              is `1.00:00:00`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "functionTimeout": "30:15:00"}"#,
            )],
            at: &["host.json:1:39"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "functionTimeout": "1.06:15:00"}"#,
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"initializationTimeout": 45, "description": {"defaultExecutablePath": "handler"}}}"#,
            )],
            at: &["host.json:1:63"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"serviceBus": {"sessionIdleTimeout": "60"}}}"#,
            )],
            at: &["host.json:1:72"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "functionTimeout": -1, "healthMonitor": {"healthCheckInterval": "23:59:59", "healthCheckWindow": "1.00:00:00"}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let source = &context.app.host.source;
    for violation in &context.host {
        let written = written(violation, source.text());
        let Some(days) = days(violation, source.text()) else {
            continue;
        };
        let path = violation.dotted();
        let hours = in_days_and_hours(written);
        let help = hours.as_ref().map_or_else(
            || format!("for {written} seconds or minutes write `hh:mm:ss`"),
            |right| format!("write `{right}`, if hours are meant"),
        );
        let fix = hours.map(|right| {
            let title = format!("write `{right}`");
            Fix::needs_review(title).edit(source, violation.span.clone(), quoted(&right))
        });
        let label = Label::new(source, violation.span.clone());
        out.push(
            Finding::new(&RULE.info, label, format!("`{path}` is {days} days"))
                .note("a plain number means days, and so does a first field of 24 or more")
                .help(help)
                .maybe_fix(fix),
        );
    }
}

/// The days that a time span without an `hh:mm:ss` in it means; the host starts with them.
pub(super) fn days(violation: &Violation, text: &str) -> Option<u64> {
    let Kind::Invalid {
        expected: Some(expected),
        ..
    } = &violation.kind
    else {
        return None;
    };
    let span = timespan::parse(written(violation, text))?;
    let counts = expected.contains("time span") && span.bare_days && span.seconds > 0;
    counts.then_some(span.seconds / timespan::DAY)
}

fn written<'a>(violation: &Violation, text: &'a str) -> &'a str {
    let written = text.get(violation.span.clone()).unwrap_or_default();
    written.trim_matches(['"', '\'', ' '])
}

/// `30:15:00` as it must be written: `1.06:15:00`.
fn in_days_and_hours(written: &str) -> Option<String> {
    let (hours, rest) = written.split_once(':')?;
    let hours: u64 = hours.parse().ok()?;
    Some(format!("{}.{:02}:{rest}", hours / 24, hours % 24))
}
