//! An MCP server that asks for a function key, because nothing says otherwise.

use crate::app::{App, MCP_PROFILE};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-41, H-CFG-46).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "mcp-auth",
        severity: Severity::Info,
        summary: "an app with the MCP profile does not say who may call it",
        why: "Without `customHandler.http.defaultAuthorizationLevel` the level is `function`: in \
              Azure every call needs a key, and clients that do not send one get 401. Locally no \
              key is asked for, so nobody notices.",
        fix: "Write \"http\": { \"defaultAuthorizationLevel\": \"anonymous\" } when the server checks \
              its callers itself, or \"function\" to say that clients send a key.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
        )],
        at: &["host.json:1:66"],
        fixed: &[],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"http": {"DefaultAuthorizationLevel": "anonymous"}, "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"http": {"routes": [{"route": "mcp", "authorizationLevel": "function"}]}, "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let is_mcp = app.profile().as_deref() == Some(MCP_PROFILE);
    let Some(handler) = app.handler().filter(|_| is_mcp && !says_level(app)) else {
        return;
    };
    let label = Label::new(&app.host.source, handler.section.key.span.clone());
    out.push(
        Finding::new(&RULE.info, label, "in Azure, callers need a function key")
            .note("without `http.defaultAuthorizationLevel` the level is `function`")
            .help("write the level down: `anonymous`, or `function` when clients send a key"),
    );
}

/// True when the default, or every route, has a level.
fn says_level(app: &App) -> bool {
    let http = app.host.at(&["customHandler", "http"]);
    let default = http.and_then(|http| http.at(&["defaultAuthorizationLevel"]));
    let routes = http.and_then(|http| http.at(&["routes"]));
    let routes = routes.map_or(&[][..], |routes| routes.items());
    let has_level = |route: &crate::json::Node| route.at(&["authorizationLevel"]).is_some();
    default.is_some() || (!routes.is_empty() && routes.iter().all(has_level))
}
