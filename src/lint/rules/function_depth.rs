//! A function.json stands where the host never looks.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::app::{App, FUNCTION_JSON};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity, Source};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::count;

/// The rule (H-DISC-01, H-DISC-02, H-DISC-09, V-01).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "function-depth",
        severity: Severity::Error,
        summary: "a function.json is not in a folder directly below the app's root",
        why: "The host looks for function.json in the folders beside host.json, and nowhere \
              else. It passes over all others without a word; when none is left it does not \
              even start the handler.",
        fix: "Move the function's folder next to host.json, so that the file is \
              `NAME/function.json`. For a path in the URL use `route`, not folders.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        // One folder, one finding.
        Bad {
            files: &[
                (
                    "api/hello/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
                ),
                (
                    "api/world/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
                ),
            ],
            at: &["api/hello/function.json:1:1"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "api/hello/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
            )],
            at: &["api/hello/function.json:1:1"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
            )],
            at: &["function.json:1:1"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "hello/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
        )],
        &[
            (
                "hello/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
            ),
            ("node_modules/sample/hello/function.json", "{}"),
            ("other-app/host.json", r#"{"version": "2.0"}"#),
            ("other-app/hello/function.json", "{}"),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    // Functions that lie too deep together have one cause: their folder.
    let mut folders: BTreeMap<&Path, Vec<&Arc<Source>>> = BTreeMap::new();
    for file in &app.misplaced_functions {
        folders.entry(folder(file)).or_default().push(file);
    }
    let findings = folders.values().filter_map(|files| finding(app, files));
    out.extend(findings);
}

/// The folder in which the function's own folder is.
fn folder(file: &Source) -> &Path {
    let own = Path::new(file.path()).parent();
    own.and_then(Path::parent).unwrap_or(Path::new(""))
}

fn finding(app: &App, files: &[&Arc<Source>]) -> Option<Finding> {
    let (file, others) = files.split_first()?;
    let folder = Path::new(file.path()).parent().unwrap_or(Path::new(""));
    let finding = |message| {
        let label = Label::new(file, 0..0);
        Finding::new(&RULE.info, label, message).note("the host does not see this function")
    };
    if is_in_root(app, file) {
        let finding = finding("function.json stands in the app's root, not in a folder of its own")
            .severity(severity(app, true))
            .help("move it into a new folder named after the function");
        return Some(finding);
    }
    let finding = finding("function.json is more than one folder below host.json")
        .severity(severity(app, false))
        .help(format!(
            "move the folder `{}` to `{}`",
            folder.display(),
            app.root.show(folder.file_name()?)
        ))
        .help("if a build step puts host.json beside these folders, run this on its result");
    let more = || format!("nor {} beside it", count(others.len(), "more function"));
    Some(match others.is_empty() {
        true => finding,
        false => finding.note(more()),
    })
}

fn is_in_root(app: &App, file: &Source) -> bool {
    file.path() == app.root.show(FUNCTION_JSON)
}

/// Only a custom handler needs function.json files. In an app of another language that has no
/// such files in their place they are test data or templates as likely as not.
fn severity(app: &App, is_in_root: bool) -> Severity {
    let has_functions = !app.functions.is_empty() || app.has_generated_functions();
    match app.handler() {
        Some(_) if !has_functions => Severity::Error,
        None if !has_functions && !is_in_root => Severity::Info,
        _ => Severity::Warning,
    }
}
