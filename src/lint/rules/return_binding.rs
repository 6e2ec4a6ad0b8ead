//! An HTTP function that returns its answer by name and something else as its return value.

use crate::app::Function;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-RESP-36, H-RESP-41).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "return-binding",
        severity: Severity::Info,
        summary: "`$return` is not the `http` output of an HTTP function",
        why: "With an output named `$return` the host takes `ReturnValue` for that output alone, \
              and whatever `Outputs` says about it does not count. The response of the function \
              comes from the named `http` output: a handler that puts the response in \
              `ReturnValue` sends it to the other service.",
        fix: "Nothing, if the handler puts the response in `Outputs` under the name of the \
              `http` output. Otherwise give `$return` to the `http` output, and the other output \
              a name.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"},
  {"type": "queue", "direction": "out", "name": "$return", "queueName": "out-box"}]}"#,
        )],
        at: &["F/function.json:4:49"],
        fixed: &[],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "$return"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    if context.app.handler().is_some() {
        out.extend(context.functions().filter_map(finding));
    }
}

fn finding(function: &Function) -> Option<Finding> {
    function.http_trigger()?;
    let outputs = || function.bindings().filter(|binding| binding.is_output());
    let response = outputs().find(|b| b.is("http") && b.name() != "$return")?;
    let other = outputs().find(|b| !b.is("http") && b.name() == "$return")?;
    let source = &function.document.source;
    let (kind, name) = (other.type_name(), response.name());
    let message = format!("`ReturnValue` goes to the `{kind}` output, not to the caller");
    let finding = Finding::new(
        &RULE.info,
        Label::new(source, other.place_of("name")),
        message,
    )
    .related(Label::new(source, response.place_of("name")).text("the response"));
    Some(finding.help(format!("put the response in `Outputs.{name}`")))
}
