//! A property that has no effect, because of another one that is there or is not.

use crate::app::{Binding, Function};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 9).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-ignored-prop",
        severity: Severity::Warning,
        summary: "a property has no effect beside the others of its binding",
        why: "The host makes a binding from the longest set of properties that fits, and drops \
              the others without a word. `commandType` counts only beside `parameters`, so that \
              a stored procedure is run as text; `rowKey` counts only beside `partitionKey`; \
              and of a Service Bus queue and topic only one counts.",
        fix: "Add the property that the message names, an empty text will do for `parameters`; \
              or remove the one that has no effect.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "sql", "name": "rows", "commandText": "Report", "commandType": "StoredProcedure", "connectionStringSetting": "Sql"},
  {"type": "table", "name": "row", "tableName": "Orders", "rowKey": "{id}"},
  {"type": "serviceBus", "direction": "out", "name": "out", "queueName": "a", "topicName": "b"}]}"#,
            )],
            at: &[
                "F/function.json:3:60",
                "F/function.json:4:59",
                "F/function.json:5:79",
            ],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "serviceBusTrigger", "name": "m", "queueName": "a", "topicName": "b", "subscriptionName": "c"}]}"#,
            )],
            at: &["F/function.json:1:58"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "sql", "name": "a", "commandText": "Report", "commandType": "StoredProcedure", "parameters": "", "connectionStringSetting": "Sql"},
  {"type": "sql", "name": "b", "commandText": "select 1", "commandType": "Text", "connectionStringSetting": "Sql"},
  {"type": "table", "name": "c", "tableName": "Orders", "rowKey": "{id}", "partitionKey": "a"},
  {"type": "serviceBus", "direction": "out", "name": "d", "topicName": "b"}]}"#,
    )]],
    check,
};

/// A property without effect, the other that makes it so, and what happens instead.
struct Case {
    ignored: &'static str,
    other: Other,
    note: &'static str,
}

/// The property that decides.
enum Other {
    /// Without it the first one does not count.
    Missing(&'static str),
    /// Beside it the first one does not count.
    Present(&'static str),
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let bindings = function.bindings();
        out.extend(bindings.filter_map(|binding| finding(function, &binding)));
    }
}

fn case(binding: &Binding<'_>) -> Option<Case> {
    let case = |ignored, other, note| {
        Some(Case {
            ignored,
            other,
            note,
        })
    };
    match binding.type_name().to_ascii_lowercase().as_str() {
        "sql" | "mysql" if is_procedure(binding) => case(
            "commandType",
            Other::Missing("parameters"),
            "the stored procedure is run as text",
        ),
        "table" => case(
            "rowKey",
            Other::Missing("partitionKey"),
            "the host ignores the row key and reads or writes as if there were none",
        ),
        "servicebustrigger" if binding.property("subscriptionName").is_some() => case(
            "queueName",
            Other::Present("topicName"),
            "messages come from the topic",
        ),
        "servicebus" => case(
            "topicName",
            Other::Present("queueName"),
            "messages go to the queue",
        ),
        _ => None,
    }
}

/// Text is what is meant without a command type anyway.
fn is_procedure(binding: &Binding<'_>) -> bool {
    let command_type = binding.text("commandType").unwrap_or_default();
    command_type.eq_ignore_ascii_case("StoredProcedure")
}

fn finding(function: &Function, binding: &Binding<'_>) -> Option<Finding> {
    let Case {
        ignored,
        other,
        note,
    } = case(binding)?;
    let member = binding.property(ignored)?;
    let (message, help) = match other {
        Other::Missing(other) if binding.property(other).is_none() => (
            format!("`{ignored}` has no effect without `{other}`"),
            format!("add `{other}`"),
        ),
        Other::Present(other) if binding.property(other).is_some() => (
            format!("`{ignored}` has no effect beside `{other}`"),
            format!("remove `{ignored}` or `{other}`"),
        ),
        _ => return None,
    };
    let label = Label::new(&function.document.source, member.key.span.clone());
    Some(
        Finding::new(&RULE.info, label, message)
            .note(note)
            .help(help),
    )
}
