//! Forwarding in an app where every function could be proxied.

use crate::app::binding::is_http_only;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-37; section 6 of the facts has what forwarding loses).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "prefer-proxying",
        severity: Severity::Info,
        summary: "raw HTTP is forwarded, though it could be proxied",
        why: "Forwarding copies the request: a body without `Content-Length` is lost, repeated \
              query keys are joined, and the answer is not streamed. With \
              `enableProxyingHttpRequest` newer hosts pass everything through, streams too.",
        fix: "Rename the key to `enableProxyingHttpRequest`, and try it on the plan you deploy to: \
              older hosts do not know it.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
        ],
        at: &["host.json:1:38"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"enableProxyingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    }],
    good: &[
        // Another function gets the envelope in any case: see `forward-split`.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
            ),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": false, "description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let forwards = app
        .handler()
        .filter(|handler| handler.switch("enableForwardingHttpRequest") && app.profile().is_none());
    let Some(handler) = forwards else { return };
    let section = &handler.section.value;
    let has_other = section
        .member_ignoring_case("enableProxyingHttpRequest")
        .is_some();
    let starts = handler.executable_path().is_some() || app.overrides_executable();
    if handler.legacy || has_other || !starts || !every_function_is_http(context) {
        return;
    }
    let Some(member) = section.member_ignoring_case("enableForwardingHttpRequest") else {
        return;
    };
    let source = &app.host.source;
    let span = member.key.span.clone();
    let title = "rename the key to `enableProxyingHttpRequest`";
    let fix = Fix::needs_review(title).edit(source, span.clone(), "\"enableProxyingHttpRequest\"");
    out.push(
        Finding::new(
            &RULE.info,
            Label::new(source, span),
            "every function here could be proxied",
        )
        .note("forwarding loses a chunked request body, and does not stream the answer")
        .help("on a host of today, write `enableProxyingHttpRequest` instead")
        .fix(fix),
    );
}

fn every_function_is_http(context: &Context<'_>) -> bool {
    let mut functions = context.functions().peekable();
    functions.peek().is_some() && functions.all(|function| is_http_only(function.bindings()))
}
