//! A function.json stands where the host never looks.

use std::path::Path;

use crate::app::{FUNCTION_JSON, Root};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity, Source};
use crate::lint::{Bad, Context, Rule};

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
    fix: None,
    bad: &[
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
    // Only a custom handler needs function.json files; other languages may do without.
    let has_functions =
        !app.functions.is_empty() || app.has_generated_functions() || app.handler().is_none();
    for file in &app.misplaced_functions {
        let finding = finding(&app.root, file, &Label::new(file, 0..0));
        let severity = if has_functions {
            Severity::Warning
        } else {
            Severity::Error
        };
        out.push(finding.severity(severity));
    }
}

fn finding(root: &Root, file: &Source, label: &Label) -> Finding {
    let folder = Path::new(file.path()).parent().unwrap_or(Path::new(""));
    let finding = |message| {
        Finding::new(&RULE.info, label.clone(), message).note("the host does not see this function")
    };
    match folder
        .file_name()
        .filter(|_| file.path() != root.show(FUNCTION_JSON))
    {
        None => finding("function.json stands in the app's root, not in a folder of its own")
            .help("move it into a new folder named after the function"),
        Some(name) => finding("function.json is more than one folder below host.json")
            .help(format!(
                "move the folder `{}` to `{}`",
                folder.display(),
                root.show(name)
            ))
            .help("if a build step puts host.json beside these folders, run this on its result"),
    }
}
