//! A schedule that the host cannot read.

use std::sync::Arc;

use crate::bindings::Fault;
use crate::bindings::ncrontab;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-REQ-46).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "cron-invalid",
        severity: Severity::Error,
        summary: "a timer's schedule cannot be read",
        why: "The host drops a function whose schedule it cannot read. Its cron has six fields, \
              seconds first (or five, without them), and knows no `?`, no `L`, `W` or `#`, no \
              `@daily` and no 7 for Sunday.",
        fix: "Write six fields: second, minute, hour, day, month, weekday (0 is Sunday). \
              `0 */5 * * * *` is every five minutes.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 ? * MON"}]}"#,
            )],
            at: &["F/function.json:1:73"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 * * MON"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 60 * * * *"}]}"#,
            )],
            at: &["F/function.json:1:68"],
            fixed: &[],
        },
        // A range would run backwards with 0 at its end: nothing to do unseen.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 * * 1-7"}]}"#,
            )],
            at: &["F/function.json:1:79"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 ? * 6,7"}]}"#,
            )],
            at: &["F/function.json:1:73"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 * * 6,0"}]}"#,
            )],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 30 9 * * Mon-Fri"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "*/5 * * * *"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "%Schedule%"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let schedules = function.bindings().filter_map(|b| b.schedule());
        out.extend(schedules.filter_map(|node| judge(&function.document.source, node)));
    }
}

fn judge(source: &Arc<Source>, node: &Node) -> Option<Finding> {
    let text = node.as_str()?;
    let fault = ncrontab::parse(text).err()?;
    let place = node.part(source.text(), &fault.span);
    let finding = Finding::new(
        &RULE.info,
        Label::new(source, place.clone()),
        &fault.message,
    )
    .note("the host drops the function")
    .maybe_help(fault.help.clone());
    let sign = meant(text, &fault).filter(|_| place != node.span);
    let fix = |sign| Fix::safe(format!("write `{sign}`")).edit(source, place, sign);
    Some(finding.maybe_fix(sign.map(fix)))
}

/// What other crons call by another sign. Not at the end of a range, which it would turn round.
fn meant(text: &str, fault: &Fault) -> Option<&'static str> {
    let sign = match text.get(fault.span.clone())? {
        "?" => "*",
        "7" if fault.help.as_deref() == Some(ncrontab::SUNDAY) => "0",
        _ => return None,
    };
    let before = text.get(..fault.span.start)?;
    let after = text.get(fault.span.end..)?;
    let stands_alone = !before.ends_with(['-', '/']) && !after.starts_with(['-', '/']);
    stands_alone.then_some(sign)
}
