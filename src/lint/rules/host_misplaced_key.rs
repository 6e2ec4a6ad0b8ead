//! A key in host.json that belongs somewhere else.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "host-misplaced-key",
        severity: Severity::Warning,
        summary: "host.json has a key in the wrong place",
        why: "The host reads each setting at one place only and ignores it anywhere else. Many \
              samples still show the places of runtime version 1, or names of previews.",
        fix: "Move the key to the place that the message names.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\"version\": \"2.0\",\n\"queues\": {\"batchSize\": 1}}",
            )],
            at: &["host.json:2:1"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "enableForwardingHttpRequest": true}}}"#,
            )],
            at: &["host.json:1:87"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandlers": {"description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "extensions": {"queues": {"batchSize": 1}, "http": {"routePrefix": ""}}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for violation in &context.host {
        let Kind::UnknownKey {
            key,
            belongs: Some(belongs),
            ..
        } = &violation.kind
        else {
            continue;
        };
        let label = Label::new(&context.app.host.source, violation.span.clone());
        let message = format!("`{key}` is not read here");
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host ignores it in this place")
                .help(format!("move it to `{belongs}`")),
        );
    }
}
