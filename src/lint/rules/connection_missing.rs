//! A binding's connection is not among the local settings.

use std::ops::Range;

use super::connection_inline::connections;
use crate::app::document::is_connection_string;
use crate::app::{Binding, Function};
use crate::bindings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-19..24).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "connection-missing",
        severity: Severity::Warning,
        summary: "a connection that a binding needs is not in local.settings.json",
        why: "Without its connection a trigger does not fire and a binding fails. The local \
              settings are the list of what the app needs, so what is missing there is easily \
              forgotten in Azure. Without `AzureWebJobsStorage`, where a trigger needs it, \
              `func start` refuses to run.",
        fix: "Add the setting to `Values`, as a connection string or as identity settings such \
              as `NAME__fullyQualifiedNamespace`; or correct the name in function.json. No \
              `connection` at all means `AzureWebJobsStorage`.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [
  {"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Shop"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box", "connection": "Shop"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "Shop2": ""}}"#,
                ),
            ],
            at: &["F/function.json:2:81"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
                ),
                (
                    "G/function.json",
                    r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
                ),
            ],
            at: &["F/function.json:1:24"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box", "connection": ""}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
                ),
            ],
            at: &["F/function.json:3:12"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "F/function.json",
                r#"{"bindings": [
  {"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ""},
  {"type": "eventHub", "direction": "out", "name": "hub", "eventHubName": "out", "connection": "Events"},
  {"type": "serviceBus", "direction": "out", "name": "bus", "queueName": "out", "connection": "Bus"},
  {"type": "cosmosDB", "direction": "out", "name": "db", "connection": "%DB%"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage__accountName": "shop", "AzureWebJobsEvents": ""}, "ConnectionStrings": {"bus": ""}}"#,
            ),
        ],
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            ),
        ],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Shop"}]}"#,
        )],
    ],
    check,
};

/// What a blank connection of a storage binding means, and what the host keeps its own state in.
const STORAGE: &str = "AzureWebJobsStorage";
/// Triggers for which the host keeps no state (H-SET-19).
const STATELESS_TRIGGERS: [&str; 6] = [
    "httpTrigger",
    "kafkaTrigger",
    "rabbitMQTrigger",
    "orchestrationTrigger",
    "activityTrigger",
    "entityTrigger",
];

/// A connection that something in a function.json asks for.
struct Need<'a> {
    function: &'a Function,
    name: &'a str,
    span: Range<usize>,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let settings = context
        .settings()
        .filter(|settings| !settings.is_encrypted());
    let Some(settings) = settings else { return };
    let mut missing: Vec<Need<'_>> = context.functions().flat_map(named).collect();
    missing.retain(|need| !settings.has_connection(need.name));
    // Nobody wrote this name, so saying it once is enough.
    let is_said = missing
        .iter()
        .any(|need| need.name.eq_ignore_ascii_case(STORAGE));
    if !is_said && !settings.has_connection(STORAGE) {
        missing.extend(context.functions().find_map(storage));
    }
    out.extend(missing.iter().map(finding));
}

/// The connections that a function's bindings name, each once. One with a `%` is no name: the
/// host takes it literally.
fn named(function: &Function) -> Vec<Need<'_>> {
    let mut needs: Vec<Need<'_>> = Vec::new();
    for (member, name) in function.bindings().flat_map(connections) {
        let is_name = !name.trim().is_empty() && !name.contains('%') && !is_connection_string(name);
        if is_name
            && !needs
                .iter()
                .any(|need| need.name.eq_ignore_ascii_case(name))
        {
            needs.push(Need {
                function,
                name,
                span: member.value.span.clone(),
            });
        }
    }
    needs
}

/// The first binding that relies on the default storage. A function with a connection string
/// in it has another fault to correct first.
fn storage(function: &Function) -> Option<Need<'_>> {
    let is_inline =
        |binding: Binding<'_>| connections(binding).any(|(_, value)| is_connection_string(value));
    if function.bindings().any(is_inline) {
        return None;
    }
    let binding = function.bindings().find(needs_storage)?;
    Some(Need {
        function,
        name: STORAGE,
        span: binding.anchor(),
    })
}

fn needs_storage(binding: &Binding<'_>) -> bool {
    let is_stateless = STATELESS_TRIGGERS.iter().any(|name| binding.is(name));
    let has_state = binding.is_trigger() && !is_stateless;
    let known = bindings::lookup(binding.type_name());
    let default = known.and_then(|known| known.default_connection.as_deref());
    let names_none = binding
        .text("connection")
        .unwrap_or_default()
        .trim()
        .is_empty();
    has_state || names_none && default == Some(STORAGE)
}

fn finding(need: &Need<'_>) -> Finding {
    let name = need.name;
    let label = Label::new(&need.function.document.source, need.span.clone());
    Finding::new(
        &RULE.info,
        label,
        format!("the connection `{name}` is not in local.settings.json"),
    )
    .note(format!(
        "`{}` needs it, here and as an app setting in Azure",
        need.function.name
    ))
    .help(format!(
        "add `{name}` to `Values`, or its identity settings, `{name}__...`"
    ))
}
