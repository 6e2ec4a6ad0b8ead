//! `%NAME%` in a binding, or in the path of the handler, names a setting that is not among the
//! local settings.

use std::sync::Arc;

use crate::app::Settings;
use crate::bindings::expression;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity, Source};
use crate::json::Node;
use crate::lint::expressions::{set_by_others, texts};
use crate::lint::{Bad, Context, Rule, mends};

/// The rule (H-DISC-58, H-CFG-30, V-26, V-32). A warning: the variable may come from elsewhere.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-missing",
        severity: Severity::Warning,
        summary: "a binding or the handler's path refers to a setting that is not in local.settings.json",
        why: "The host drops a function when `%NAME%` in one of its bindings has no value, \
              and starts nothing when one in the path of the executable has none. The local settings are the list of what the app needs, so what is missing there is \
              easily forgotten in Azure.",
        fix: "Add the setting to `Values`, or correct the name between the percent signs.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
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
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/%NAME%"}}}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x"}}"#,
                ),
            ],
            at: &["host.json:1:84"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x", "NAME": ""}}"#,
            )],
        },
    ],
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
        // The system has its own variables.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "%ProgramFiles%/node"}}}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "x"}}"#,
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

/// What follows when the setting has no value.
const DROPPED: &str = "the host drops the function when the setting has no value";
const NOT_STARTED: &str = "without a value the name stays in the path, and nothing is started";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.known_settings() else {
        return;
    };
    let mut added: Vec<String> = Vec::new();
    for missing in everywhere(context, &settings) {
        let mut finding = finding(&missing);
        // Once for each name: two would be a repeated key.
        if !added.contains(&missing.name) {
            finding.fix = mends::placeholder(&settings, &missing.name);
            added.push(missing.name);
        }
        out.push(finding);
    }
}

/// A setting that is not there, and where it is asked for.
struct Missing {
    name: String,
    label: Label,
    effect: &'static str,
}

fn everywhere(context: &Context<'_>, settings: &Settings<'_>) -> Vec<Missing> {
    let functions = context.functions().flat_map(|function| {
        let expanded = texts(function).filter(|(_, property)| property.percent);
        let source = &function.document.source;
        expanded.flat_map(|(member, _)| missing(source, &member.value, settings, DROPPED))
    });
    let handler = context.app.handler();
    let path = handler.and_then(|handler| handler.executable_node());
    let path = path.filter(|_| !context.app.overrides_executable());
    let source = &context.app.host.source;
    let in_path = path.map(|node| missing(source, node, settings, NOT_STARTED));
    // Variables of the system are expanded in the path as well.
    let in_path = in_path
        .into_iter()
        .flatten()
        .filter(|missing| !set_by_others(&missing.name));
    in_path.chain(functions).collect()
}

fn missing(
    source: &Arc<Source>,
    node: &Node,
    settings: &Settings<'_>,
    effect: &'static str,
) -> Vec<Missing> {
    let text = node.as_str().unwrap_or_default();
    // A `%` without a partner is the business of the language that the text is in.
    let references = expression::settings(text).unwrap_or_default().into_iter();
    let missing = references.filter(|reference| !settings.has(&reference.name));
    missing
        .map(|reference| Missing {
            label: Label::new(source, node.part(source.text(), &reference.span)),
            name: reference.name,
            effect,
        })
        .collect()
}

fn finding(missing: &Missing) -> Finding {
    let name = &missing.name;
    let message = format!("the setting `{name}` is not in local.settings.json");
    Finding::new(&RULE.info, missing.label.clone(), message)
        .note(missing.effect)
        .help(format!("add `{name}` to `Values`"))
}
