//! The handler is text, and nothing says what runs it.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::inspect::script::Shebang;
use crate::lint::{Bad, Context, Rule};

/// The rule. `fch package` judges by it too.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "script-shebang",
        severity: Severity::Error,
        summary: "the executable is text that does not begin with `#!`",
        why: "The host starts the file without a shell, so Linux has to be told what runs it; \
              otherwise it is an `Exec format error`.",
        fix: "Begin the file with a line such as `#!/bin/sh`, with no byte order mark before it.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
                ),
                ("run.sh", "exec node server.js\n"),
            ],
            at: &["run.sh:1:1"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
                ),
                ("run.sh", "\u{feff}#!/bin/sh\nexec node server.js\n"),
            ],
            at: &["run.sh:1:1"],
            fixed: &[("run.sh", "#!/bin/sh\nexec node server.js\n")],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/bin/sh\nexec node server.js\n"),
        ],
        // Windows runs it by its name.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.cmd"}}}"#,
            ),
            ("run.cmd", "node server.js\r\n"),
        ],
        // The program is in git's large file storage, and was not fetched.
        &[(
            "handler",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        )],
        &[("handler", "")],
    ],
    check,
};

/// The finding for a text with this first line, `None` when it is no `#!` line at all; `shown`
/// is what to call the file.
pub fn finding(shebang: Option<&Shebang>, label: Label, shown: &str) -> Option<Finding> {
    let message = match shebang {
        None => format!("`{shown}` is text without a `#!` line"),
        Some(shebang) if shebang.interpreter.is_empty() => {
            format!("the `#!` line of `{shown}` names no interpreter")
        }
        Some(_) => return None,
    };
    let finding = Finding::new(&RULE.info, label, message);
    Some(
        finding
            .note("Linux does not know what is to run it")
            .help("begin it with a line such as `#!/bin/sh`"),
    )
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    const MARK: char = '\u{feff}';
    let Some(file) = &context.handler_file else {
        return;
    };
    let Some(script) = file.script() else { return };
    let source = &script.source;
    let label = Label::new(source, 0..0);
    let Some(mut finding) = finding(script.shebang.as_ref(), label, &file.path) else {
        return;
    };
    let text = source.text();
    if text
        .strip_prefix(MARK)
        .is_some_and(|rest| rest.starts_with("#!"))
    {
        let fix = Fix::safe("remove the byte order mark");
        finding = finding
            .note("a byte order mark stands before it")
            .fix(fix.edit(source, 0..MARK.len_utf8(), ""));
    }
    out.push(finding);
}
