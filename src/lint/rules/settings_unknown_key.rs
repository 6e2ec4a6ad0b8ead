//! A top-level key of local.settings.json that Core Tools does not read.

use std::ops::Range;
use std::sync::Arc;

use super::settings_encrypted;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
use crate::json::Node;
use crate::json::edit::quoted;
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::{did_you_mean, suggestion};

/// The rule (H-SET-03, H-SET-08).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "settings-unknown-key",
        severity: Severity::Warning,
        summary: "local.settings.json has a key that is not read",
        why: "The keys at the top are matched letter by letter, case included; others are \
              ignored without a word. Settings belong in `Values`.",
        fix: "Correct the spelling, or move the setting into `Values`.",
    },
    plans: &[],
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "local.settings.json",
                "{\"IsEncrypted\": false,\n\"values\": {\"FUNCTIONS_WORKER_RUNTIME\": \"custom\"}}",
            )],
            at: &["local.settings.json:2:1"],
            fixed: &[(
                "local.settings.json",
                "{\"IsEncrypted\": false,\n\"Values\": {\"FUNCTIONS_WORKER_RUNTIME\": \"custom\"}}",
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Value": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "Host": {"LocalHttpPrt": 7072}, "host": {}}"#,
            )],
            at: &[
                "local.settings.json:1:24",
                "local.settings.json:1:82",
                "local.settings.json:1:105",
            ],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "Host": {"LocalHttpPort": 7072}, "host": {}}"#,
            )],
        },
    ],
    good: &[
        // The one fault is that the file counts as encrypted.
        &[(
            "local.settings.json",
            r#"{"isEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        )],
        &[(
            "local.settings.json",
            r#"{"$schema": "x", "IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "Anything": "x"}, "Host": {"localHttpPort": 7072}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    let source = &settings.document.source;
    let counts_as_encrypted = settings_encrypted::finding(&settings).is_some();
    for violation in &context.settings {
        let Kind::UnknownKey { key, known, .. } = &violation.kind else {
            continue;
        };
        if counts_as_encrypted && key.eq_ignore_ascii_case("IsEncrypted") {
            continue;
        }
        let label = Label::new(source, violation.span.clone());
        let message = format!("`{key}` is not read here");
        let mut finding = Finding::new(&RULE.info, label, message)
            .note("Core Tools ignores it")
            .maybe_help(suggestion(key, known));
        let object = settings
            .document
            .root
            .as_ref()
            .and_then(|r| object(r, &violation.span));
        finding.fix = object
            .and_then(|object| renamed(key, known, object))
            .map(|fix| fix.edit_key(source, &violation.span));
        out.push(finding);
    }
}

/// The object that has its key at `span`: the root, or one below.
fn object<'a>(node: &'a Node, span: &Range<usize>) -> Option<&'a Node> {
    let is_here = node.members().iter().any(|member| member.key.span == *span);
    match is_here {
        true => Some(node),
        false => node.members().iter().find_map(|m| object(&m.value, span)),
    }
}

/// The key that was meant, and whether that is certain.
struct Renamed<'a> {
    key: &'a str,
    is_certain: bool,
}

fn renamed<'a>(key: &str, known: &'a [String], object: &Node) -> Option<Renamed<'a>> {
    let near = did_you_mean(key, known.iter().map(String::as_str))?;
    // Two of one name would be worse.
    object.member(near).is_none().then_some(Renamed {
        key: near,
        is_certain: near.eq_ignore_ascii_case(key),
    })
}

impl Renamed<'_> {
    fn edit_key(&self, source: &Arc<Source>, span: &Range<usize>) -> Fix {
        let title = format!("rename the key to `{}`", self.key);
        let fix = match self.is_certain {
            true => Fix::safe(title),
            false => Fix::needs_review(title),
        };
        fix.edit(source, span.clone(), quoted(self.key))
    }
}
