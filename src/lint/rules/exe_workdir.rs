//! The executable exists only relative to `workingDirectory`.

use std::path::Path;

use crate::app::App;
use crate::app::handler::Executable;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-29, V-35).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exe-workdir",
        severity: Severity::Error,
        summary: "the executable is looked for in the app's root, not in `workingDirectory`",
        why: "`workingDirectory` is only the current directory of the started process. The host \
              looks for the executable in the app's root, does not find it, and starts nothing.",
        fix: "Write the path from the app's root, folder included; `workingDirectory` can stay.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Safe),
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "h", "workingDirectory": "bin"}}}"#,
            ),
            ("bin/h", "#!/bin/sh\n"),
        ],
        at: &["host.json:1:79"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/h", "workingDirectory": "bin"}}}"#,
        )],
    }],
    good: &[&[
        (
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/h", "workingDirectory": "bin"}}}"#,
        ),
        ("bin/h", "#!/bin/sh\n"),
    ]],
    check,
};

/// The path below the app root at which the executable exists, when that is only through
/// `workingDirectory`.
pub(super) fn only_in_working_directory(app: &App) -> Option<String> {
    let handler = app.handler()?;
    let Executable::InApp(path) = handler.executable() else {
        return None;
    };
    let directory = handler
        .text("workingDirectory")
        .filter(|dir| !dir.is_empty())?;
    let written = handler.executable_path()?;
    let there = Path::new(directory).join(written);
    let root = &app.root.dir;
    (!root.join(path).is_file() && root.join(&there).is_file())
        .then(|| there.display().to_string().replace('\\', "/"))
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(there) = only_in_working_directory(app) else {
        return;
    };
    let Some(handler) = app.handler() else { return };
    let Some(node) = handler.executable_node() else {
        return;
    };
    let source = &app.host.source;
    let message = "the executable is not in the app's root, only in `workingDirectory`";
    let mut finding = Finding::new(&RULE.info, Label::new(source, node.span.clone()), message)
        .note("`workingDirectory` plays no part in finding the executable")
        .help(format!("write `{there}`"));
    // Relative to `workerDirectory`, if there is one, it would be another path.
    if handler.text("workerDirectory").is_none_or(str::is_empty) {
        let fix = Fix::safe(format!("write `{there}`"));
        finding.fix = Some(fix.edit(source, node.span.clone(), quoted(&there)));
    }
    if let Some(directory) = handler.at(&["description", "workingDirectory"]) {
        let label = Label::new(source, directory.span.clone());
        finding = finding.related(label.text("only where the process is started in"));
    }
    out.push(finding);
}
