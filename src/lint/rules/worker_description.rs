//! A custom-handler section that does not say what to start.

use crate::app::handler::flattens_to_nothing;
use crate::app::{App, Handler};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};

use super::host_misplaced_key::{EXECUTABLE, NO_HANDLER};
use super::host_unknown_key::hides_executable;

/// The rule (H-CFG-04, H-CFG-06, H-CFG-07, H-CFG-47, V-28, V-29).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "worker-description",
        severity: Severity::Error,
        summary: "`customHandler` does not say which executable to start",
        why: "With a section but without `description.defaultExecutablePath` the host stops at \
              start. With an empty section it acts as if there were none: every function \
              without a script file is dropped.",
        fix: "Add \"description\": { \"defaultExecutablePath\": \"handler\" } to `customHandler`.",
    },
    plans: &[],
    local: true,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler"}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "", "arguments": []}}}"#,
            )],
            at: &["host.json:1:79"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "httpWorker": {"description": {"langauge": "x"}}}"#,
            )],
            at: &["host.json:1:35"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
    ],
    good: &[
        &[("host.json", r#"{"version": "2.0"}"#)],
        // It is there, in the wrong place: `host-misplaced-key`.
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"defaultExecutablePath": "node"}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "CustomHandler": {"Description": {"defaultExecutablePath": "node"}}}"#,
        )],
        // The path comes from a setting (H-CFG-24).
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": ""}}}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureFunctionsJobHost__customHandler__description__defaultExecutablePath": "x"}}"#,
            ),
        ],
    ],
    check,
};

const HELP: &str =
    "add \"description\": { \"defaultExecutablePath\": \"handler\" } to `customHandler`";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    // What a broken text lacks is a guess, and one in a wrong place has its own rule.
    if !app.host.problems.is_empty() || is_misplaced(context) {
        return;
    }
    match app.handler() {
        // It has the wrong type, and that is said elsewhere.
        Some(handler) if !handler.section.value.is_object() => {}
        Some(handler) if handler.executable_path().is_none() && !app.overrides_executable() => {
            out.push(no_executable(app, handler));
        }
        None if app.profile().is_some() => {
            if !app.overrides_executable() {
                out.extend(profile_alone(app));
            }
        }
        None => out.extend(empty_section(app).map(|section| {
            let label = Label::new(&app.host.source, section.key.span.clone());
            let message = format!("an empty `{}` counts as absent", section.key.text);
            let severity = match app.needs_handler() {
                true => Severity::Error,
                false => Severity::Warning,
            };
            Finding::new(&RULE.info, label, message)
                .severity(severity)
                .note(NO_HANDLER)
                .help(HELP)
        })),
        Some(_) => {}
    }
}

/// True when the path of the executable is there, and in a place where nobody reads it, or
/// when a key on the way to it is misspelt.
fn is_misplaced(context: &Context<'_>) -> bool {
    context.host.iter().any(|violation| match &violation.kind {
        Kind::UnknownKey { belongs, .. } => {
            belongs.as_deref() == Some(EXECUTABLE) || hides_executable(context, violation)
        }
        _ => false,
    })
}

fn no_executable(app: &App, handler: Handler<'_>) -> Finding {
    let source = &app.host.source;
    let description = handler.description();
    let path = handler.executable_node();
    let (span, message) = match (path, description) {
        (Some(path), _) => (
            path.span.clone(),
            "the path of the executable is empty".to_owned(),
        ),
        (None, Some(description)) => (
            description.key.span.clone(),
            "`description` has no `defaultExecutablePath`".to_owned(),
        ),
        (None, None) => (
            handler.section.key.span.clone(),
            format!("`{}` has no `description`", handler.section.key.text),
        ),
    };
    Finding::new(&RULE.info, Label::new(source, span), message)
        .note("the host does not start without it")
        .help(HELP)
}

/// A profile supplies the rest of the section, but not what to start (H-CFG-46, H-CFG-47).
fn profile_alone(app: &App) -> Option<Finding> {
    let root = app.host.root.as_ref()?;
    let profile = root.member_ignoring_case("configurationProfile")?;
    let label = Label::new(&app.host.source, profile.key.span.clone());
    let message = "the profile needs a `customHandler` that says which executable to start";
    let finding = Finding::new(&RULE.info, label, message);
    Some(
        finding
            .note("the host does not start without it")
            .help(HELP),
    )
}

/// A section that is written down but leaves no configuration behind.
fn empty_section(app: &App) -> Option<&Member> {
    let root = app.host.root.as_ref()?;
    ["customHandler", "httpWorker"]
        .iter()
        .filter_map(|key| root.member_ignoring_case(key))
        .find(|section| flattens_to_nothing(&section.value))
}
