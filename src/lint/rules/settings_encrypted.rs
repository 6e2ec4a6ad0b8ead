//! Plain settings in a file that Core Tools takes for encrypted.

use std::ops::Range;

use crate::app::Settings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-03, H-SET-04, V-103).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "settings-encrypted",
        severity: Severity::Error,
        summary: "local.settings.json counts as encrypted and its values are plain text",
        why: "Without `IsEncrypted` Core Tools takes the file as encrypted, tries to decrypt the \
              values and gives up. Nothing that reads the settings works, `func start` first. \
              Azure never sees this file.",
        fix: "Add \"IsEncrypted\": false at the top of the file. The key is matched exactly.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
            at: &["local.settings.json:1:1"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": true, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
            at: &["local.settings.json:1:17"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"isEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
            at: &["local.settings.json:1:2"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "local.settings.json",
            r#"{"Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "IsEncrypted": "False"}"#,
        )],
        &[(
            "local.settings.json",
            r#"{"Values": {"AzureWebJobsStorage": ""}}"#,
        )],
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": true, "Values": {"FUNCTIONS_WORKER_RUNTIME": "Q2ZESjhOUlNYV0lQdzhKRWdqbTBiQ2ZtQ2ZESjhOUlNYV0lQdzhKRWdqbTBi"}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(context.settings().and_then(|settings| finding(&settings)));
}

fn finding(settings: &Settings<'_>) -> Option<Finding> {
    let has_values = settings
        .values()
        .any(|setting| !setting.secret().is_blank());
    if !settings.says_encrypted() || !has_values || settings.is_encrypted() {
        return None;
    }
    let (span, message, help) = place(settings)?;
    let label = Label::new(&settings.document.source, span);
    let finding = Finding::new(&RULE.info, label, message);
    Some(
        finding
            .note("Core Tools fails to decrypt the values, and `func start` stops")
            .help(help),
    )
}

fn place(settings: &Settings<'_>) -> Option<(Range<usize>, &'static str, &'static str)> {
    if let Some(member) = settings.top("IsEncrypted") {
        let message = "the values are not encrypted, and `IsEncrypted` says they are";
        return Some((
            member.value.span.clone(),
            message,
            "write \"IsEncrypted\": false",
        ));
    }
    let message = "without `IsEncrypted` the values count as encrypted";
    let root = settings.document.root.as_ref()?;
    Some(match root.member_ignoring_case("IsEncrypted") {
        Some(member) => (
            member.key.span.clone(),
            message,
            "spell the key `IsEncrypted`",
        ),
        None => (
            root.span.start..root.span.start + 1,
            message,
            "add \"IsEncrypted\": false",
        ),
    })
}
