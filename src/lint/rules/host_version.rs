//! host.json without `version`, or with one the host refuses.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Node, Value};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-HOST-02..05, V-22, V-23).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "host-version",
        severity: Severity::Error,
        summary: "`version` in host.json is missing or is not `\"2.0\"`",
        why: "The host does not start: every request is answered with 503. The number is the \
              version of the file's schema; `\"2.0\"` is right for runtime 2, 3 and 4.",
        fix: "Write \"version\": \"2.0\" at the top of host.json, in quotes.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[("host.json", r#"{"logging": {}}"#)],
            at: &["host.json:1:1"],
            fixed: &[],
        },
        Bad {
            files: &[("host.json", r#"{"version": 2.0}"#)],
            at: &["host.json:1:13"],
            fixed: &[],
        },
        Bad {
            files: &[("host.json", r#"{"version": "4.0"}"#)],
            at: &["host.json:1:13"],
            fixed: &[],
        },
        Bad {
            files: &[("host.json", r#"{"Version": "2.0"}"#)],
            at: &["host.json:1:2"],
            fixed: &[],
        },
    ],
    good: &[
        &[("host.json", r#"{"version": "2.0"}"#)],
        &[("host.json", "{}")],
    ],
    check,
};

const HELP: &str = "write \"version\": \"2.0\"";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let Some(root) = host
        .root
        .as_ref()
        .filter(|root| host.problems.is_empty() && !root.members().is_empty())
    else {
        return; // broken, or empty: the host fills that in by itself (H-HOST-02)
    };
    if let Some((span, message)) = fault(root) {
        let label = Label::new(&host.source, span);
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host refuses to start with this file")
                .help(HELP),
        );
    }
}

fn fault(root: &Node) -> Option<(std::ops::Range<usize>, String)> {
    let Some(member) = root.member("version") else {
        return Some(match root.member_ignoring_case("version") {
            Some(other) => (
                other.key.span.clone(),
                format!("`{}` must be spelled `version`", other.key.text),
            ),
            None => (
                root.span.start..root.span.start + 1,
                "host.json has no `version`".to_owned(),
            ),
        });
    };
    let span = member.value.span.clone();
    match &member.value.value {
        Value::String(text) if text == "2.0" => None,
        Value::String(_) => Some((span, "`version` must be \"2.0\"".to_owned())),
        _ => Some((
            span,
            format!(
                "`version` must be the text \"2.0\", not {}",
                member.value.kind()
            ),
        )),
    }
}
