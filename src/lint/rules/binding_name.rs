//! A binding's name is missing, malformed or taken.

use crate::app::{Binding, Direction, Function};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-47, H-DISC-48, H-DISC-53, V-08).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-name",
        severity: Severity::Error,
        summary: "a binding's name is missing, malformed or used twice",
        why: "The host drops a function that has a binding without a valid name. Names are \
              keys of the JSON that host and handler exchange, so they must be unique, and the \
              host ignores case when it compares them.",
        fix: "Use a letter, then letters and digits, 128 at most: no `_`, no `-`, no `.`. The \
              only other name is `$return`, for one binding with direction `out`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "my_req"},
  {"type": "queue", "direction": "out", "queueName": "in-box"},
  {"type": "http", "direction": "out", "name": "$Return"}]}"#,
            )],
            at: &[
                "F/function.json:2:35",
                "F/function.json:3:12",
                "F/function.json:4:48",
            ],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "myreq"},
  {"type": "queue", "direction": "out", "queueName": "in-box"},
  {"type": "http", "direction": "out", "name": "$return"}]}"#,
            )],
        },
        // Something refers to it, so it is not for `fch` to rename.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "queueTrigger", "name": "my-item", "queueName": "in-box"},
  {"type": "blob", "name": "blob", "path": "in/{my-item}"}]}"#,
            )],
            at: &["F/function.json:2:36"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "req"},
  {"type": "http", "direction": "out", "name": "Req"}]}"#,
            )],
            at: &["F/function.json:3:48"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "direction": "in", "name": "$return"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:2:54"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "NAME": "req1"},
  {"type": "http", "direction": "OUT", "name": "$return"}]}"#,
        )],
        &[(
            "F/function.json",
            r#"{"configurationSource": "attributes", "bindings": [{"type": "httpTrigger", "name": "my_req"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        out.extend(
            function
                .bindings()
                .filter_map(|binding| fault(function, &binding)),
        );
        out.extend(repetitions(function));
    }
}

fn fault(function: &Function, binding: &Binding<'_>) -> Option<Finding> {
    const SHAPE: &str = "use a letter, then letters and digits, 128 at most";
    let (message, help) = match binding.name() {
        "" => ("a binding has no name".to_owned(), SHAPE),
        "$return" if is_pure_output(binding) => return None,
        "$return" => (
            "`$return` is for outputs only".to_owned(),
            "write \"direction\": \"out\", or choose another name",
        ),
        name if is_valid(name) => return None,
        name if name.eq_ignore_ascii_case("$return") => (
            format!("`{name}` is not spelled `$return`"),
            "write `$return` in lower case",
        ),
        name => (format!("`{name}` is not a valid binding name"), SHAPE),
    };
    let finding = finding(function, binding, message).help(help);
    Some(finding.maybe_fix(rename(function, binding)))
}

/// The name without the signs that it may not have, unless that is taken or something refers
/// to the old one.
fn rename(function: &Function, binding: &Binding<'_>) -> Option<Fix> {
    let node = &binding.property("name")?.value;
    let written = node.as_str()?;
    let source = &function.document.source;
    let is_return = written.eq_ignore_ascii_case("$return") && is_pure_output(binding);
    let name = match is_return {
        true => "$return".to_owned(),
        false => written.replace(['_', '-', '.'], ""),
    };
    let taken = function
        .bindings()
        .any(|other| other.name().eq_ignore_ascii_case(&name));
    let referred = source.text().contains(&format!("{{{written}"));
    let makes_sense = name != written && (is_return || is_valid(&name) && !taken && !referred);
    let fix = Fix::needs_review(format!("rename the binding to `{name}`"));
    makes_sense.then(|| fix.edit(source, node.span.clone(), edit::quoted(&name)))
}

fn finding(function: &Function, binding: &Binding<'_>, message: String) -> Finding {
    let label = Label::new(&function.document.source, binding.place_of("name"));
    Finding::new(&RULE.info, label, message)
        .note(format!("the host drops the function `{}`", function.name))
}

/// True for direction `out`, and for one that is itself at fault.
fn is_pure_output(binding: &Binding<'_>) -> bool {
    binding
        .direction()
        .map_or(true, |direction| direction == Direction::Out)
}

fn is_valid(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn repetitions(function: &Function) -> impl Iterator<Item = Finding> {
    let named = || {
        function
            .bindings()
            .filter(|binding| !binding.name().is_empty())
    };
    named().enumerate().filter_map(move |(index, binding)| {
        let first = named()
            .take(index)
            .find(|other| other.name().eq_ignore_ascii_case(binding.name()))?;
        let message = format!(
            "two bindings of the function are named `{}`",
            binding.name()
        );
        let first = Label::new(&function.document.source, first.place_of("name"));
        Some(
            finding(function, &binding, message)
                .related(first.text("the first one"))
                .help("give each binding its own name; case does not count"),
        )
    })
}
