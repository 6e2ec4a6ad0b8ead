//! Generated routes and function folders in one app.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-43, H-CFG-56).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "routes-vs-functions",
        severity: Severity::Error,
        summary: "an app has `customHandler.http.routes` and function folders at once",
        why: "The host makes functions out of the routes, of the profile's route too, and refuses \
              to start when there are function.json files besides.",
        fix: "Keep the routes and remove the function folders, or the other way round.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
            ),
        ],
        at: &["host.json:1:20"],
        fixed: &[],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
        )],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let (Some(first), true) = (app.functions.first(), app.has_generated_functions()) else {
        return;
    };
    let source = &app.host.source;
    let routes = app.host.at(&["customHandler", "http", "routes"]);
    let routes = routes.filter(|routes| !routes.items().is_empty());
    let profile = || {
        app.host
            .root
            .as_ref()?
            .member_ignoring_case("configurationProfile")
    };
    let span = match routes {
        Some(routes) => routes.span.start..routes.span.start + 1,
        None => profile().map_or(0..0, |member| member.key.span.clone()),
    };
    out.push(
        Finding::new(
            &RULE.info,
            Label::new(source, span),
            "routes and function folders do not go together",
        )
        .related(Label::new(&first.document.source, 0..0).text("a function folder"))
        .note("the host refuses to start with both")
        .help("remove the function folders, or the routes (the profile implies one)"),
    );
}
