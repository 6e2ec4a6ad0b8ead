//! The preview section `httpWorker`.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-02, H-CFG-03, H-CFG-35, H-CFG-36, V-41).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "http-worker-deprecated",
        severity: Severity::Warning,
        summary: "`httpWorker` is the preview name of `customHandler`",
        why: "The host still reads it, but differently: HTTP-only functions always get the raw \
              request, at the function's name instead of the public path, and redirects are \
              followed. Beside `customHandler` it is ignored altogether.",
        fix: "Rename the section to `customHandler`. To keep raw requests add \
              \"enableForwardingHttpRequest\": true; the path the handler sees then starts \
              with `/api`.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "httpWorker": {"description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0",
"httpWorker": {"description": {"defaultExecutablePath": "node"}},
"customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:2:1"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(root) = &app.host.root else { return };
    let Some(old) = root.member_ignoring_case("httpWorker") else {
        return;
    };
    let source = &app.host.source;
    let label = Label::new(source, old.key.span.clone());
    let current = app.handler().filter(|handler| !handler.legacy);
    out.push(match current {
        Some(handler) => Finding::new(&RULE.info, label, "`httpWorker` is ignored beside `customHandler`")
            .related(Label::new(source, handler.section.key.span.clone()).text("the host reads this one"))
            .help("remove `httpWorker`"),
        None => Finding::new(&RULE.info, label, "`httpWorker` is the preview name of `customHandler`")
            .note("with it HTTP-only functions always get the raw request, at `/<function name>`")
            .help("rename it to `customHandler`, and add \"enableForwardingHttpRequest\": true to keep raw requests"),
    });
}
