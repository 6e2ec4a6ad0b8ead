//! A binding's connection is not among the local settings.

use std::ops::Range;

use crate::app::document::is_connection_string;
use crate::app::{Function, Settings};
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::connections::properties;
use crate::lint::{Bad, Context, Rule, mends};

/// The rule (H-SET-21..24).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "connection-missing",
        severity: Severity::Warning,
        summary: "a connection that a binding needs is not in local.settings.json",
        why: "Without its connection a trigger does not fire and a binding fails. The local \
              settings are the list of what the app needs, so what is missing there is easily \
              forgotten in Azure.",
        fix: "Add the setting to `Values`, as a connection string or as identity settings such \
              as `NAME__fullyQualifiedNamespace`; or correct the name in function.json.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[
            (
                "F/function.json",
                r#"{"bindings": [
  {"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Shop"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box", "connection": "Shop"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "out-box", "connection": "shop"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "Shop2": ""}}"#,
            ),
        ],
        at: &["F/function.json:2:81"],
        fixed: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "Shop2": "", "Shop": ""}}"#,
        )],
    }],
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

/// A connection that something in a function.json asks for.
struct Need<'a> {
    function: &'a Function,
    name: &'a str,
    span: Range<usize>,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.known_settings() else {
        return;
    };
    // Once for each name: that is one setting to add.
    let mut said: Vec<&str> = Vec::new();
    for need in missing(context, &settings) {
        if said.iter().any(|name| name.eq_ignore_ascii_case(need.name)) {
            continue;
        }
        said.push(need.name);
        let fix = mends::placeholder(&settings, need.name);
        out.push(finding(&need).maybe_fix(fix));
    }
}

/// The connections that bindings name and the settings lack.
fn missing<'a>(context: &Context<'a>, settings: &Settings<'_>) -> Vec<Need<'a>> {
    let mut needs: Vec<Need<'a>> = context.functions().flat_map(named).collect();
    needs.retain(|need| !settings.has_connection(need.name));
    needs
}

/// Whether a binding names this connection and the settings lack it.
pub(super) fn says(context: &Context<'_>, settings: &Settings<'_>, name: &str) -> bool {
    let mut missing = missing(context, settings).into_iter();
    missing.any(|need| need.name.eq_ignore_ascii_case(name))
}

/// The connections that a function's bindings name, each once. One with a `%` is no name: the
/// host takes it literally.
fn named(function: &Function) -> Vec<Need<'_>> {
    let mut needs: Vec<Need<'_>> = Vec::new();
    for (member, name) in function.bindings().flat_map(properties) {
        let is_name = !name.trim().is_empty() && !name.contains('%') && !is_connection_string(name);
        let is_said = || {
            needs
                .iter()
                .any(|need| need.name.eq_ignore_ascii_case(name))
        };
        if is_name && !is_said() {
            needs.push(Need {
                function,
                name,
                span: member.value.span.clone(),
            });
        }
    }
    needs
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
