//! A retry policy on a trigger that is not meant to have one.

use crate::app::Function;
use crate::bindings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-67, H-DISC-72, bindings-notes 4).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "retry-unsupported",
        severity: Severity::Warning,
        summary: "a function has a retry policy and a trigger that does not support one",
        why: "Retry policies are for timer, Event Hubs, Cosmos DB and Kafka triggers. For the \
              others the host logs a warning, and repeats the call all the same: an HTTP caller \
              waits through all attempts, and a message is retried by the host and again by \
              its service.",
        fix: "Remove `retry`. Let the service repeat: `maxDequeueCount` for queues, the delivery \
              count of a Service Bus queue, the policy of an Event Grid subscription.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}], "retry": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:02"}}"#,
        )],
        at: &["F/function.json:1:81"],
        fixed: &[],
    }],
    good: &[&[
        (
            "F/function.json",
            r#"{"bindings": [{"type": "TimerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:02"}}"#,
        ),
        // Not read: the key is matched exactly.
        (
            "G/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}], "Retry": {}}"#,
        ),
    ]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(context.functions().filter_map(finding));
}

fn finding(function: &Function) -> Option<Finding> {
    let retry = function.document.root.as_ref()?.member("retry")?;
    let trigger = function.trigger()?;
    let kind = trigger.type_name();
    let supported = bindings::lookup(kind)?.retry;
    if supported || !retry.value.is_object() {
        return None;
    }
    let label = Label::new(&function.document.source, retry.key.span.clone());
    let note = match trigger.is("httpTrigger") {
        true => "the host repeats the call, and the caller waits",
        false => "the host logs a warning; the service behind the trigger repeats by itself",
    };
    let message = format!("`{kind}` does not support a retry policy");
    Some(
        Finding::new(&RULE.info, label, message)
            .note(note)
            .help("remove `retry`"),
    )
}
