//! A schedule that the host cannot read, or that says something else than meant.

use crate::bindings::Fault;
use crate::bindings::ncrontab::{self, Surprise};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-REQ-46).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "cron-invalid",
        severity: Severity::Error,
        summary: "a timer's schedule cannot be read, or says something else than it seems to",
        why: "The host drops a function whose schedule it cannot read. Its cron has six fields, \
              seconds first (or five, without them), knows no `?`, `L`, `W` and no 7 for Sunday, \
              swaps ranges that run backwards, and wants day of month and day of week to match \
              both.",
        fix: "Write six fields: second, minute, hour, day, month, weekday (0 is Sunday). \
              `0 */5 * * * *` is every five minutes.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 ? * MON"}]}"#,
            )],
            at: &["F/function.json:1:73"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 60 * * * *"}]}"#,
            )],
            at: &["F/function.json:1:68"],
            fixed: &[],
        },
        // Reads fine, means Monday to Friday.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 * * FRI-MON"}]}"#,
            )],
            at: &["F/function.json:1:77"],
            fixed: &[],
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
        for binding in function
            .bindings()
            .filter(|binding| binding.is("timerTrigger"))
        {
            let Some(member) = binding.property("schedule") else {
                continue;
            };
            let Some(text) = member.value.as_str() else {
                continue; // an object or array: binding-invalid-value
            };
            let source = &function.document.source;
            let place =
                |fault: &Fault| Label::new(source, member.value.part(source.text(), &fault.span));
            match ncrontab::parse(text) {
                Err(fault) => out.push(
                    Finding::new(&RULE.info, place(&fault), fault.message.clone())
                        .note("the host drops the function")
                        .maybe_help(fault.help.clone()),
                ),
                Ok(parsed) => out.extend(parsed.remarks.iter().map(|remark| {
                    let fault = &remark.fault;
                    Finding::new(&RULE.info, place(fault), fault.message.clone())
                        .severity(severity(remark.surprise))
                        .maybe_help(fault.help.clone())
                })),
            }
        }
    }
}

fn severity(surprise: Surprise) -> Severity {
    match surprise {
        Surprise::ReversedRange | Surprise::Never | Surprise::Days => Severity::Warning,
        Surprise::EverySeconds
        | Surprise::StepTooLarge
        | Surprise::StepTooSmall
        | Surprise::BothDays
        | Surprise::Interval => Severity::Info,
    }
}
