//! `%NAME%` in a binding names a setting that is not among the local settings.

use crate::app::{Function, Settings};
use crate::bindings::expression;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::lint::expressions::texts;
use crate::lint::{Bad, Context, Rule, mends};

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
    fix: Some(Applicability::Unsafe),
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
        fixed: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "QUEUES": "y", "QUEUE": ""}}"#,
        )],
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
    let Some(settings) = context.known_settings() else {
        return;
    };
    let mut added: Vec<String> = Vec::new();
    for function in context.functions() {
        let expanded = texts(function).filter(|(_, property)| property.percent);
        for missing in expanded.flat_map(|(member, _)| missing(function, member, &settings)) {
            let mut finding = finding(&missing);
            // Once for each name: two would be a repeated key.
            if !added.contains(&missing.name) {
                finding.fix = mends::placeholder(&settings, &missing.name);
                added.push(missing.name);
            }
            out.push(finding);
        }
    }
}

/// A setting that is not there, and where it is asked for.
struct Missing {
    name: String,
    label: Label,
}

fn missing(function: &Function, member: &Member, settings: &Settings<'_>) -> Vec<Missing> {
    let source = &function.document.source;
    let text = member.value.as_str().unwrap_or_default();
    // A `%` without a partner is the business of the language that the text is in.
    let references = expression::settings(text).unwrap_or_default().into_iter();
    let missing = references.filter(|reference| !settings.has(&reference.name));
    missing
        .map(|reference| Missing {
            label: Label::new(source, member.value.part(source.text(), &reference.span)),
            name: reference.name,
        })
        .collect()
}

fn finding(missing: &Missing) -> Finding {
    let name = &missing.name;
    let message = format!("the setting `{name}` is not in local.settings.json");
    Finding::new(&RULE.info, missing.label.clone(), message)
        .note("the host drops the function when the setting has no value")
        .help(format!("add `{name}` to `Values`"))
}
