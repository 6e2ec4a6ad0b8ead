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
              without a direction is an input; of a type that can only be an output, such as \
              `queue` or `sendGrid`, nothing is ever sent then.",
        fix: "Write `in` for triggers and inputs, `out` for outputs. An `http` binding is \
              always `out`.",
    },
    plans: &[],
    local: false,
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
        // Not refused, but nothing is sent. A warning.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"},
  {"type": "sendGrid", "name": "mail"},
  {"type": "queue", "name": "item", "direction": "in", "queueName": "in-box"}]}"#,
            )],
            at: &["F/function.json:3:12", "F/function.json:4:50"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"},
  {"type": "sendGrid", "name": "mail", "direction": "out"},
  {"type": "queue", "name": "item", "direction": "out", "queueName": "in-box"}]}"#,
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
    let type_name = binding.type_name();
    let dropped = format!("the host drops the function `{}`", function.name);
    let warn = |finding: Finding| finding.severity(Severity::Warning);
    let finding = match (binding.direction(), only_direction(type_name)) {
        (Err(member), _) => finding(function, binding, unknown(member)?)
            .note(dropped)
            .help("write `in`, `out` or `inout`"),
        (Ok(Direction::In), Some("out")) => {
            let finding = finding(function, binding, no_input(binding)).help(OUT);
            match binding.is("http") {
                true => finding.note(dropped),
                false => warn(finding).note("nothing is sent for a binding on the input side"),
            }
        }
        (Ok(Direction::Out), Some("in")) if !bindings::is_trigger(type_name) => {
            let message = format!("`{type_name}` cannot be an output");
            warn(finding(function, binding, message))
                .note("the handler gets nothing from a binding on the output side")
                .help(IN)
        }
        (Ok(Direction::Out), _) if is_lost_trigger(function, binding) => {
            let message = format!("the trigger `{type_name}` is an output");
            finding(function, binding, message).note(dropped).help(IN)
        }
        _ => return None,
    };
    Some(finding.maybe_fix(turn(function, binding)))
}

fn finding(function: &Function, binding: &Binding<'_>, message: String) -> Finding {
    let source = &function.document.source;
    let label = Label::new(source, binding.place_of("direction"));
    Finding::new(&RULE.info, label, message)
}

/// The one direction that a type can have; `None` when it has several, or is not known.
fn only_direction(type_name: &str) -> Option<&'static str> {
    match bindings::lookup(type_name)?.directions.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// Writes the one direction that the type can have.
fn turn(function: &Function, binding: &Binding<'_>) -> Option<Fix> {
    let type_name = binding.type_name();
    let direction = match bindings::is_trigger(type_name) {
        true => "in",
        false => only_direction(type_name)?,
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

const IN: &str = "write \"direction\": \"in\"";
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

fn no_input(binding: &Binding<'_>) -> String {
    let message = format!("`{}` cannot be an input", binding.type_name());
    match binding.property("direction") {
        Some(_) => message,
        None => format!("{message}, which it is without a direction"),
    }
}

/// True for the type of a trigger in a function that has no other trigger.
fn is_lost_trigger(function: &Function, binding: &Binding<'_>) -> bool {
    bindings::is_trigger(binding.type_name()) && function.trigger().is_none()
}
