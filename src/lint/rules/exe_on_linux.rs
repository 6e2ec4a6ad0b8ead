//! The executable's name ends in `.exe`.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-27).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exe-on-linux",
        severity: Severity::Warning,
        summary: "the executable's name ends in `.exe`, so the app starts on Windows only",
        why: "On Linux, and Flex Consumption is Linux only, the host looks for a file of exactly \
              this name. A handler built for Linux has no `.exe`, and one with `.exe` is for \
              Windows: nothing starts.",
        fix: "Name the executable without `.exe` for Linux plans. For a Windows plan keep it.",
    },
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler.EXE"}}}"#,
            ),
            ("handler.EXE", "MZ"),
        ],
        at: &["host.json:1:79"],
    }],
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
    let app = context.app;
    let Some(handler) = app.handler() else { return };
    let Some(path) = handler.executable_path() else {
        return;
    };
    let Some(node) = handler.at(&["description", "defaultExecutablePath"]) else {
        return;
    };
    if let Some(stem) = without_exe(path) {
        let label = Label::new(&app.host.source, node.span.clone());
        out.push(
            Finding::new(
                &RULE.info,
                label,
                format!("`{path}` does not start on Linux"),
            )
            .note("Flex Consumption and the Linux plans look for exactly this name")
            .help(format!(
                "for a Linux plan write `{stem}`; on a Windows plan this is right"
            )),
        );
    }
}

/// The path without its `.exe`, if it has one.
pub fn without_exe(path: &str) -> Option<&str> {
    let (stem, extension) = path.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("exe").then_some(stem)
}
