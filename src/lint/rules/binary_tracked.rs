//! git tracks the built handler.

use crate::app::git_index;
use crate::app::handler_file::Content;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (pain point 74).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binary-tracked",
        severity: Severity::Info,
        summary: "git tracks the handler's binary",
        why: "A committed program is easily older than its source, is often built for another \
              system than the one in Azure, and loses its execute bit where git is not told \
              of it.",
        fix: "Run `git rm --cached` on the file, add it to .gitignore, and build it before each \
              deployment, with `fch build`.",
    },
    plans: &[],
    local: true,
    fix: None,
    bad: &[Bad {
        files: &[
            (".gitignore", "target/\n"),
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            ("handler", "\x7fELF\x02\x01\x01"),
        ],
        at: &["host.json:1:79"],
        fixed: &[],
    }],
    good: &[
        &[
            (".gitignore", "handler\n"),
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            ("handler", "\x7fELF\x02\x01\x01"),
        ],
        // A script is source.
        &[
            (".gitignore", "target/\n"),
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler.sh"}}}"#,
            ),
            ("handler.sh", "#!/bin/sh\nexec node server.js\n"),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(file) = &context.handler_file else {
        return;
    };
    let Content::Program(kind) = file.content else {
        return;
    };
    let Some(node) = app.handler().and_then(|handler| handler.executable_node()) else {
        return;
    };
    if git_index::is_tracked(&app.root.dir.join(&file.path)) {
        let label = Label::new(&app.host.source, node.span.clone());
        let message = format!("git tracks `{}`, {kind}", file.path);
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("it is easily older than its source, or built for another system")
                .help(format!(
                    "run `git rm --cached {}` and build it when deploying",
                    file.path
                )),
        );
    }
}
