//! Two functions have the same route for the same method.

use crate::app::is_function_name;
use crate::app::{Binding, Function};
use crate::bindings::route::conflict_key;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Node, Value};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-63, H-DISC-65, H-DISC-66, V-17).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "route-conflict",
        severity: Severity::Error,
        summary: "two functions have the same route and a method in common",
        why: "The host drops the function whose name comes later. Methods that differ only by \
              case escape that check, but then the later function is never called.",
        fix: "Change one of the routes, or give the functions different `methods`. No `methods` \
              means all of them; no `route` means the function's name.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items/{id}", "methods": ["get"]}]}"#,
                ),
                (
                    "G/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "/Items/{id}/"}]}"#,
                ),
            ],
            at: &["G/function.json:1:63"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "g"}]}"#,
                ),
                (
                    "G/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "methods": []}]}"#,
                ),
            ],
            at: &["G/function.json:1:24"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items", "methods": ["get"]}]}"#,
                ),
                (
                    "G/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items", "methods": ["GET"]}]}"#,
                ),
            ],
            at: &["G/function.json:1:63"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items/{id}", "methods": ["get"]}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items/{id}", "methods": ["post"]}]}"#,
            ),
            (
                "H/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items/{name}", "methods": ["get"]}]}"#,
            ),
        ],
        &[
            ("host.json", r#"{"version": "2.0", "functions": ["f"]}"#),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "items"}]}"#,
            ),
        ],
    ],
    check,
};

/// What an HTTP function answers to.
struct Endpoint<'a> {
    function: &'a Function,
    trigger: Binding<'a>,
    route: &'a str,
    /// Empty for all methods.
    methods: Vec<&'a str>,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    // What the host drops, for its name or for a conflict, is in nobody's way.
    let functions = context.functions().filter(|f| is_function_name(&f.name));
    let mut kept: Vec<Endpoint<'_>> = Vec::new();
    for later in functions.filter_map(endpoint) {
        let conflicts = kept
            .iter()
            .rev()
            .filter_map(|first| conflict(first, &later));
        let worst = conflicts.max_by_key(|finding| finding.severity);
        if worst.as_ref().is_none_or(|f| f.severity != Severity::Error) {
            kept.push(later);
        }
        out.extend(worst);
    }
}

/// `None` also for `methods` that are no list, for which the host drops the function (H-DISC-61).
fn endpoint(function: &Function) -> Option<Endpoint<'_>> {
    let trigger = function.http_trigger()?;
    let methods = match trigger.property("methods").map(|m| &m.value.value) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().filter_map(Node::as_str).collect(),
        Some(_) => return None,
    };
    let route = function.route()?.trim_matches('/');
    Some(Endpoint {
        function,
        trigger,
        route,
        methods,
    })
}

fn conflict(first: &Endpoint<'_>, later: &Endpoint<'_>) -> Option<Finding> {
    if conflict_key(first.route) != conflict_key(later.route) {
        return None;
    }
    let (one, two) = (&first.function.name, &later.function.name);
    let takes_all = first.methods.is_empty() || later.methods.is_empty();
    let (severity, note) = if takes_all || overlap(first, later, |a, b| a == b) {
        let note = format!("the host drops `{two}`, which comes later by name");
        (Severity::Error, note)
    } else if overlap(first, later, str::eq_ignore_ascii_case) {
        let note = format!("for methods that both name, `{one}` answers and `{two}` never does");
        (Severity::Warning, note)
    } else {
        return None;
    };
    let message = format!("`{one}` and `{two}` have the same route, `{}`", later.route);
    let finding = Finding::new(&RULE.info, place(later), message).severity(severity);
    let finding = finding.related(place(first).text("the first one"));
    let help = "change one of the routes, or let the functions have different `methods`";
    Some(finding.note(note).help(help))
}

fn overlap(first: &Endpoint<'_>, later: &Endpoint<'_>, same: fn(&str, &str) -> bool) -> bool {
    let named_later = |a: &&str| later.methods.iter().any(|b| same(a, b));
    first.methods.iter().any(named_later)
}

fn place(endpoint: &Endpoint<'_>) -> Label {
    let source = &endpoint.function.document.source;
    Label::new(source, endpoint.trigger.place_of("route"))
}
