//! A route begins with a word that the host keeps for itself.

use crate::app::{App, Function};
use crate::bindings::route::reserved_prefix;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-63, H-DISC-64, H-CFG-42).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "route-reserved",
        severity: Severity::Error,
        summary: "a route starts with `admin` or `runtime`",
        why: "The host keeps `/admin` and `/runtime` for itself and drops every function whose \
              route starts with one of these words, whatever follows (`administrators` too) and \
              whatever `routePrefix` says.",
        fix: "Begin the route with another word, such as `manage`. A function without a `route` \
              has its name as its route.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "/Administrators/{id}"}]}"#,
                ),
                (
                    "RuntimeInfo/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": ""}]}"#,
                ),
            ],
            at: &["F/function.json:1:63", "RuntimeInfo/function.json:1:63"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"routes": [{"route": "hello"}, {"route": "admin/{*rest}"}]}}}"#,
            )],
            at: &["host.json:1:141"],
            fixed: &[],
        },
    ],
    good: &[&[
        (
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "api/admin"}]}"#,
        ),
        (
            "Admin/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "manage"}]}"#,
        ),
        (
            "RuntimeClock/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
        ),
    ]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(context.functions().filter_map(in_function));
    out.extend(in_host(context.app));
}

fn in_function(function: &Function) -> Option<Finding> {
    let route = function.route()?;
    let trigger = function.http_trigger()?;
    let word = reserved_prefix(route)?;
    let label = Label::new(&function.document.source, trigger.place_of("route"));
    let message = if trigger.text("route") == Some(route) {
        format!("the route `{route}` starts with `{word}`")
    } else {
        format!("without a route, `{route}` has its name as one, and it starts with `{word}`")
    };
    Some(finding(label, message))
}

fn in_host(app: &App) -> impl Iterator<Item = Finding> {
    app.generated_routes().filter_map(|node| {
        let route = node.as_str()?;
        let word = reserved_prefix(route)?;
        let label = Label::new(&app.host.source, node.span.clone());
        Some(finding(
            label,
            format!("the route `{route}` starts with `{word}`"),
        ))
    })
}

fn finding(label: Label, message: String) -> Finding {
    Finding::new(&RULE.info, label, message)
        .note("the host keeps such routes for itself and drops the function")
        .help("begin the route with another word")
}
