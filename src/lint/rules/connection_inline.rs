//! A binding holds a connection string where the name of a setting belongs.

use crate::app::Function;
use crate::app::document::is_connection_string;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::lint::connections::properties;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-23).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "connection-inline",
        severity: Severity::Error,
        summary: "a binding holds a connection string instead of the name of a setting",
        why: "The host looks for an app setting with this name, finds none, and the function \
              does not start. A key in function.json is also readable by everyone who sees the \
              code or the package.",
        fix: "Put the connection string into an app setting (and into `Values` of \
              local.settings.json), and write the setting's name here. If a key was committed, \
              make a new one.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "eventHubTrigger", "name": "event", "eventHubName": "in",
   "connection": "Endpoint=sb://example.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=x"}]}"#,
            )],
            at: &["F/function.json:3:18"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "queueTrigger", "name": "item", "queueName": "in-box", "Connection": "UseDevelopmentStorage=true"},
  {"type": "rabbitMQ", "direction": "out", "name": "out", "connectionStringSetting": "amqp://localhost:5672"}]}"#,
            )],
            at: &["F/function.json:2:81", "F/function.json:3:86"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [
  {"type": "eventHubTrigger", "name": "event", "eventHubName": "in", "connection": "shop_RootManageSharedAccessKey_EVENTHUB"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box", "connection": ""}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        for binding in function.bindings() {
            let inline = properties(binding).filter(|(_, value)| is_connection_string(value));
            out.extend(inline.map(|(member, _)| finding(function, member)));
        }
    }
}

fn finding(function: &Function, member: &Member) -> Finding {
    let label = Label::new(&function.document.source, member.value.span.clone());
    let message = format!(
        "`{}` holds a connection string, not the name of a setting",
        member.key.text
    );
    Finding::new(
        &RULE.info,
        label.text("a setting's name belongs here"),
        message,
    )
    .note("the host finds no setting of this name and does not start the function")
    .help("put the connection string into an app setting and write the setting's name here")
}
