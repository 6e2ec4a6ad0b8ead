//! A server started by a runtime under the MCP profile, and nothing says on which port.

use crate::app::handler::is_known_runtime;
use crate::app::{Handler, MCP_PROFILE};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-46, H-CFG-53). A handler built for this may read the variable; one made with
/// the usual packages for MCP servers listens on a port of its own.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "mcp-port",
        severity: Severity::Info,
        summary: "an app with the MCP profile does not set `customHandler.port`",
        why: "The host calls the port that it gives in `FUNCTIONS_CUSTOMHANDLER_PORT`. Most MCP \
              servers listen on a fixed one, such as 8000, and do not read the variable: the host \
              then finds nobody, and gives up after three tries.",
        fix: "Set `customHandler.port` to the port on which the server listens, or let it read \
              `FUNCTIONS_CUSTOMHANDLER_PORT`.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "python", "arguments": ["server.py"]}}}"#,
        )],
        at: &["host.json:1:66"],
        fixed: &[],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"port": "8000", "description": {"defaultExecutablePath": "python", "arguments": ["server.py"]}}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "python", "arguments": ["server.py", "--port", "%FUNCTIONS_CUSTOMHANDLER_PORT%"]}}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let is_mcp = app.profile().as_deref() == Some(MCP_PROFILE);
    let Some(handler) = app.handler().filter(|_| is_mcp) else {
        return;
    };
    let started = handler.executable_path().is_some_and(is_known_runtime);
    if !started || handler.at(&["port"]).is_some() || passes_port(&handler) {
        return;
    }
    let label = Label::new(&app.host.source, handler.section.key.span.clone());
    let message = "nothing says on which port the server listens";
    out.push(
        Finding::new(&RULE.info, label, message)
            .note("the host calls the port in `FUNCTIONS_CUSTOMHANDLER_PORT`, a free one")
            .help("add \"port\" with the server's port, or let the server read that variable"),
    );
}

fn passes_port(handler: &Handler<'_>) -> bool {
    let mut arguments = handler.arguments().filter_map(|node| node.as_str());
    arguments
        .any(|argument| argument.contains("WORKER_PORT%") || argument.contains("HANDLER_PORT%"))
}
