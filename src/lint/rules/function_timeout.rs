//! A `functionTimeout` that the plan does not allow, or that HTTP callers never see the end of.

use crate::app::Function;
use crate::bindings::timespan;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::json::{Node, Value};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-LIM-01, H-LIM-02, H-LIM-04). What is no time span at all is `host-invalid-value`.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "function-timeout",
        severity: Severity::Error,
        summary: "`functionTimeout` is longer than the plan allows, or than an HTTP caller can wait",
        why: "On the Consumption plan a function may run ten minutes at most; with more, or with \
              `-1`, the host does not start. On every plan but a container, the load balancer in \
              front of it cuts off an HTTP caller after 230 seconds, whatever host.json says.",
        fix: "Write at most `00:10:00` for Consumption, or take another plan. Let long work start \
              from a queue and answer the HTTP caller at once.",
    },
    plans: &[
        HostingPlan::Consumption,
        HostingPlan::Flex,
        HostingPlan::Premium,
        HostingPlan::Dedicated,
    ],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "functionTimeout": "00:10:01"}"#,
            )],
            at: &["host.json:1:39"],
            fixed: &[],
        },
        Bad {
            files: &[("host.json", r#"{"version": "2.0", "functionTimeout": -1}"#)],
            at: &["host.json:1:39"],
            fixed: &[],
        },
        // Nobody is left to get the answer: information.
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "functionTimeout": "00:10:00", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
                ),
            ],
            at: &["host.json:1:39"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "functionTimeout": "00:10:00"}"#,
        )],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "functionTimeout": "00:10:00"}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
            ),
        ],
        // Days by accident are `timespan-days`.
        &[(
            "host.json",
            r#"{"version": "2.0", "functionTimeout": "24:00:00"}"#,
        )],
    ],
    check,
};

/// What Consumption allows (H-LIM-02), and what the load balancer does (H-LIM-04), in seconds.
const CONSUMPTION: u64 = 600;
const HTTP: u64 = 230;

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let Some(node) = host.at(&["functionTimeout"]) else {
        return;
    };
    let Some(seconds) = seconds(node) else { return };
    let label = Label::new(&host.source, node.span.clone());
    if context.plan == Some(HostingPlan::Consumption) && seconds > CONSUMPTION {
        let message = "Consumption allows ten minutes at most";
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host does not start there with this value")
                .help("write \"functionTimeout\": \"00:10:00\" or less"),
        );
    } else if seconds > HTTP && is_http_only(context) {
        let message = "HTTP callers are cut off after 230 seconds, before this is over";
        out.push(
            Finding::new(&RULE.info, label, message)
                .severity(Severity::Info)
                .note("the load balancer in front of the host does that, whatever host.json says"),
        );
    }
}

/// The seconds that are allowed to a run; the most there are for `-1`. `None` for what is not a
/// time span, or one of days by accident.
fn seconds(node: &Node) -> Option<u64> {
    let text = match &node.value {
        Value::String(text) | Value::Number(text) => text.trim(),
        _ => return None,
    };
    if text == "-1" {
        return Some(u64::MAX);
    }
    let span = timespan::parse(text).filter(|span| !span.bare_days);
    span.map(|span| span.seconds)
}

fn is_http_only(context: &Context<'_>) -> bool {
    let is_http = |function: &Function| function.http_trigger().is_some();
    let mut functions = context.functions().peekable();
    functions.peek().is_some() && functions.all(is_http)
}
