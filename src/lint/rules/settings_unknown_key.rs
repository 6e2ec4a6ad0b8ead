//! A top-level key of local.settings.json that Core Tools does not read.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::suggestion;

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
    fix: None,
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            "{\"IsEncrypted\": false,\n\"values\": {\"FUNCTIONS_WORKER_RUNTIME\": \"custom\"}}",
        )],
        at: &["local.settings.json:2:1"],
        fixed: &[],
    }],
    good: &[&[(
        "local.settings.json",
        r#"{"$schema": "x", "IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "Anything": "x"}, "Host": {"localHttpPort": 7072}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(document) = &context.app.settings else {
        return;
    };
    for violation in &context.settings {
        let Kind::UnknownKey { key, known, .. } = &violation.kind else {
            continue;
        };
        let label = Label::new(&document.source, violation.span.clone());
        let message = format!("`{key}` is not read here");
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("Core Tools ignores it")
                .maybe_help(suggestion(key, known)),
        );
    }
}
