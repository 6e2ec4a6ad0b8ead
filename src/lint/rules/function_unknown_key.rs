//! A key of function.json that the host does not read, and that is likely to be meant for one
//! that it does.

use crate::app::Function;
use crate::bindings::{self, BindingType};
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::json::{Member, Node};
use crate::lint::{Bad, Context, Rule, mends};
use crate::ui::words::did_you_mean;

/// The rule (H-DISC-23, H-DISC-27, H-DISC-34, H-DISC-67).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "function-unknown-key",
        severity: Severity::Warning,
        summary: "a key of function.json looks like one that the host reads, and is not read",
        why: "The host matches `bindings`, `retry` and `scriptFile` by case, and ignores every \
              other key without a word. Properties of a binding count inside of `bindings` only.",
        fix: "Write the key as the message says, or move it into its binding. Keys that mean \
              something to other tools are fine.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "Retry": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:02"}}"#,
            )],
            at: &["F/function.json:1:82"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:02"}}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"scriptFiles": "../run.sh", "bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:2"],
            fixed: &[(
                "F/function.json",
                r#"{"scriptFile": "../run.sh", "bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"authLevel": "anonymous", "bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:2"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"$schema": "x", "generatedBy": "x", "ConfigurationSource": "config", "disabled": false, "Description": "x", "owner": "me", "entryPoint": "main",
  "bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
    )]],
    check,
};

/// The keys that function.json has, as in its schema: to read all of that takes longer than to
/// judge the whole app.
const KEYS: [&str; 11] = [
    "$schema",
    "bindings",
    "retry",
    "scriptFile",
    "entryPoint",
    "configurationSource",
    "generatedBy",
    "language",
    "functionDirectory",
    "disabled",
    "excluded",
];

/// Read in any case, or not read at all.
const ANY_CASE: [&str; 3] = ["configurationSource", "disabled", "excluded"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let root = function.document.root.as_ref();
        let Some(root) = root.filter(|root| root.member("bindings").is_some()) else {
            continue; // one-trigger
        };
        let trigger = function.trigger();
        let trigger = trigger.and_then(|trigger| bindings::lookup(trigger.type_name()));
        let members = root.members().iter();
        out.extend(members.filter_map(|member| judge(function, root, member, trigger)));
    }
}

fn judge(
    function: &Function,
    root: &Node,
    member: &Member,
    trigger: Option<&BindingType>,
) -> Option<Finding> {
    let written = member.key.text.as_str();
    let any_case = ANY_CASE.iter().any(|key| key.eq_ignore_ascii_case(written));
    if KEYS.contains(&written) || any_case {
        return None;
    }
    let label = Label::new(&function.document.source, member.key.span.clone());
    let finding = |message: String| {
        Finding::new(&RULE.info, label.clone(), message).note("the host ignores it")
    };
    if belongs_to_binding(trigger, written) {
        let message = format!("`{written}` is a property of a binding, not of the function");
        return Some(finding(message).help("move it into its binding"));
    }
    let near = did_you_mean(written, KEYS)?;
    let finding = finding(format!("`{written}` is not `{near}`"));
    let finding = finding.help(format!("write `{near}`"));
    let source = &function.document.source;
    Some(finding.maybe_fix(mends::rename(source, root, &member.key, near)))
}

fn belongs_to_binding(trigger: Option<&BindingType>, key: &str) -> bool {
    let common = ["type", "direction"];
    let of_trigger = trigger.and_then(|trigger| trigger.property(key));
    of_trigger.is_some() || common.iter().any(|name| name.eq_ignore_ascii_case(key))
}

#[cfg(test)]
mod tests {
    use super::KEYS;
    use crate::schemas::{Place, Schema};

    #[test]
    fn the_keys_are_those_of_the_schema() {
        let place = Place::at(Schema::Function, None, &[]);
        let keys: Vec<&str> = place.keys().map(|(key, _)| key).collect();
        assert_eq!(keys, KEYS);
    }
}
