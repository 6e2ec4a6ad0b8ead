//! A binding lacks a property that its type needs.

use crate::app::{Binding, Function};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Segment;
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::did_you_mean;

/// The rule (H-DISC-49).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-missing-prop",
        severity: Severity::Error,
        summary: "a binding lacks a property that its type needs",
        why: "The host cannot make the binding: it drops the function and goes on without it.",
        fix: "Add the property that the message names.",
    },
    plans: &[],
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item"}]}"#,
        )],
        at: &["F/function.json:1:24"],
        fixed: &[],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "queueTrigger", "name": "item", "QueueName": "%QUEUE%"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (function, violation) in context.function_violations() {
        let Kind::Missing { key } = &violation.kind else {
            continue;
        };
        let Some(binding) = binding_at(function, violation) else {
            continue;
        };
        // Names and directions have rules of their own.
        if matches!(key.as_str(), "name" | "direction") || is_misspelt(context, violation, function)
        {
            continue;
        }
        let label = Label::new(&function.document.source, binding.anchor());
        let message = match binding.type_name() {
            "" => format!("the binding has no `{key}`"),
            type_name => format!("`{type_name}` has no `{key}`"),
        };
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host drops the function")
                .help(format!("add `{key}`")),
        );
    }
}

/// True when the missing key is there, under a name that looks like it: `binding-unknown-prop`
/// says so.
fn is_misspelt(context: &Context<'_>, missing: &Violation, function: &Function) -> bool {
    let beside = context
        .function_violations()
        .filter(|(of, other)| std::ptr::eq(*of, function) && other.path == missing.path);
    let Kind::Missing { key } = &missing.kind else {
        return false;
    };
    let mut beside = beside.map(|(_, other)| &other.kind);
    beside.any(|kind| match kind {
        Kind::UnknownKey {
            key: written,
            known,
            ..
        } => did_you_mean(written, known.iter().map(String::as_str)) == Some(key),
        _ => false,
    })
}

/// True when the binding that `violation` is about lacks the property `name`.
pub(super) fn lacks(
    context: &Context<'_>,
    violation: &Violation,
    function: &Function,
    name: &str,
) -> bool {
    let mut all = context.function_violations();
    all.any(|(of, other)| {
        let is_it = matches!(&other.kind, Kind::Missing { key } if key == name);
        is_it && std::ptr::eq(of, function) && other.path == violation.path
    })
}

/// The binding that a violation is about; `None` for the file's own members.
pub(super) fn binding_at<'a>(function: &'a Function, violation: &Violation) -> Option<Binding<'a>> {
    let [Segment::Key(bindings), Segment::Index(index), ..] = violation.path.as_slice() else {
        return None;
    };
    let root = function.document.root.as_ref()?;
    let node = root.member(bindings)?.value.items().get(*index)?;
    Some(Binding::new(node))
}

/// The type of the binding that a violation is about, for a message.
pub(super) fn type_at<'a>(function: &'a Function, violation: &Violation) -> &'a str {
    binding_at(function, violation).map_or("function.json", |binding| binding.type_name())
}
