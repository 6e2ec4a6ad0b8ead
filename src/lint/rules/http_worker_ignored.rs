//! `httpWorker` beside `customHandler`.

use crate::app::handler::flattens_to_nothing;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-02, V-41).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "http-worker-ignored",
        severity: Severity::Warning,
        summary: "`httpWorker` is ignored beside `customHandler`",
        why: "The host takes one of the two sections and merges nothing: what is written in \
              `httpWorker` only looks as if it counted.",
        fix: "Remove `httpWorker`; move what you still need into `customHandler` first.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0",
"httpWorker": {"description": {"defaultExecutablePath": "node"}},
"customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
        )],
        at: &["host.json:2:1"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0",
"customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
        )],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "httpWorker": {"description": {"defaultExecutablePath": "node"}}}"#,
        )],
        // An empty section counts as absent (H-CFG-04).
        &[(
            "host.json",
            r#"{"version": "2.0", "httpWorker": {"description": {"defaultExecutablePath": "node"}}, "customHandler": {}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(root) = app.host.root.as_ref() else {
        return;
    };
    let Some(current) = app.handler().filter(|handler| !handler.legacy) else {
        return;
    };
    let old = root.member_ignoring_case("httpWorker");
    let Some(old) = old.filter(|old| !flattens_to_nothing(&old.value)) else {
        return;
    };
    let source = &app.host.source;
    // It may hold what somebody still needs in the other section.
    let fix = edit::remove(source.text(), root, old)
        .map(|change| Fix::needs_review("remove `httpWorker`").edits(source, [change]));
    let message = "`httpWorker` is ignored beside `customHandler`";
    let read = Label::new(source, current.section.key.span.clone());
    out.push(
        Finding::new(
            &RULE.info,
            Label::new(source, old.key.span.clone()),
            message,
        )
        .related(read.text("the host reads this one"))
        .help("remove `httpWorker`")
        .maybe_fix(fix),
    );
}
