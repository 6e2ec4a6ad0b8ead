//! Something needs `AzureWebJobsStorage`, and the local settings do not have it.

use super::connection_missing;
use crate::app::document::is_connection_string;
use crate::app::{Binding, Function};
use crate::bindings;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::lint::connections::{STORAGE, properties};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-19, H-SET-20). A warning: the variable may come from the environment.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "storage-missing",
        severity: Severity::Warning,
        summary: "`AzureWebJobsStorage` is needed and not in local.settings.json",
        why: "The host keeps the state of most triggers in this storage account, timers too, and \
              storage bindings without a `connection` use it. Without it `func start` refuses to \
              run, and in Azure the function does not start. Only HTTP, Kafka, RabbitMQ and \
              Durable triggers do without.",
        fix: "Add \"AzureWebJobsStorage\" to `Values`: \"UseDevelopmentStorage=true\" for the \
              storage emulator, a connection string, or identity settings such as \
              `AzureWebJobsStorage__accountName`.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[
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
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "UseDevelopmentStorage=true"}}"#,
            )],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box", "connection": ""}]}"#,
                ),
                ("local.settings.json", r#"{"IsEncrypted": false}"#),
            ],
            at: &["F/function.json:3:12"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": { "AzureWebJobsStorage": "UseDevelopmentStorage=true" }}"#,
            )],
        },
    ],
    good: &[
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage__accountName": "shop"}}"#,
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
        // Named, so `connection-missing` says it.
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "AzureWebJobsStorage"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            ),
        ],
        // Without a settings file nothing is known.
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.known_settings() else {
        return;
    };
    if settings.has_connection(STORAGE) || connection_missing::says(context, &settings, STORAGE) {
        return;
    }
    // Nobody wrote this name, so saying it once is enough.
    let Some((function, binding)) = context.functions().find_map(first_need) else {
        return;
    };
    let label = Label::new(&function.document.source, binding.anchor());
    let message = format!("`{STORAGE}` is not in local.settings.json");
    let mut finding = Finding::new(&RULE.info, label, message)
        .note(format!(
            "the `{}` of `{}` needs it, here and in Azure",
            binding.type_name(),
            function.name
        ))
        .help(format!(
            "add `{STORAGE}` to `Values`; `UseDevelopmentStorage=true` is the storage emulator"
        ));
    finding.fix = settings.adding(STORAGE, EMULATOR).map(|(span, text)| {
        Fix::needs_review(format!("add `{STORAGE}` for the storage emulator")).edit(
            &settings.document.source,
            span,
            text,
        )
    });
    out.push(finding);
}

/// What `func init` writes.
const EMULATOR: &str = "\"UseDevelopmentStorage=true\"";

/// The first binding that relies on the default storage. A function with a connection string
/// in it has another fault to correct first.
fn first_need(function: &Function) -> Option<(&Function, Binding<'_>)> {
    let is_inline =
        |binding: Binding<'_>| properties(binding).any(|(_, value)| is_connection_string(value));
    if function.bindings().any(is_inline) {
        return None;
    }
    let binding = function.bindings().find(needs_storage)?;
    Some((function, binding))
}

fn needs_storage(binding: &Binding<'_>) -> bool {
    let has_state = binding.is_trigger() && bindings::wants_storage(binding.type_name());
    let known = bindings::lookup(binding.type_name());
    let default = known.and_then(|known| known.default_connection.as_deref());
    let names_none = binding
        .text("connection")
        .unwrap_or_default()
        .trim()
        .is_empty();
    has_state || names_none && default == Some(STORAGE)
}
