//! The executable is not there, and nothing here would build it.

use super::file_case;
use crate::app::handler::Executable;
use crate::app::{App, Handler, build};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-26, H-CFG-28, H-START-39). A handler that is not built yet is normal, so
/// this stays silent where a build would make it; `fch package` insists on the file.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exe-missing",
        severity: Severity::Warning,
        summary: "the handler's executable does not exist",
        why: "The host does not stop when the file is missing: it hands the name to the \
              operating system, which looks on PATH and fails. No function is ever answered, \
              and the first request waits two minutes for that.",
        fix: "Build the handler to this path, or correct `defaultExecutablePath`. It is \
              relative to the folder of host.json.",
    },
    plans: &[],
    local: true,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/hanlder"}}}"#,
            )],
            at: &["host.json:1:79"],
            fixed: &[],
        },
        Bad {
            // Also where it could be built: no build puts a file there.
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "../handler"}}}"#,
                ),
                ("Cargo.toml", ""),
            ],
            at: &["host.json:1:79"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/"}}}"#,
                ),
                ("bin", "#!/bin/sh\n"),
            ],
            at: &["host.json:1:79"],
            fixed: &[],
        },
    ],
    good: &[
        // A runtime from PATH, with arguments (32 of 153 scanned apps do that).
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["server.js"]}}}"#,
        )],
        // Not built yet.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            ("Cargo.toml", ""),
        ],
        // Sources without a project file, here and a folder below; a build's output in git.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "server"}}}"#,
            ),
            ("server.go", "package main\n"),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/server"}}}"#,
            ),
            ("src/main.c", ""),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "out/server"}}}"#,
            ),
            (".gitignore", "out/\n"),
        ],
        // Known at run time only.
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "%HANDLER%"}}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(handler) = app.handler().filter(|_| !app.overrides_executable()) else {
        return;
    };
    if let Some(finding) = no_file_of_the_app(app, handler) {
        out.push(finding);
        return;
    }
    let Some(path) = app.own_executable() else {
        return;
    };
    let file = app.root.dir.join(&path);
    if file.is_file() || build::makes(app, &path) {
        return;
    }
    // The same file under its name on Linux: `exe-on-linux` says so.
    let is_for_linux = path.ends_with(".exe") && file.with_extension("").is_file();
    let is_misnamed = is_for_linux || file_case::executable(app).is_some();
    if is_misnamed {
        return;
    }
    let in_working_directory = super::exe_workdir::only_in_working_directory(app).is_some();
    let Some(node) = handler.executable_node().filter(|_| !in_working_directory) else {
        return;
    };
    let message = if file.is_dir() {
        format!("`{path}` is a folder, not an executable")
    } else {
        format!("there is no file `{path}` in the app")
    };
    out.push(
        Finding::new(
            &RULE.info,
            Label::new(&app.host.source, node.span.clone()),
            message,
        )
        .note("the host then looks for it on PATH, and no function is answered if it is not there")
        .help("build the handler to this path, or correct the path"),
    );
}

/// A path at which no build can help: outside the app, or that of a folder (H-CFG-28).
fn no_file_of_the_app(app: &App, handler: Handler<'_>) -> Option<Finding> {
    let node = handler.executable_node()?;
    let written = handler.executable_path()?;
    let (fault, severity) = match handler.executable() {
        // It may well start on this machine.
        Executable::Outside => (
            "leads out of the app, and only the app is deployed",
            Severity::Warning,
        ),
        Executable::InApp(path) if path.is_empty() || written.ends_with(['/', '\\']) => {
            ("names a folder, not an executable", Severity::Error)
        }
        _ => return None,
    };
    let label = Label::new(&app.host.source, node.span.clone());
    let finding = Finding::new(&RULE.info, label, format!("`{written}` {fault}"))
        .severity(severity)
        .help("write the executable's path, relative to the folder of host.json");
    Some(finding)
}
