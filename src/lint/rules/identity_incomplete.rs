//! A connection by identity lacks the address of its service.

use crate::app::Settings;
use crate::app::settings::Child;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::connections::{Used, children, connection_string, needs_of_identity, used};
use crate::lint::{Bad, Context, Rule, mends};
use crate::ui::words::list_and;

/// The rule (H-SET-24).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "identity-incomplete",
        severity: Severity::Warning,
        summary: "identity settings of a connection do not say where the service is",
        why: "In place of a connection string a connection may be a group of settings, \
              `NAME__...`. Each service needs its own address in it: Service Bus and Event Hubs \
              `fullyQualifiedNamespace`, Cosmos DB `accountEndpoint`, a blob trigger that of the \
              blobs and that of the queues. Without it the function does not start.",
        fix: "Add the setting that the message names, here and in Azure.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}", "connection": "Shop"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "Shop__blobServiceUri": "x", "Shop__tenantId": "y"}}"#,
                ),
            ],
            at: &["local.settings.json:1:62"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "Shop__blobServiceUri": "x", "Shop__tenantId": "y", "Shop__queueServiceUri": ""}}"#,
            )],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "serviceBusTrigger", "name": "m", "queueName": "q", "connection": "Bus"}, {"type": "serviceBus", "direction": "out", "name": "o", "queueName": "p", "connection": "Bus"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"AzureWebJobsBus__clientId": "x"}}"#,
                ),
            ],
            at: &["local.settings.json:1:35"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsBus__clientId": "x", "AzureWebJobsBus__fullyQualifiedNamespace": ""}}"#,
            )],
        },
    ],
    good: &[
        &[
            (
                "F/function.json",
                r#"{"bindings": [
  {"type": "blobTrigger", "name": "blob", "path": "in/{name}", "connection": "Shop"},
  {"type": "queue", "direction": "out", "name": "q", "queueName": "q"},
  {"type": "eventHub", "direction": "out", "name": "h", "eventHubName": "h", "connection": "Hub"},
  {"type": "cosmosDB", "direction": "out", "name": "c", "connection": "Db"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage__accountName": "", "Shop__serviceUri": "", "Shop:queueServiceUri": "", "Hub__fullyqualifiednamespace": "", "Db": "", "Db__accountEndpoint": ""}}"#,
            ),
        ],
        // With a connection string the group is not read.
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}", "connection": "Shop"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "Shop": "UseDevelopmentStorage=true", "Shop__tenantId": "x"}}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.known_settings() else {
        return;
    };
    let mut said: Vec<&str> = Vec::new();
    for connection in context.functions().flat_map(used) {
        if said
            .iter()
            .any(|name| name.eq_ignore_ascii_case(connection.name))
        {
            continue;
        }
        if let Some(finding) = finding(&connection, &settings) {
            said.push(connection.name);
            out.push(finding);
        }
    }
}

fn finding(connection: &Used<'_>, settings: &Settings<'_>) -> Option<Finding> {
    let Used { name, binding, .. } = connection;
    if connection_string(settings, name).is_some() || has_string_elsewhere(settings, name) {
        return None;
    }
    let children = children(settings, name);
    let first = children.first()?;
    let needs = needs_of_identity(binding).iter();
    let lacking: Vec<&str> = needs
        .filter(|group| !group.iter().any(|need| has(&children, need)))
        .filter_map(|group| group.first().copied())
        .collect();
    let next = lacking.first()?;
    let label = Label::new(&settings.document.source, first.setting.key.span.clone());
    let message = format!("the connection `{name}` lacks {}", list_and(&lacking));
    let source = &connection.function.document.source;
    let user = Label::new(source, connection.span.clone()).text("used here");
    let mut finding = Finding::new(&RULE.info, label, message)
        .related(user)
        .note(format!("a `{}` by identity needs it", binding.type_name()))
        .help(format!(
            "add `{name}__{next}`, here and as an app setting in Azure"
        ));
    let written = &first.setting.key.text;
    let group = written.strip_suffix(first.name).unwrap_or_default();
    let group = group.trim_end_matches(['_', ':']);
    finding.fix = mends::placeholder(settings, &format!("{group}__{next}"));
    Some(finding)
}

fn has(children: &[Child<'_>], name: &str) -> bool {
    let mut children = children.iter();
    children.any(|child| child.name.eq_ignore_ascii_case(name))
}

/// A connection string goes before a group (H-SET-23).
fn has_string_elsewhere(settings: &Settings<'_>, name: &str) -> bool {
    let prefixed = format!("AzureWebJobs{name}");
    let mut strings = settings.connection_settings();
    strings.any(|string| {
        [name, prefixed.as_str()]
            .iter()
            .any(|name| string.key.text.eq_ignore_ascii_case(name))
    })
}
