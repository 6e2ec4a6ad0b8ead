//! `%NAME%` in a binding names a setting that is not among the local settings.

use crate::app::{Binding, Function, Settings};
use crate::bindings::{self, expression};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-58, V-26). A warning: the variable may come from elsewhere.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-missing",
        severity: Severity::Warning,
        summary: "a binding refers to a setting that is not in local.settings.json",
        why: "The host drops a function when `%NAME%` in one of its bindings has no value. The \
              local settings are the list of what the app needs, so what is missing there is \
              easily forgotten in Azure.",
        fix: "Add the setting to `Values`, or correct the name between the percent signs.",
    },
    plans: &[],
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-%QUEUE%"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "QUEUES": "y"}}"#,
            ),
        ],
        at: &["F/function.json:1:73"],
        fixed: &[],
    }],
    good: &[
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "%Jobs:Night%"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "Jobs__Night": "0 0 2 * * *"}}"#,
            ),
        ],
        // Routes are not expanded (H-DISC-59), and without a settings file nothing is known.
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "%A%"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let settings = context
        .settings()
        .filter(|settings| !settings.is_encrypted());
    let Some(settings) = settings else { return };
    for function in context.functions() {
        for binding in function.bindings() {
            out.extend(expanded(binding).flat_map(|member| judge(function, member, &settings)));
        }
    }
}

/// The properties in which the host replaces `%NAME%`.
fn expanded<'a>(binding: Binding<'a>) -> impl Iterator<Item = &'a Member> {
    let known = bindings::lookup(binding.type_name());
    let expands = move |member: &&Member| {
        let property = known.and_then(|known| known.property(&member.key.text));
        property.is_some_and(|property| property.percent)
    };
    binding.node.members().iter().filter(expands)
}

fn judge(function: &Function, member: &Member, settings: &Settings<'_>) -> Vec<Finding> {
    let source = &function.document.source;
    let text = member.value.as_str().unwrap_or_default();
    // A `%` without a partner is the business of the language that the text is in.
    let references = expression::settings(text).unwrap_or_default();
    let missing = references
        .into_iter()
        .filter(|reference| !settings.has(&reference.name));
    missing
        .map(|reference| {
            let label = Label::new(source, member.value.part(source.text(), &reference.span));
            let message = format!(
                "the setting `{}` is not in local.settings.json",
                reference.name
            );
            Finding::new(&RULE.info, label, message)
                .note("the host drops the function when the setting has no value")
                .help(format!("add `{}` to `Values`", reference.name))
        })
        .collect()
}
