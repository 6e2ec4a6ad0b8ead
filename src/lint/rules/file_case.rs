//! A file is named in another case than it has on disk.

use crate::app::spelling::on_disk;
use crate::app::{App, Function};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
use crate::json::Node;
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};
use std::sync::Arc;

/// The rule (H-CFG-26, H-DISC-27). A warning: Windows does not mind.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "file-case",
        severity: Severity::Warning,
        summary: "a file is named in another case than it has on disk",
        why: "Windows and macOS find the file all the same. On Linux, and Flex Consumption is \
              Linux only, it is another name: the handler is not found, or the host drops the \
              function.",
        fix: "Write the name as the file has it, or rename the file.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/handler"}}}"#,
                ),
                ("bin/Handler", "x"),
            ],
            at: &["host.json:1:79"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/Handler"}}}"#,
            )],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"scriptFile": "../Shared.py", "bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
                ),
                ("shared.py", ""),
            ],
            at: &["F/function.json:1:16"],
            fixed: &[(
                "F/function.json",
                r#"{"scriptFile": "../shared.py", "bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
            )],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "./Bin/Handler"}}}"#,
            ),
            ("Bin/Handler", "x"),
        ],
        // Not built yet: the folder is another thing.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            ("Handler/main.go", "x"),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    if let Some(spelt) = executable(app)
        && let Some(node) = app.handler().and_then(|handler| handler.executable_node())
    {
        out.push(finding(&app.host.source, node, &spelt));
    }
    if app.handler().is_some() {
        out.extend(
            context
                .functions()
                .filter_map(|function| script(app, function)),
        );
    }
}

/// The executable's path as it is spelt on disk, when that is another case.
pub(super) fn executable(app: &App) -> Option<String> {
    app.own_executable()?;
    let handler = app.handler()?;
    let folder = handler.text("workerDirectory").unwrap_or_default();
    on_disk(&app.root.dir.join(folder), handler.executable_path()?)
}

fn script(app: &App, function: &Function) -> Option<Finding> {
    let (node, written) = function.script_file()?;
    let spelt = on_disk(&app.root.dir.join(&function.name), written)?;
    Some(finding(&function.document.source, node, &spelt))
}

fn finding(source: &Arc<Source>, node: &Node, spelt: &str) -> Finding {
    let written = node.as_str().unwrap_or_default();
    let label = Label::new(source, node.span.clone());
    let message = format!("the file is called `{spelt}`, not `{written}`");
    let fix = Fix::safe(format!("write `{spelt}`"));
    Finding::new(&RULE.info, label, message)
        .note("on Linux that is another file")
        .help(format!("write `{spelt}`"))
        .fix(fix.edit(source, node.span.clone(), quoted(spelt)))
}
