//! `%NAME%` where the name of a connection setting belongs.

use crate::app::Function;
use crate::app::document::is_connection_string;
use crate::bindings;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::json::edit::quoted;
use crate::lint::connections::properties;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-23: the text is the name).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "connection-percent",
        severity: Severity::Error,
        summary: "a binding names its connection between percent signs",
        why: "A connection property holds the *name* of a setting, and the host does not replace \
              `%NAME%` in it: it looks for a setting with the percent signs in its name, finds \
              none, and the function does not start.",
        fix: "Write the setting's name without percent signs.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-%Q%", "connection": "%Shop%"}, {"type": "queue", "direction": "out", "name": "out", "queueName": "x", "connection": "Shop%ENV%"}]}"#,
        )],
        at: &["F/function.json:1:93", "F/function.json:1:189"],
        fixed: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-%Q%", "connection": "Shop"}, {"type": "queue", "direction": "out", "name": "out", "queueName": "x", "connection": "Shop%ENV%"}]}"#,
        )],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "%Q%", "connection": "Shop"}, {"type": "nobodyKnows", "direction": "out", "name": "x", "connection": "%Shop%"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        // What a type that nobody knows does with its properties, nobody knows either.
        let known = function
            .bindings()
            .filter(|b| bindings::lookup(b.type_name()).is_some());
        let named = known.flat_map(properties);
        let signs = named.filter(|(_, name)| name.contains('%') && !is_connection_string(name));
        out.extend(signs.map(|(member, name)| finding(function, member, name)));
    }
}

fn finding(function: &Function, member: &Member, name: &str) -> Finding {
    let source = &function.document.source;
    let label = Label::new(source, member.value.span.clone());
    let message = format!(
        "`{}` is not the name of a setting: `%` is taken as it is",
        member.key.text
    );
    let finding = Finding::new(&RULE.info, label, message)
        .note("the host finds no setting of this name and does not start the function");
    let between = name
        .strip_prefix('%')
        .and_then(|name| name.strip_suffix('%'));
    match between.filter(|name| !name.is_empty() && !name.contains('%')) {
        None => finding.help("write the whole name of one setting"),
        Some(between) => {
            let fix = Fix::safe(format!("write `{between}`"));
            let fix = fix.edit(source, member.value.span.clone(), quoted(between));
            finding.help(format!("write `{between}`")).fix(fix)
        }
    }
}
