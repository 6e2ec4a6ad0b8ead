//! A schedule that the host reads as something else than its author is likely to mean.

use jiff::civil::DateTime;

use crate::app::Function;
use crate::bindings::ncrontab::{self, Cron, Remark, Schedule, Surprise};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 1.2, 1.3, 1.5).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "schedule-surprise",
        severity: Severity::Info,
        summary: "a timer's schedule is likely to say something else than is meant",
        why: "NCRONTAB is not Unix cron: with six fields the first is the second, day of month \
              and weekday must both match, and a range that runs backwards is turned round in \
              silence, so that `FRI-MON` is Monday to Friday. Such a schedule loads, and the \
              function runs at other times than meant, or never.",
        fix: "Compare the times that the finding names with those you mean. The fields are \
              second, minute, hour, day, month, weekday. If the times are right, leave it.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        // Monday to Friday.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 12 * * FRI-MON"}]}"#,
            )],
            at: &["F/function.json:1:77"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "*/5 * * * * *"}]}"#,
            )],
            at: &["F/function.json:1:66"],
            fixed: &[],
        },
        // January to May.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 3 * * 1-5 *"}]}"#,
            )],
            at: &["F/function.json:1:74"],
            fixed: &[],
        },
        // 30 seconds past each ninth minute.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "30 9 * * * *"}]}"#,
            )],
            at: &["F/function.json:1:66"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 0 31 2 *"}]}"#,
            )],
            at: &["F/function.json:1:72"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 */90 9 1 * T"}]}"#,
            )],
            at: &[
                "F/function.json:1:70",
                "F/function.json:1:75",
                "F/function.json:1:79",
            ],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "24:00:00"}]}"#,
            )],
            at: &["F/function.json:1:66"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 30 9 * * Mon-Fri"}]}"#,
        )],
        // Five fields, every five minutes.
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

/// How many of the next times are shown.
const SHOWN: usize = 3;

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        for node in function.bindings().filter_map(|b| b.schedule()) {
            out.extend(judge(function, node, context.now));
        }
    }
}

fn judge(function: &Function, node: &Node, now: DateTime) -> Vec<Finding> {
    let source = &function.document.source;
    let Some(Ok(parsed)) = node.as_str().map(ncrontab::parse) else {
        return Vec::new();
    };
    let times = match &parsed.schedule {
        Schedule::Cron(cron) => times(cron, now),
        Schedule::Interval(_) | Schedule::Setting => None,
    };
    let finding = |Remark { surprise, fault }: Remark| {
        let label = Label::new(source, node.part(source.text(), &fault.span));
        let finding = Finding::new(&RULE.info, label, fault.message)
            .severity(severity(surprise))
            .maybe_help(fault.help);
        match &times {
            Some(times) => finding.note(times),
            None => finding,
        }
    };
    parsed.remarks.into_iter().map(finding).collect()
}

/// The next times, in words; `None` when there are none.
fn times(cron: &Cron, now: DateTime) -> Option<String> {
    let next = std::iter::successors(cron.next(now), |time| cron.next(*time));
    let shown: Vec<String> = next
        .take(SHOWN)
        .map(|time| time.strftime("%a %Y-%m-%d %H:%M:%S").to_string())
        .collect();
    (!shown.is_empty()).then(|| format!("the next times are {} (UTC)", shown.join(", ")))
}

fn severity(surprise: Surprise) -> Severity {
    match surprise {
        // Nobody means the opposite of what is written.
        Surprise::ReversedRange => Severity::Error,
        Surprise::Never | Surprise::Days | Surprise::EverySecond => Severity::Warning,
        // Often on purpose in demonstrations.
        Surprise::EverySeconds
        | Surprise::StepTooLarge
        | Surprise::StepTooSmall
        | Surprise::ShortName
        | Surprise::FiveFields
        | Surprise::MonthsForWeekdays
        | Surprise::BothDays => Severity::Info,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(schedule: &str) -> Option<String> {
        let Schedule::Cron(cron) = ncrontab::parse(schedule).unwrap().schedule else {
            panic!("{schedule} is no cron");
        };
        times(&cron, "2026-03-05T10:00:00".parse().unwrap())
    }

    #[test]
    fn the_next_times_are_told() {
        // 2026-03-05 is a Thursday; FRI-MON is read as Monday to Friday.
        assert_eq!(
            shown("0 0 12 * * FRI-MON").unwrap(),
            "the next times are Thu 2026-03-05 12:00:00, Fri 2026-03-06 12:00:00, \
             Mon 2026-03-09 12:00:00 (UTC)"
        );
        assert_eq!(shown("0 0 0 31 2 *"), None);
    }
}
