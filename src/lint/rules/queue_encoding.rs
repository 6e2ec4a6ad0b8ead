//! A queue whose messages come from outside, and must be base64.

use crate::app::{Binding, Function};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::bundle::only_major;
use crate::lint::{Bad, Context, Rule};

/// The rule (pain point 46). Once per app.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "queue-encoding",
        severity: Severity::Info,
        summary: "messages of a queue must be base64, because `messageEncoding` is not set",
        why: "The host takes queue messages for base64 unless host.json says otherwise. Newer \
              storage libraries send plain text by themselves: such a message is tried a few \
              times and then moved to the poison queue, and the function never sees it.",
        fix: "Let senders encode in base64, or set `extensions.queues.messageEncoding` in \
              host.json to `none`. Write it down either way, and the finding is gone.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box-2"}]}"#,
            ),
        ],
        at: &["F/function.json:1:24"],
        fixed: &[],
    }],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensions": {"queues": {"messageEncoding": "base64"}}, "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
        ],
        // The app sends the messages itself, in base64.
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "queue", "direction": "out", "name": "$return", "queueName": "in-box"}]}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let said = app
        .host
        .at(&["extensions", "queues", "messageEncoding"])
        .is_some();
    // The setting came with bundle 3.
    let old = only_major(app).is_some_and(|major| major < 3);
    if said || old || app.handler().is_none() {
        return;
    }
    let from_outside = context.functions().find_map(|function| {
        let trigger = function
            .trigger()
            .filter(|trigger| trigger.is("queueTrigger"))?;
        let queue = trigger.text("queueName")?;
        let sent = context.functions().any(|function| sends(function, queue));
        (!sent).then(|| finding(function, &trigger))
    });
    out.extend(from_outside);
}

/// Whether a function has an output to this queue.
fn sends(function: &Function, queue: &str) -> bool {
    let is_it = |b: &Binding<'_>| b.is("queue") && b.text("queueName") == Some(queue);
    function.bindings().any(|binding| is_it(&binding))
}

fn finding(function: &Function, trigger: &Binding<'_>) -> Finding {
    let label = Label::new(&function.document.source, trigger.anchor());
    let message = "messages of this queue must be base64";
    Finding::new(&RULE.info, label, message)
        .note("a message in plain text ends in the poison queue")
        .help("say which in host.json: `extensions.queues.messageEncoding` is `base64` or `none`")
}
