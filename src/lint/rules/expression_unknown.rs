//! A `{name}` that the trigger cannot bring.

use std::collections::BTreeSet;

use crate::app::{Binding, Function};
use crate::bindings;
use crate::bindings::expression::{self, Reference};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::lint::expressions::tokens;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::list_and;

/// The rule (bindings-notes 3.3, H-REQ-44).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "expression-unknown",
        severity: Severity::Error,
        summary: "a binding uses a name that the function's trigger does not bring",
        why: "A timer brings no names at all, and a blob only those that the trigger's `path` \
              captures, beside `Uri`, `Properties` and `Metadata`. The host looks for the name \
              when it loads the function, and drops the function. Triggers with a JSON payload \
              or an HTTP request bring any name, and are not judged.",
        fix: "Capture the name in the trigger's `path`, as in `in/{name}`, or use one that is \
              always there: `{rand-guid}`, `{datetime}`, `{sys.utcnow}`.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"},
  {"type": "blob", "direction": "out", "name": "b", "path": "out/{name}"}]}"#,
            )],
            at: &["F/function.json:3:66"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "blobTrigger", "name": "in", "path": "in/{name}"},
  {"type": "blob", "direction": "out", "name": "out", "path": "out/{name}.{ext}"}]}"#,
            )],
            at: &["F/function.json:3:75"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "blobTrigger", "name": "in", "path": "in/{base}.{ext}"},
  {"type": "blob", "direction": "out", "name": "a", "path": "out/{BASE}/{ext}/{rand-guid}"},
  {"type": "blob", "direction": "out", "name": "b", "path": "out/{blobTrigger}/{Metadata.author}"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "queueTrigger", "name": "item", "queueName": "in-box"},
  {"type": "blob", "direction": "out", "name": "b", "path": "out/{customer}"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"},
  {"type": "blob", "direction": "out", "name": "b", "path": "out/{datetime:yyyy-MM-dd}/{sys.randguid}"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        if let Some(trigger) = function.trigger()
            && let Some(names) = contract(&trigger)
        {
            out.extend(findings(function, &trigger, &names));
        }
    }
}

/// All names that a trigger brings, in lower case; `None` when they cannot be known.
fn contract(trigger: &Binding<'_>) -> Option<BTreeSet<String>> {
    let metadata = bindings::lookup(trigger.type_name())?.metadata.as_ref();
    let keys = &metadata.filter(|metadata| metadata.closed)?.keys;
    let mut names: BTreeSet<String> = keys.iter().map(|key| key.to_lowercase()).collect();
    names.extend([trigger.type_name(), trigger.name()].map(str::to_lowercase));
    if trigger.is("blobTrigger") {
        let path = trigger.text("path")?;
        // A setting may bring names along, and a broken path has that fault alone.
        let captured = expression::tokens(path)
            .ok()
            .filter(|_| !path.contains('%'))?;
        names.extend(captured.into_iter().map(|token| token.name.to_lowercase()));
    }
    Some(names)
}

fn findings(function: &Function, trigger: &Binding<'_>, names: &BTreeSet<String>) -> Vec<Finding> {
    let tokens = tokens(function);
    let unknown = tokens.filter(|(_, token)| {
        token.is_well_named()
            && !token.is_built_in()
            && !names.contains(&token.first_part().to_lowercase())
    });
    unknown
        .map(|(member, token)| finding(function, trigger, member, &token))
        .collect()
}

fn finding(
    function: &Function,
    trigger: &Binding<'_>,
    member: &Member,
    token: &Reference,
) -> Finding {
    let source = &function.document.source;
    let label = Label::new(source, member.value.part(source.text(), &token.span));
    let kind = trigger.type_name();
    let message = format!("`{kind}` does not bring `{}`", token.name);
    let help = match trigger.text("path") {
        Some(_) => format!(
            "capture it in the trigger's `path`, as `{{{}}}`",
            token.name
        ),
        None => format!(
            "there are {} with every trigger",
            list_and(&["{rand-guid}", "{datetime}", "{sys.utcnow}"])
        ),
    };
    Finding::new(&RULE.info, label, message)
        .related(Label::new(source, trigger.anchor()).text("the trigger"))
        .note("the host drops the function")
        .help(help)
}
