//! A key in host.json that belongs somewhere else.

use super::host_version;
use crate::app::Document;
use crate::diagnostics::{
    Applicability, Finding, Fix, Label, RuleInfo, Severity, looks_secret, replace,
};
use crate::json::{self, edit};
use crate::lint::schema::{self, Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::schemas::Schema;

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
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\"version\": \"2.0\",\n\"queues\": {\"batchSize\": 1}}",
            )],
            at: &["host.json:2:1"],
            fixed: &[(
                "host.json",
                "{\"version\": \"2.0\",\n\"extensions\": { \"queues\": {\"batchSize\": 1} }}",
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "enableForwardingHttpRequest": true}}}"#,
            )],
            at: &["host.json:1:87"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}, "enableForwardingHttpRequest": true}}"#,
            )],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandlers": {"description": {"defaultExecutablePath": "node"}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
            )],
        },
        // The level `description` is left out: the host does not start.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"defaultExecutablePath": "node", "arguments": ["x"]}}"#,
            )],
            at: &["host.json:1:38", "host.json:1:71"],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": { "defaultExecutablePath": "node", "arguments": ["x"] }}}"#,
            )],
        },
        // The right place is taken: nobody knows which of the two is meant.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "http": {"routePrefix": ""}, "extensions": {"http": {"routePrefix": "v1"}}}"#,
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

/// Where the host needs to find the executable.
pub(super) const EXECUTABLE: &str = "customHandler.description.defaultExecutablePath";

/// What follows when no section counts (H-DISC-29).
pub(super) const NO_HANDLER: &str =
    "the host starts no handler and drops functions that have no script file";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    if host_version::is_of_runtime_1(context) {
        return;
    }
    let starts = || {
        app.handler()
            .is_none_or(|handler| handler.executable_path().is_some())
    };
    for violation in &context.host {
        let Kind::UnknownKey {
            key,
            belongs: Some(belongs),
            ..
        } = &violation.kind
        else {
            continue;
        };
        let label = Label::new(&app.host.source, violation.span.clone());
        let message = format!("`{key}` is not read here");
        let finding = Finding::new(&RULE.info, label, message)
            .help(format!("move it to `{belongs}`"))
            .maybe_fix(fix(context, violation, key, belongs));
        let fatal = match belongs.as_str() {
            EXECUTABLE if !starts() && !app.overrides_executable() => {
                Some("the host does not start without it")
            }
            "customHandler" if app.needs_handler() => Some(NO_HANDLER),
            _ => None,
        };
        out.push(match fatal {
            Some(note) => finding.severity(Severity::Error).note(note),
            None => finding.note("the host ignores it in this place"),
        });
    }
}

/// Moves the key. That needs a look when the value fits no better in the right place: sections
/// of runtime 1 held other things.
fn fix(context: &Context<'_>, violation: &Violation, key: &str, belongs: &str) -> Option<Fix> {
    let host = &context.app.host;
    let root = host.root.as_ref()?;
    let (_, object) = root.resolve(&violation.path)?;
    let path: Vec<&str> = belongs.split('.').collect();
    let member = object.member(key)?;
    // What an edit writes is shown; a credential must not be.
    if looks_secret(host.source.text().get(member.value.span.clone())?) {
        return None;
    }
    let changes = edit::relocate(host.source.text(), root, object, member, &path)?;
    let title = format!("move it to `{belongs}`");
    let fits = violations_with(host, &changes)? < context.host.len();
    let fix = if fits {
        Fix::safe(title)
    } else {
        Fix::needs_review(title)
    };
    Some(fix.edits(&host.source, changes))
}

/// How many violations there are once the changes are made.
fn violations_with(host: &Document, changes: &[edit::Change]) -> Option<usize> {
    let edits: Vec<_> = changes
        .iter()
        .map(|(span, text)| (span.clone(), text.as_str()))
        .collect();
    let text = replace(host.source.text(), &edits)?;
    let root = json::parse(&text).root?;
    Some(schema::violations(&root, Schema::Host).len())
}
