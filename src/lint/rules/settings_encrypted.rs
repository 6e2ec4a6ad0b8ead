//! Plain settings in a file that Core Tools takes for encrypted.

use std::ops::Range;

use crate::app::Settings;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::{self, Change};
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
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
            at: &["local.settings.json:1:1"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": true, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
            at: &["local.settings.json:1:17"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"isEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
            at: &["local.settings.json:1:2"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
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

/// The finding, when the file counts as encrypted and is not.
pub(super) fn finding(settings: &Settings<'_>) -> Option<Finding> {
    let has_values = settings
        .values()
        .any(|setting| !setting.secret().is_blank());
    if !settings.says_encrypted() || !has_values || settings.is_encrypted() {
        return None;
    }
    let source = &settings.document.source;
    let fault = fault(settings)?;
    let finding = Finding::new(&RULE.info, Label::new(source, fault.span), fault.message)
        .note("Core Tools fails to decrypt the values, and `func start` stops")
        .help(fault.help);
    let fix = |change| Fix::safe(fault.help).edits(source, [change]);
    Some(finding.maybe_fix(fault.edit.map(fix)))
}

/// Why the file counts as encrypted.
struct Fault {
    span: Range<usize>,
    message: &'static str,
    help: &'static str,
    edit: Option<Change>,
}

fn fault(settings: &Settings<'_>) -> Option<Fault> {
    const MISSING: &str = "without `IsEncrypted` the values count as encrypted";
    if let Some(member) = settings.top("IsEncrypted") {
        let span = member.value.span.clone();
        return Some(Fault {
            message: "the values are not encrypted, and `IsEncrypted` says they are",
            help: "write \"IsEncrypted\": false",
            edit: Some((span.clone(), "false".to_owned())),
            span,
        });
    }
    let root = settings.document.root.as_ref()?;
    if let Some(member) = root.member_ignoring_case("IsEncrypted") {
        let span = member.key.span.clone();
        return Some(Fault {
            message: MISSING,
            help: "spell the key `IsEncrypted`",
            edit: Some((span.clone(), edit::quoted("IsEncrypted"))),
            span,
        });
    }
    let text = settings.document.source.text();
    Some(Fault {
        span: root.span.start..root.span.start + 1,
        message: MISSING,
        help: "add \"IsEncrypted\": false",
        edit: edit::prepend(text, root, "IsEncrypted", "false"),
    })
}
