//! A time zone that timers do not follow on the assumed plan.

use crate::app::Function;
use crate::bindings::ncrontab::{self, Schedule};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 1.4).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "timezone-linux",
        severity: Severity::Warning,
        summary: "a time zone is set, and timers do not follow it on this plan",
        why: "Neither `WEBSITE_TIME_ZONE` nor `TZ` works on Flex Consumption, nor on \
              Consumption under Linux: timers run by UTC there.",
        fix: "Write the schedule in UTC and remove the setting, or choose another plan.",
    },
    plans: &[HostingPlan::Flex, HostingPlan::Consumption],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 30 9 * * *"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "WEBSITE_TIME_ZONE": "Europe/Berlin"}}"#,
            ),
        ],
        at: &["local.settings.json:1:63"],
        fixed: &[],
    }],
    good: &[
        // Every five minutes is the same in every zone.
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 */5 * * * *"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "TZ": "Europe/Berlin"}}"#,
            ),
        ],
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "TZ": "Europe/Berlin"}}"#,
            ),
        ],
    ],
    check,
};

const ZONES: [&str; 2] = ["WEBSITE_TIME_ZONE", "TZ"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    let timer = context.functions().find_map(|function| {
        let node = function
            .bindings()
            .filter_map(|b| b.schedule())
            .find(follows_a_zone)?;
        Some((function, node))
    });
    let Some((function, node)) = timer else {
        return;
    };
    for setting in settings.values() {
        let name = setting.key.text.as_str();
        if ZONES.iter().any(|zone| name.eq_ignore_ascii_case(zone)) {
            let label = Label::new(&settings.document.source, setting.key.span.clone());
            out.push(finding(label, name, function, node));
        }
    }
}

/// Whether a time of day is in the schedule, as far as is known.
fn follows_a_zone(node: &&Node) -> bool {
    let parsed = node.as_str().and_then(|text| ncrontab::parse(text).ok());
    parsed.is_some_and(|parsed| match parsed.schedule {
        Schedule::Cron(cron) => !cron.is_every_hour(),
        Schedule::Setting => true,
        Schedule::Interval(_) => false,
    })
}

fn finding(label: Label, name: &str, function: &Function, node: &Node) -> Finding {
    let timer = Label::new(&function.document.source, node.span.clone());
    Finding::new(
        &RULE.info,
        label,
        format!("timers do not follow `{name}` on this plan"),
    )
    .related(timer.text("runs by UTC"))
    .note("it does not work on Flex Consumption, nor on Consumption under Linux")
    .help("write schedules in UTC")
}
