//! Forwarding and proxying are both switched on.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-37, H-CFG-46).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "forwarding-and-proxying",
        severity: Severity::Info,
        summary: "forwarding has no effect where proxying is on",
        why: "The host looks at `enableProxyingHttpRequest` first, and a profile switches that on. \
              Only hosts that do not know it fall back to forwarding.",
        fix: "Remove `enableForwardingHttpRequest`, unless the app has to run on older hosts too.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": true, "enableProxyingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            )],
            at: &["host.json:1:38"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableProxyingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "web-app-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "handler"}, "enableForwardingHttpRequest": true}}"#,
            )],
            at: &["host.json:1:141"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "web-app-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            )],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": false, "enableProxyingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
        // Written down, the switch wins over the profile.
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "web-app-custom-handler", "customHandler": {"enableForwardingHttpRequest": true, "enableProxyingHttpRequest": false, "description": {"defaultExecutablePath": "handler"}}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(handler) = app.handler().filter(|handler| !handler.legacy) else {
        return;
    };
    let section = &handler.section.value;
    let written = section
        .member_ignoring_case("enableProxyingHttpRequest")
        .is_some();
    let proxies = match written {
        true => handler.switch("enableProxyingHttpRequest"),
        false => app.profile().is_some(),
    };
    let forwarding = section.member_ignoring_case("enableForwardingHttpRequest");
    let both = proxies && handler.switch("enableForwardingHttpRequest");
    let Some(member) = forwarding.filter(|_| both) else {
        return;
    };
    let source = &app.host.source;
    let fix = edit::remove(source.text(), section, member).map(|change| {
        Fix::needs_review("remove `enableForwardingHttpRequest`").edits(source, [change])
    });
    let label = Label::new(source, member.key.span.clone());
    out.push(
        Finding::new(
            &RULE.info,
            label,
            "forwarding has no effect: proxying is on",
        )
        .note("only a host that does not know proxying would forward")
        .help("remove it, unless the app has to run on older hosts too")
        .maybe_fix(fix),
    );
}
