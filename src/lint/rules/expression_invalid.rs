//! Braces or percent signs that do not make a binding expression.

use std::sync::Arc;

use crate::bindings::{Braces, Fault, Property, expression};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity, Source};
use crate::json::Member;
use crate::lint::expressions::texts;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-58, bindings-notes 3.2, 3.3).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "expression-invalid",
        severity: Severity::Error,
        summary: "a binding has an expression that the host cannot read",
        why: "In the properties of bindings `{name}` stands for a value that the trigger \
              brings, and `%NAME%` for an app setting. A brace or percent sign without its \
              partner, nothing in between, or a name that cannot be one make the host drop the \
              function.",
        fix: "Write `{name}` with letters, digits and `_`, and `%NAME%`. Double a brace that is \
              meant as text; for a percent sign there is no such way.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "queueTrigger", "name": "item", "queueName": "in-box"},
  {"type": "blob", "name": "a", "path": "in/{id"},
  {"type": "blob", "name": "b", "path": "in/{}"},
  {"type": "blob", "name": "c", "path": "in/{order-id}"},
  {"type": "blob", "name": "d", "path": "in/%Name"}]}"#,
            )],
            at: &[
                "F/function.json:3:45",
                "F/function.json:4:45",
                "F/function.json:5:45",
                "F/function.json:6:45",
            ],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}}"}]}"#,
            )],
            at: &["F/function.json:1:73"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [
  {"type": "httpTrigger", "name": "req", "route": "{id:int}"},
  {"type": "http", "direction": "out", "name": "res"},
  {"type": "blob", "name": "a", "path": "%IN%/{{x}}/{id}/{Headers.x-id}/{rand-guid:N}.{datetime:yyyy-MM}"},
  {"type": "queue", "direction": "out", "name": "b", "queueName": "{Query.queue}", "connection": "{not read}"},
  {"type": "cosmosDB", "name": "c", "connection": "Db", "databaseName": "a", "containerName": "b", "sqlQuery": "{ 'a': {id} }"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let source = &function.document.source;
        out.extend(
            texts(function).filter_map(|(member, property)| judge(source, member, property)),
        );
    }
}

fn judge(source: &Arc<Source>, member: &Member, property: &Property) -> Option<Finding> {
    let text = member.value.as_str()?;
    // Schedules have a rule of their own.
    let percent = property.percent && property.name != "schedule";
    let fault = match expression::settings(text) {
        Err(fault) if percent => fault,
        _ => in_braces(text, property.braces)?,
    };
    let label = Label::new(source, member.value.part(source.text(), &fault.span));
    let message = format!("`{}`: {}", member.key.text, fault.message);
    let finding = Finding::new(&RULE.info, label, message).note("the host drops the function");
    Some(finding.maybe_help(fault.help))
}

fn in_braces(text: &str, braces: Braces) -> Option<Fault> {
    // Queries and options may be JSON, which their extension reads.
    let is_json = text.trim_start().starts_with('{') && text.contains(['"', '\'']);
    if braces == Braces::Text || is_json {
        return None;
    }
    let tokens = match expression::tokens(text) {
        Err(fault) => return Some(fault),
        Ok(tokens) => tokens,
    };
    // What a blob's path may capture is the business of `blob-path`.
    let mut tokens = tokens.iter().filter(|_| braces == Braces::Tokens);
    let wrong = tokens.find(|token| !token.is_well_named())?;
    Some(Fault {
        span: wrong.span.clone(),
        message: format!("`{}` is not a name", wrong.name),
        help: Some("use a letter or `_`, then letters, digits and `_`".to_owned()),
    })
}
