//! The preview section `httpWorker`.

use crate::app::{App, Handler};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-03, H-CFG-35, H-CFG-36).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "http-worker-deprecated",
        severity: Severity::Warning,
        summary: "`httpWorker` is the preview name of `customHandler`",
        why: "The host still reads it, but differently: HTTP-only functions always get the raw \
              request, at the function's name instead of the public path, and redirects are \
              followed.",
        fix: "Rename the section to `customHandler`. To keep raw requests add \
              \"enableForwardingHttpRequest\": true; the path the handler sees then starts \
              with `/api`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "httpWorker": {"description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}, "enableForwardingHttpRequest": true}}"#,
            )],
        },
        // Whatever the switch says, HTTP is forwarded here.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "httpWorker": {"enableForwardingHttpRequest": false, "description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "node"}}}"#,
            )],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
        )],
        // Beside `customHandler` it does nothing: `http-worker-ignored`.
        &[(
            "host.json",
            r#"{"version": "2.0", "httpWorker": {"description": {"defaultExecutablePath": "node"}}, "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(handler) = app.handler().filter(|handler| handler.legacy) else {
        return;
    };
    let label = Label::new(&app.host.source, handler.section.key.span.clone());
    out.push(
        Finding::new(&RULE.info, label, "`httpWorker` is the preview name of `customHandler`")
            .note("with it HTTP-only functions always get the raw request, at `/<function name>`")
            .help("rename it to `customHandler`, and add \"enableForwardingHttpRequest\": true to keep raw requests")
            .maybe_fix(fix(app, handler)),
    );
}

/// The same behaviour under the new name, but for the path that the handler sees (H-CFG-36).
fn fix(app: &App, handler: Handler<'_>) -> Option<Fix> {
    let source = &app.host.source;
    let root = app.host.root.as_ref()?;
    // An empty section of the new name would be there twice.
    if root.member_ignoring_case("customHandler").is_some() {
        return None;
    }
    let section = &handler.section.value;
    let switch = section.member_ignoring_case("enableForwardingHttpRequest");
    let change = match switch {
        Some(switch) => (switch.value.span.clone(), "true".to_owned()),
        None => edit::append(
            source.text(),
            section,
            "enableForwardingHttpRequest",
            "true",
        )?,
    };
    let fix = Fix::needs_review("rename it to `customHandler`, with forwarding on");
    let key = handler.section.key.span.clone();
    Some(
        fix.edit(source, key, "\"customHandler\"")
            .edits(source, [change]),
    )
}
