//! The first line of the handler's script ends as on Windows.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::inspect::script::Shebang;
use crate::lint::{Bad, Context, Rule};

/// The rule. `fch package` judges by it too.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "script-crlf",
        severity: Severity::Error,
        summary: "the script's first line ends with a Windows line end",
        why: "Linux takes the carriage return as part of the interpreter's name, and says `No such \
              file or directory` because there is no `sh\\r`.",
        fix: "Save the file with Unix line ends, and keep them with `*.sh text eol=lf` in \
              `.gitattributes`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/bin/sh\r\necho\n\r\nexec node server.js\r\n"),
        ],
        at: &["run.sh:1:1"],
        fixed: &[("run.sh", "#!/bin/sh\necho\n\nexec node server.js\n")],
    }],
    good: &[&[
        (
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
        ),
        (
            "run.sh",
            "#!/bin/sh\nprintf 'a\r\nb'\nexec node server.js\n",
        ),
    ]],
    check,
};

/// The finding for a script with this first line; `shown` is what to call the file.
pub fn finding(shebang: &Shebang, label: Label, shown: &str) -> Option<Finding> {
    if !shebang.crlf || shebang.interpreter.is_empty() {
        return None;
    }
    let program = shebang
        .interpreter
        .split_whitespace()
        .last()
        .unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default();
    let message = format!("`{shown}` has Windows line ends: Linux looks for `{program}\\r`");
    let finding = Finding::new(&RULE.info, label, message);
    Some(
        finding
            .note("Linux does not start it, and says that there is no such file")
            .help("write Unix line ends"),
    )
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &context.handler_file else {
        return;
    };
    let Some(script) = file.script() else { return };
    let source = &script.source;
    let first_line = 0..source.text().find('\r').unwrap_or_default();
    let label = Label::new(source, first_line);
    let found = script.shebang.as_ref();
    let Some(finding) = found.and_then(|shebang| finding(shebang, label, &file.path)) else {
        return;
    };
    let returns = source.text().match_indices("\r\n");
    let fix = returns.fold(Fix::safe("write Unix line ends"), |fix, (at, _)| {
        fix.edit(source, at..at + 1, "")
    });
    out.push(finding.fix(fix));
}
