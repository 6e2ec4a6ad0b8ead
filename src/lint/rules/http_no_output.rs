//! An HTTP function of a custom handler without an `http` output.

use crate::app::Function;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-33, V-92).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "http-no-output",
        severity: Severity::Warning,
        summary: "a function has an HTTP trigger and no `http` output",
        why: "The response is named after the `http` output. Without one the caller gets what \
              the handler puts in `ReturnValue`, always with status 200, or else an empty 204; \
              and the function never gets raw HTTP requests.",
        fix: "Add { \"type\": \"http\", \"direction\": \"out\", \"name\": \"res\" } to the \
              bindings.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box"}]}"#,
        )],
        at: &["F/function.json:2:12"],
        fixed: &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "queue", "direction": "out", "name": "out", "queueName": "out-box"},
  { "type": "http", "direction": "out", "name": "res" }]}"#,
        )],
    }],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "HTTP", "direction": "out", "name": "$return"}]}"#,
        )],
        &[
            ("host.json", r#"{"version": "2.0"}"#),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    if context.app.handler().is_some() && !context.app.has_generated_functions() {
        out.extend(context.functions().filter_map(finding));
    }
}

fn finding(function: &Function) -> Option<Finding> {
    let trigger = function.http_trigger()?;
    // An `http` binding that is not an output is the business of `binding-direction`.
    if function.bindings().any(|binding| binding.is("http")) {
        return None;
    }
    let label = Label::new(&function.document.source, trigger.anchor());
    let finding = Finding::new(
        &RULE.info,
        label,
        format!("`{}` has no `http` output for its response", function.name),
    );
    let note =
        "the handler cannot set status and headers: the caller gets `ReturnValue`, or an empty 204";
    let output = output(function);
    let finding = finding
        .note(note)
        .help(format!("add {output} to `bindings`"));
    let source = &function.document.source;
    let list = function.document.root.as_ref()?.member("bindings")?;
    let change = edit::append_item(source.text(), &list.value, &output);
    let fix = |change| Fix::needs_review("add an `http` output").edits(source, [change]);
    Some(finding.maybe_fix(change.map(fix)))
}

/// An `http` output with a name that is free.
fn output(function: &Function) -> String {
    let taken = |name: &str| {
        function
            .bindings()
            .any(|b| b.name().eq_ignore_ascii_case(name))
    };
    let names = ["res", "response", "httpResponse"];
    let name = names
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or("$return");
    format!("{{ \"type\": \"http\", \"direction\": \"out\", \"name\": \"{name}\" }}")
}
