//! A top-level key of local.settings.json that Core Tools does not read.

use super::settings_encrypted;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule, mends};
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
    local: false,
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
        let near = did_you_mean(key, known.iter().map(String::as_str));
        let fix = near.and_then(|near| mends::respell(settings.document, violation, near));
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("Core Tools ignores it")
                .maybe_help(suggestion(key, known))
                .maybe_fix(fix),
        );
    }
}
