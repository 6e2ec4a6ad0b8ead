//! A fixed port for the handler.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Node, Value};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-12, H-CFG-40). With a profile a fixed port is the documented way (H-CFG-53).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "fixed-port",
        severity: Severity::Info,
        summary: "`customHandler.port` fixes the handler's port",
        why: "When something else has the port, the host does not start. Older hosts overwrite \
              it with a free one. A handler that reads `FUNCTIONS_CUSTOMHANDLER_PORT` works with \
              every host.",
        fix: "Leave `port` out and let the handler read `FUNCTIONS_CUSTOMHANDLER_PORT`. Keep it \
              when the server can listen on one port only.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"port": "8080", "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
        at: &["host.json:1:46"],
        fixed: &[],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"port": 8080, "description": {"defaultExecutablePath": "python"}}}"#,
        )],
        // The host refuses it: `host-invalid-value`.
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"port": 0, "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let handler = app.handler().filter(|handler| !handler.legacy);
    let node = handler.and_then(|handler| handler.at(&["port"]));
    let Some(node) = node.filter(|node| app.profile().is_none() && is_port(node)) else {
        return;
    };
    let label = Label::new(&app.host.source, node.span.clone());
    out.push(
        Finding::new(&RULE.info, label, "the handler's port is fixed")
            .note("the host does not start when the port is taken, and older hosts ignore it")
            .help("leave it out, and read `FUNCTIONS_CUSTOMHANDLER_PORT` in the handler"),
    );
}

fn is_port(node: &Node) -> bool {
    let text = match &node.value {
        Value::String(text) | Value::Number(text) => text.trim(),
        _ => return false,
    };
    text.parse::<u16>().is_ok_and(|port| port > 0)
}
