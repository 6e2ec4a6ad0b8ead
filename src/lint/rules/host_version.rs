//! host.json without `version`, or with one the host refuses.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::{self, Change, quoted};
use crate::json::{Member, Node, Value};
use crate::lint::schema::Kind;
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
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[("host.json", r#"{"extensions": {}}"#)],
            at: &["host.json:1:1"],
            fixed: &[("host.json", r#"{"version": "2.0", "extensions": {}}"#)],
        },
        Bad {
            files: &[("host.json", r#"{"version": 2.0}"#)],
            at: &["host.json:1:13"],
            fixed: &[("host.json", r#"{"version": "2.0"}"#)],
        },
        Bad {
            files: &[("host.json", r#"{"version": "4.0"}"#)],
            at: &["host.json:1:13"],
            fixed: &[("host.json", r#"{"version": "2.0"}"#)],
        },
        Bad {
            files: &[("host.json", r#"{"Version": "2.0"}"#)],
            at: &["host.json:1:2"],
            fixed: &[("host.json", r#"{"version": "2.0"}"#)],
        },
        // Sections of runtime 1, and bindings that were built in then: all one cause.
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"queues": {"batchSize": 1}, "swagger": {"enabled": true}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
                ),
            ],
            at: &["host.json:1:1"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "queues": {"batchSize": 1}, "swagger": {"enabled": true}}"#,
            )],
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
    let Some(fault) = fault(host.source.text(), root) else {
        return;
    };
    // A file of runtime 1 has no version either: what it says means something else now.
    let fix = match says_2(root) {
        true => Fix::safe(HELP),
        false => Fix::needs_review(HELP),
    };
    let fix = fault.change.map(|change| fix.edits(&host.source, [change]));
    let label = Label::new(&host.source, fault.span);
    let finding = Finding::new(&RULE.info, label, fault.message)
        .note("the host refuses to start with this file")
        .help(HELP)
        .maybe_fix(fix);
    out.push(if is_of_runtime_1(context) {
        finding.note("its sections are those of runtime 1: once it has a version, look again")
    } else {
        finding
    });
}

/// A file of runtime 1: no version, and sections at the places they had then. Everything else
/// that is wrong with the app has that one cause, so other rules leave it to this one.
pub(super) fn is_of_runtime_1(context: &Context<'_>) -> bool {
    let Some(root) = context.app.host.root.as_ref() else {
        return false;
    };
    let had_sections = || {
        let mut kinds = context.host.iter().map(|violation| &violation.kind);
        kinds.any(|kind| {
            matches!(
                kind,
                Kind::UnknownKey {
                    belongs: Some(_),
                    ..
                }
            )
        })
    };
    root.member_ignoring_case("version").is_none() && !says_2(root) && had_sections()
}

/// True when it is clear from the rest what the file is.
fn says_2(root: &Node) -> bool {
    let version = root.member_ignoring_case("version");
    let text = version.map(|member| match &member.value.value {
        Value::String(text) | Value::Number(text) => text.as_str(),
        _ => "",
    });
    text.is_some_and(|text| text.starts_with('2'))
        || KEYS_SINCE_2.iter().any(|key| root.member(key).is_some())
}

/// Sections that runtime 1 did not have.
const KEYS_SINCE_2: [&str; 4] = [
    "customHandler",
    "httpWorker",
    "extensionBundle",
    "extensions",
];

struct Fault {
    span: std::ops::Range<usize>,
    message: String,
    change: Option<Change>,
}

fn fault(text: &str, root: &Node) -> Option<Fault> {
    match (root.member("version"), root.member_ignoring_case("version")) {
        (Some(member), _) => wrong(member),
        (None, Some(other)) => Some(Fault {
            span: other.key.span.clone(),
            message: format!("`{}` must be spelled `version`", other.key.text),
            change: Some((other.key.span.clone(), quoted("version"))),
        }),
        (None, None) => Some(Fault {
            span: root.span.start..root.span.start + 1,
            message: "host.json has no `version`".to_owned(),
            change: edit::prepend(text, root, "version", &quoted("2.0")),
        }),
    }
}

fn wrong(version: &Member) -> Option<Fault> {
    let message = match &version.value.value {
        Value::String(text) if text == "2.0" => return None,
        Value::String(_) => "`version` must be \"2.0\"".to_owned(),
        _ => format!(
            "`version` must be the text \"2.0\", not {}",
            version.value.kind()
        ),
    };
    let span = version.value.span.clone();
    Some(Fault {
        message,
        change: Some((span.clone(), quoted("2.0"))),
        span,
    })
}
