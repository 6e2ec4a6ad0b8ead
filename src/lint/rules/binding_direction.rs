//! A binding's direction is not one, or not one that its type can have.

use crate::app::{Binding, Direction, Function};
use crate::bindings;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::{Member, Value, edit};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-45, H-DISC-51, H-DISC-52, H-DISC-55, V-07).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-direction",
        severity: Severity::Error,
        summary: "a binding has a direction that the host refuses",
        why: "The host drops a function with a direction it does not know, with an `http` \
              binding on the input side, or with a trigger on the output side only. A binding \
              without a direction is an input.",
        fix: "Write `in` for triggers and inputs, `out` for outputs. An `http` binding is \
              always `out`.",
    },
    plans: &[],
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *", "direction": "sideways"}]}"#,
            )],
            at: &["F/function.json:2:85"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *", "direction": "in"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "name": "res"}]}"#,
            )],
            at: &["F/function.json:3:12"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "name": "res", "direction": "out"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "direction": "out", "name": "req"},
  {"type": "http", "direction": "In", "name": "res"}]}"#,
            )],
            at: &["F/function.json:2:40", "F/function.json:3:33"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "direction": "in", "name": "req"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
        },
        // It could be either way.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"},
  {"type": "blob", "name": "blob", "path": "in/text", "direction": "both"}]}"#,
            )],
            at: &["F/function.json:3:68"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "blob", "direction": "INOUT", "name": "blob", "path": "in/out"},
  {"type": "http", "direction": "OUT", "name": "res"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "direction": 0, "name": "req"},
  {"type": "http", "direction": 1, "name": "res"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let faults = function
            .bindings()
            .filter_map(|binding| fault(function, &binding));
        out.extend(faults);
    }
}

fn fault(function: &Function, binding: &Binding<'_>) -> Option<Finding> {
    let (message, help) = match binding.direction() {
        Err(member) => (unknown(member)?, "write `in`, `out` or `inout`"),
        Ok(Direction::In) if binding.is("http") => (misdirected_http(binding), OUT),
        Ok(Direction::Out) if is_lost_trigger(function, binding) => {
            let message = format!("the trigger `{}` is an output", binding.type_name());
            (message, "write \"direction\": \"in\"")
        }
        Ok(_) => return None,
    };
    let label = Label::new(&function.document.source, binding.place_of("direction"));
    let note = format!("the host drops the function `{}`", function.name);
    let finding = Finding::new(&RULE.info, label, message)
        .note(note)
        .help(help);
    Some(finding.maybe_fix(turn(function, binding)))
}

/// The one direction that the type can have.
fn turn(function: &Function, binding: &Binding<'_>) -> Option<Fix> {
    let direction = match binding.type_name() {
        kind if bindings::is_trigger(kind) => "in",
        _ if binding.is("http") => "out",
        _ => return None,
    };
    let source = &function.document.source;
    let value = edit::quoted(direction);
    let (span, text) = match binding.property("direction") {
        Some(member) => (member.value.span.clone(), value),
        None => edit::append(source.text(), binding.node, "direction", &value)?,
    };
    let fix = Fix::safe(format!("make the direction `{direction}`"));
    Some(fix.edit(source, span, text))
}

const OUT: &str = "write \"direction\": \"out\"";

/// `None` for null and for empty text: what the host makes of them is not known.
fn unknown(direction: &Member) -> Option<String> {
    let found = match &direction.value.value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) | Value::Number(text) => text,
        _ => direction.value.kind(),
    };
    Some(format!("`{found}` is not a direction"))
}

fn misdirected_http(binding: &Binding<'_>) -> String {
    let message = "an `http` binding cannot be an input";
    match binding.property("direction") {
        Some(_) => message.to_owned(),
        None => format!("{message}, which it is without a direction"),
    }
}

/// True for the type of a trigger in a function that has no other trigger.
fn is_lost_trigger(function: &Function, binding: &Binding<'_>) -> bool {
    bindings::is_trigger(binding.type_name()) && function.trigger().is_none()
}
