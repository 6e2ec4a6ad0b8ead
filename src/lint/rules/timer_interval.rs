//! A timer with a time span instead of a schedule.

use crate::app::Function;
use crate::bindings::ncrontab::{self, Schedule};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 1.3).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "timer-interval",
        severity: Severity::Warning,
        summary: "a timer has a time span, which works on App Service plans only",
        why: "A time span such as `00:10:00` is counted afresh after each run, and needs an \
              instance that is always there. It is documented for App Service (Dedicated) \
              plans only. On Flex Consumption, and on Consumption under Windows, the host drops \
              the function.",
        fix: "Write a schedule instead: `0 */10 * * * *` is every ten minutes.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "00:10:00"}]}"#,
        )],
        at: &["F/function.json:1:66"],
        fixed: &[],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 */10 * * * *"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let plan = context.plan;
    for function in context.functions() {
        let spans = function
            .bindings()
            .filter_map(|b| b.schedule())
            .filter(is_span);
        out.extend(spans.filter_map(|node| finding(function, node, plan)));
    }
}

fn is_span(node: &&Node) -> bool {
    let parsed = node.as_str().and_then(|text| ncrontab::parse(text).ok());
    parsed.is_some_and(|parsed| matches!(parsed.schedule, Schedule::Interval(_)))
}

fn finding(function: &Function, node: &Node, plan: Option<HostingPlan>) -> Option<Finding> {
    let (severity, note) = match plan {
        Some(HostingPlan::Dedicated) => return None,
        Some(HostingPlan::Flex) => (
            Severity::Error,
            "on Flex Consumption the host drops the function",
        ),
        Some(HostingPlan::Consumption) => (
            Severity::Warning,
            "under Windows the host drops the function",
        ),
        _ => (
            Severity::Warning,
            "documented for App Service plans only; Flex Consumption refuses it",
        ),
    };
    let source = &function.document.source;
    let label = Label::new(source, node.part(source.text(), &(0..node.as_str()?.len())));
    let finding = Finding::new(&RULE.info, label, "a time span instead of a schedule");
    let help = "write a schedule, such as `0 */10 * * * *` for every ten minutes";
    Some(finding.severity(severity).note(note).help(help))
}
