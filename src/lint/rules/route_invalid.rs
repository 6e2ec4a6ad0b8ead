//! A route template that the host cannot read.

use std::sync::Arc;

use crate::app::Function;
use crate::bindings::{Fault, route};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-ROUTE-13, H-ROUTE-14, H-CFG-44).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "route-invalid",
        severity: Severity::Error,
        summary: "a route is not a valid template",
        why: "The host drops a function whose route it cannot read. An unknown constraint, such \
              as `{id:integer}`, is found out only when the routes are made, and then the whole \
              host does not start.",
        fix: "Write literal parts and `{parameter}`s between single slashes, without a slash in \
              front: `orders/{id:int}`. A catch-all `{*rest}` comes last.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "/orders"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:64"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "orders"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "orders/{id"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:71"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "orders/{id:integer}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            )],
            at: &["F/function.json:1:75"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"http": {"routes": [{"route": "a/{b"}]}, "description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:71"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "orders/{id:int:min(1)?}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
        // A slash in front does no harm without a prefix.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "/"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
        ],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "{*rest}"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    // Without a prefix the host trims a leading slash; with one it would get `api//orders`.
    let slash_is_fine = context.app.route_prefix().is_empty();
    for function in context.functions() {
        let source = &function.document.source;
        out.extend(
            route_of(function)
                .into_iter()
                .flat_map(|node| findings(source, node, slash_is_fine)),
        );
    }
    let host = &context.app.host;
    if host.problems.is_empty() {
        let routes = context.app.generated_routes();
        out.extend(routes.flat_map(|node| findings(&host.source, node, true)));
    }
}

fn findings(source: &Arc<Source>, node: &Node, slash_is_fine: bool) -> Vec<Finding> {
    let finding = |(fault, why): (Fault, &'static str)| {
        let label = Label::new(source, node.part(source.text(), &fault.span));
        let at_start = fault.span == (0..1);
        let finding = Finding::new(&RULE.info, label, fault.message)
            .note(why)
            .maybe_help(fault.help);
        finding.maybe_fix(without_start(source, node).filter(|_| at_start))
    };
    let faults = judge(node, slash_is_fine).into_iter();
    faults.map(finding).collect()
}

/// Takes away the slash in front, which the host adds anyway, or the `~`, by which other
/// frameworks mean a route without the prefix. A route of nothing else would become another one.
fn without_start(source: &Arc<Source>, node: &Node) -> Option<Fix> {
    let route = node.as_str()?;
    let rest = route.trim_start_matches(['/', '~']);
    let span = node.part(source.text(), &(0..route.len() - rest.len()));
    let removes = rest.len() < route.len() && !rest.is_empty() && span != node.span;
    let title = "remove what stands in front of the route";
    let fix = match route.starts_with('~') {
        true => Fix::needs_review(title),
        false => Fix::safe(title),
    };
    removes.then(|| fix.edit(source, span, ""))
}

fn route_of(function: &Function) -> Option<&Node> {
    let member = function.http_trigger()?.property("route")?;
    Some(&member.value)
}

/// What is wrong with a route, and what the host does about it.
fn judge(node: &Node, slash_is_fine: bool) -> Vec<(Fault, &'static str)> {
    const DROPPED: &str = "the host drops the function";
    const STOPPED: &str = "the whole host does not start with this route";
    let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else {
        return Vec::new();
    };
    if slash_is_fine && text.starts_with('/') {
        return Vec::new();
    }
    match route::parse(text) {
        Err(fault) => vec![(fault, DROPPED)],
        Ok(template) => {
            let faults = template.constraint_faults().into_iter();
            faults.map(|fault| (fault, STOPPED)).collect()
        }
    }
}
