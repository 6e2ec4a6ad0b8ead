//! Everything that the handler serves is open to everybody.

use crate::app::binding::is_http_only;
use crate::app::{Binding, Function};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 7). Once per app: anonymous functions as such are the usual thing.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "anonymous-http",
        severity: Severity::Info,
        summary: "a catch-all route passes every request to the handler without a key",
        why: "A route such as `{*path}` on an anonymous function publishes whatever the handler \
              serves, paths that are meant for operators or for tests included. `func start` \
              does not ask for keys, so nobody notices.",
        fix: "Nothing, if the handler checks its callers itself or serves the public. Otherwise \
              write \"authLevel\": \"function\".",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "Anonymous", "route": "{*path}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "anonymous", "route": "app/{*path}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
        ],
        at: &["F/function.json:1:67"],
        fixed: &[],
    }],
    good: &[&[
        (
            "host.json",
            r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
        ),
        (
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "anonymous", "route": "orders/{id}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        ),
        (
            "G/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "{*path}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        ),
    ]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let raw = context
        .app
        .handler()
        .is_some_and(|handler| handler.sends_raw_http());
    if raw {
        out.extend(context.functions().find_map(finding));
    }
}

fn finding(function: &Function) -> Option<Finding> {
    let trigger = function.http_trigger().filter(is_open)?;
    let takes_all = function.route()?.starts_with("{*") && is_http_only(function.bindings());
    takes_all.then(|| {
        let label = Label::new(&function.document.source, trigger.place_of("authLevel"));
        let message = "everything that the handler serves is open to everybody";
        Finding::new(&RULE.info, label, message)
            .note("the route takes every path, and no key is asked for")
            .help("write \"authLevel\": \"function\", or let the handler check its callers")
    })
}

fn is_open(trigger: &Binding<'_>) -> bool {
    let level = trigger.text("authLevel").unwrap_or_default();
    level.eq_ignore_ascii_case("anonymous")
}
