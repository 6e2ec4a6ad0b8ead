//! The executable's path is one for Windows: it ends in `.exe` or holds a backslash.

use crate::app::App;
use crate::app::funcignore::FuncIgnore;
use crate::app::handler::without_exe;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-27).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exe-on-linux",
        severity: Severity::Warning,
        summary: "the executable's path ends in `.exe` or holds a `\\`, so the app starts on \
                  Windows only",
        why: "On Linux, and Flex Consumption is Linux only, the host looks for a file of exactly \
              this name. A handler built for Linux has no `.exe`, one with `.exe` is for \
              Windows, and a `\\` does not separate folders there: nothing starts.",
        fix: "Name the executable without `.exe` for Linux plans; for a Windows plan keep it. \
              Write `/` between folders: that is right on both.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler.EXE"}}}"#,
                ),
                ("handler.EXE", "MZ"),
            ],
            at: &["host.json:1:79"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            )],
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin\\handler"}}}"#,
                ),
                ("bin/handler", "#!/bin/sh\n"),
            ],
            at: &["host.json:1:79"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/handler"}}}"#,
            )],
        },
        // What is built for Linux is called otherwise: it stays out of the deployment.
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin\\handler.exe"}}}"#,
                ),
                (".funcignore", "handler\n"),
            ],
            at: &["host.json:1:79"],
            fixed: &[],
        },
    ],
    good: &[&[
        (
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
        ),
        ("handler", "#!/bin/sh\n"),
    ]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(finding(context.app));
}

fn finding(app: &App) -> Option<Finding> {
    let handler = app.handler()?;
    let path = handler.executable_path()?;
    let node = handler.executable_node()?;
    let slashes = path.replace('\\', "/");
    // Without `.exe` the app would no longer start on Windows: that is for people to decide.
    let (right, fix, help) = match without_exe(&slashes) {
        Some(stem) => (
            stem,
            Fix::needs_review(format!("write `{stem}`")),
            format!("for a Linux plan write `{stem}`; on a Windows plan this is right"),
        ),
        None if slashes != path => (
            slashes.as_str(),
            Fix::safe(format!("write `{slashes}`")),
            format!("write `{slashes}`, which is right on Windows too"),
        ),
        None => return None,
    };
    let source = &app.host.source;
    let fix = fix.edit(source, node.span.clone(), quoted(right));
    let label = Label::new(source, node.span.clone());
    let message = format!("`{path}` does not start on Linux");
    Some(
        Finding::new(&RULE.info, label, message)
            .note("Flex Consumption and the Linux plans look for exactly this name")
            .help(help)
            .maybe_fix(is_deployed(app, right).then_some(fix)),
    )
}

/// False for a file that `.funcignore` leaves out: that is not the handler's name.
fn is_deployed(app: &App, path: &str) -> bool {
    let ignored = app.funcignore.as_ref();
    ignored.is_none_or(|ignored| FuncIgnore::parse(ignored.text()).ignored_by(path).is_none())
}
