//! The executable's path starts with `./`.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-PACK-09).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exe-dot-slash",
        severity: Severity::Warning,
        summary: "`defaultExecutablePath` starts with `./`",
        why: "Core Tools compares the path with the names in the zip letter by letter: with \
              `./` in front it never matches, the file goes out without its execute bit, and \
              the handler does not start on Linux.",
        fix: "Write the path without `./`. It is relative to the app's root anyway.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "./handler"}}}"#,
            ),
            ("handler", "#!/bin/sh\n"),
        ],
        at: &["host.json:1:79"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    }],
    good: &[&[
        (
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/handler"}}}"#,
        ),
        ("bin/handler", "#!/bin/sh\n"),
    ]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(handler) = app.handler() else { return };
    let Some(node) = handler.executable_node() else {
        return;
    };
    let rest = node
        .as_str()
        .and_then(|path| path.strip_prefix("./").or_else(|| path.strip_prefix(".\\")));
    if let Some(rest) = rest {
        let rest = rest.trim_start_matches(['/', '\\']);
        let source = &app.host.source;
        let label = Label::new(source, node.span.clone());
        let fix = (!rest.is_empty()).then(|| {
            Fix::safe(format!("write `{rest}`")).edit(source, node.span.clone(), quoted(rest))
        });
        out.push(
            Finding::new(&RULE.info, label, "the executable's path starts with `./`")
                .note("zips made by Core Tools lose the execute bit of this file")
                .help(format!("write `{rest}`"))
                .maybe_fix(fix),
        );
    }
}
