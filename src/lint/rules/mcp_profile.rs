//! A `configurationProfile` that the host does not know.

use crate::app::MCP_PROFILE;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::{did_you_mean, suggestion};

/// The rule (H-CFG-45).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "mcp-profile",
        severity: Severity::Error,
        summary: "`configurationProfile` names a profile that the host does not know",
        why: "The host does not start with a profile that it does not support. There are \
              `mcp-custom-handler` and `web-app-custom-handler`, and `default` for none.",
        fix: "Write one of these, or remove the key.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp"}"#,
            )],
            at: &["host.json:1:44"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-customhandler"}"#,
            )],
            at: &["host.json:1:44"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler"}"#,
            )],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "MCP-Custom-Handler"}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": ""}"#,
        )],
    ],
    check,
};

const PROFILES: [&str; 3] = ["default", MCP_PROFILE, "web-app-custom-handler"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let is_profile = |path: &str| path == "configurationProfile";
    let refused = context.host.iter().find(|violation| {
        matches!(violation.kind, Kind::Invalid { .. }) && is_profile(&violation.dotted())
    });
    let (Some(violation), Some(node)) = (refused, host.at(&["configurationProfile"])) else {
        return;
    };
    let written = node.as_str().unwrap_or_default();
    let fix = did_you_mean(written, PROFILES).map(|near| {
        let title = format!("write `{near}`");
        Fix::needs_review(title).edit(&host.source, violation.span.clone(), quoted(near))
    });
    let label = Label::new(&host.source, violation.span.clone());
    out.push(
        Finding::new(&RULE.info, label, "the host does not know this profile")
            .note("the host does not start with it")
            .maybe_help(suggestion(written, &PROFILES))
            .maybe_fix(fix),
    );
}
