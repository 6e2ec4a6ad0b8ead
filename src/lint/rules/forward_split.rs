//! Raw HTTP is switched on, and one HTTP function gets the JSON envelope all the same.

use crate::app::binding::is_http_only;
use crate::app::{Binding, Function, Handler};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Key;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-32..37).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "forward-split",
        severity: Severity::Info,
        summary: "an HTTP function gets the JSON envelope although the app gets raw HTTP requests",
        why: "The host passes on the raw request only to functions with exactly one input, an \
              `httpTrigger`, and exactly one output, `http`. Any other function gets a JSON \
              envelope as `POST /NAME`, so the handler must speak both protocols.",
        fix: "Nothing, if the handler serves `POST /NAME` and answers with an envelope. \
              Otherwise remove the other bindings, or add the `http` output that is missing.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box"}]}"#,
                ),
                (
                    "G/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
                ),
            ],
            at: &["F/function.json:4:12", "G/function.json:1:24"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "httpWorker": {"description": {"defaultExecutablePath": "handler"}}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [
  {"type": "blob", "name": "blob", "path": "in/text"},
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
                ),
            ],
            at: &["F/function.json:2:12"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableProxyingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httptrigger", "name": "req"}, {"type": "HTTP", "direction": "Out", "name": "$return"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
            ),
        ],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(handler) = context.app.handler().filter(Handler::sends_raw_http) else {
        return;
    };
    let switch = Label::new(&context.app.host.source, switch(&handler).span.clone());
    let switch = switch.text("raw HTTP is switched on here");
    for function in context.functions() {
        let Some(trigger) = function.http_trigger() else {
            continue;
        };
        if !is_http_only(function.bindings()) {
            out.push(finding(function, &trigger).related(switch.clone()));
        }
    }
}

/// The key that makes the host send raw requests; proxying wins over forwarding (H-CFG-37).
fn switch<'a>(handler: &Handler<'a>) -> &'a Key {
    let switches = ["enableProxyingHttpRequest", "enableForwardingHttpRequest"];
    let on = switches.iter().find(|key| handler.switch(key));
    let member = on.and_then(|key| handler.section.value.member_ignoring_case(key));
    &member.unwrap_or(handler.section).key
}

fn finding(function: &Function, trigger: &Binding<'_>) -> Finding {
    let name = &function.name;
    let (binding, why) = match extra(function) {
        Some(binding) => (binding, "one binding more than raw HTTP allows"),
        None => (*trigger, "without an `http` output"),
    };
    let label = Label::new(&function.document.source, binding.anchor()).text(why);
    let message = format!("`{name}` gets a JSON envelope, not the raw request");
    Finding::new(&RULE.info, label, message)
        .note("only functions with just an `httpTrigger` and an `http` output get raw requests")
        .help(format!(
            "let the handler answer `POST /{name}` with an envelope"
        ))
        .help("or leave just the `httpTrigger` and one `http` output")
}

/// The first binding beside the trigger and one `http` output.
fn extra(function: &Function) -> Option<Binding<'_>> {
    let mut outputs = 0;
    function.bindings().find(|binding| {
        let is_output = binding.is("http") && binding.is_output();
        outputs += usize::from(is_output);
        !binding.is_trigger() && (!is_output || outputs > 1)
    })
}
