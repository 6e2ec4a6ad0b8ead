//! A setting is used in another case than it is defined in.

use crate::app::{Handler, Settings};
use crate::bindings::expression;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::Node;
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-START-07, H-START-08). Only where the operating system looks for the variable:
/// `%NAME%` in a binding goes through the host's configuration, which ignores case.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-case",
        severity: Severity::Warning,
        summary: "a setting is used in another case than it is defined in",
        why: "Settings become environment variables, and their names ignore case on Windows \
              only. On Linux `%NAME%` in host.json's `customHandler` finds nothing in another \
              case, and neither does the host when it looks for a setting of its own.",
        fix: "Write the name in one case everywhere.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["server.js", "--db=%db_name%"]}}}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"DB_NAME": "x"}}"#,
                ),
            ],
            at: &["host.json:1:120"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["server.js", "--db=%DB_NAME%"]}}}"#,
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"functions_Worker_Runtime": "custom"}}"#,
            )],
            at: &["local.settings.json:1:35"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["server.js", "--db=%DB_NAME% %FUNCTIONS_CUSTOMHANDLER_PORT% %other%"]}}}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"DB_NAME": "x", "db_name": "y"}}"#,
            ),
        ],
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "%queue%"}]}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"QUEUE": "x", "azurewebjobsstorage": "y"}}"#,
            ),
        ],
    ],
    check,
};

/// The texts in `description` in which the operating system's variables are replaced.
const EXPANDED: [&str; 4] = [
    "defaultExecutablePath",
    "defaultWorkerPath",
    "arguments",
    "workerArguments",
];

/// Settings of the host that it reads as variables, not as configuration.
const VARIABLES: [&str; 1] = ["FUNCTIONS_WORKER_RUNTIME"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some((settings, handler)) = context.known_settings().zip(context.app.handler()) else {
        return;
    };
    out.extend(expanded(&handler).flat_map(|node| used(context, node, &settings)));
    out.extend(VARIABLES.iter().filter_map(|name| defined(name, &settings)));
}

fn expanded<'a>(handler: &Handler<'a>) -> impl Iterator<Item = &'a Node> {
    let found = EXPANDED.map(|key| handler.at(&["description", key]));
    let nodes = found.into_iter().flatten();
    nodes.flat_map(|node| std::iter::once(node).chain(node.items()))
}

/// The `%NAME%` in a text of host.json that differ from their setting.
fn used(context: &Context<'_>, node: &Node, settings: &Settings<'_>) -> Vec<Finding> {
    let source = &context.app.host.source;
    let references = expression::settings(node.as_str().unwrap_or_default());
    let references = references.unwrap_or_default().into_iter();
    references
        .filter_map(|reference| {
            let defined = other_case(&reference.name, settings)?;
            let span = node.part(source.text(), &reference.span);
            let message = format!("the setting is `{defined}`, not `{}`", reference.name);
            let label = Label::new(source, span.clone());
            let finding = Finding::new(&RULE.info, label, message)
                .note("on Linux a variable is found in its own case only")
                .help(format!("write `%{defined}%`"));
            // With escapes in the text the place is that of all of it.
            let is_exact =
                source.text().get(span.clone()) == Some(&format!("%{}%", reference.name));
            let new = format!("%{defined}%");
            // In Azure the setting may be spelt as host.json has it.
            let fix =
                || Fix::needs_review(format!("write `{new}`")).edit(source, span.clone(), &new);
            Some(finding.maybe_fix(is_exact.then(fix)))
        })
        .collect()
}

/// The name of the setting that differs from `name` by case alone.
fn other_case<'a>(name: &str, settings: &Settings<'a>) -> Option<&'a str> {
    let is_exact = settings.values().any(|setting| setting.key.text == name);
    let alike = settings.value(name)?;
    (!is_exact).then_some(&alike.key.text)
}

/// A setting of the host that is defined in another case than it is read in.
fn defined(name: &str, settings: &Settings<'_>) -> Option<Finding> {
    other_case(name, settings)?;
    let key = settings.value(name)?.key;
    let source = &settings.document.source;
    let label = Label::new(source, key.span.clone());
    let fix = Fix::safe(format!("write `{name}`")).edit(source, key.span.clone(), quoted(name));
    let message = format!("the host reads `{name}`, not `{}`", key.text);
    Some(
        Finding::new(&RULE.info, label, message)
            .note("on Linux a variable is found in its own case only")
            .help(format!("write `{name}`"))
            .fix(fix),
    )
}
