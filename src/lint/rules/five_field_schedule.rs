//! A schedule without seconds, for a plan with hosts that wanted them.

use crate::app::Function;
use crate::bindings::ncrontab::{self, Schedule};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::json::{Node, edit};
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 1.3).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "five-field-schedule",
        severity: Severity::Info,
        summary: "a schedule has five fields, which older Consumption hosts refuse",
        why: "Today's hosts read five fields as a schedule without seconds. Older ones on \
              Consumption under Windows insist on six.",
        fix: "Put a `0` in front, for the second. It means the same.",
    },
    plans: &[HostingPlan::Consumption],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "*/5 * * * *"}]}"#,
        )],
        at: &["F/function.json:1:65"],
        fixed: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 */5 * * * *"}]}"#,
        )],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 */5 * * * *"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let schedules = function.bindings().filter_map(|b| b.schedule());
        out.extend(schedules.filter_map(|node| finding(function, node)));
    }
}

fn finding(function: &Function, node: &Node) -> Option<Finding> {
    let text = node.as_str()?;
    let is_cron = matches!(ncrontab::parse(text).ok()?.schedule, Schedule::Cron(_));
    let fields = text.split(' ').filter(|field| !field.is_empty());
    if !is_cron || fields.count() != 5 {
        return None;
    }
    let source = &function.document.source;
    let six = format!("0 {}", text.trim_start());
    let label = Label::new(source, node.span.clone());
    let message = "the schedule has five fields, and older hosts want six";
    let fix =
        Fix::safe("put the second in front").edit(source, node.span.clone(), edit::quoted(&six));
    let finding = Finding::new(&RULE.info, label, message);
    Some(
        finding
            .help(format!("write `{six}`, which means the same"))
            .fix(fix),
    )
}
