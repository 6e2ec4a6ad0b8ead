//! A local setting that Core Tools skips: it has no name, or no value.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-09).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-skipped",
        severity: Severity::Warning,
        summary: "a setting has no name, or `null` as its value, and is skipped",
        why: "Core Tools warns and does not set the variable, so the host and the handler find \
              nothing under this name. An empty text is set, as an empty variable.",
        fix: "Give the setting a name and a text, \"\" if it is to be empty, or remove it.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"": "x", "A": null}}"#,
        )],
        at: &["local.settings.json:1:35", "local.settings.json:1:49"],
        fixed: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"": "x", "A": ""}}"#,
        )],
    }],
    good: &[&[(
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {"A": "", "B": 0, "C": false}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    let source = &settings.document.source;
    for setting in settings.values() {
        if setting.key.text.is_empty() {
            let label = Label::new(source, setting.key.span.clone());
            let finding = Finding::new(&RULE.info, label, "a setting without a name is skipped");
            out.push(finding.help("give it a name, or remove it"));
        } else if setting.is_null() {
            let name = &setting.key.text;
            let label = Label::new(source, setting.span());
            let fix = Fix::needs_review(format!("make `{name}` an empty text"));
            out.push(
                Finding::new(
                    &RULE.info,
                    label,
                    format!("`{name}` is null and is skipped"),
                )
                .note("the host and the handler find no such variable")
                .help("write a text, \"\" for an empty one, or remove the setting")
                .fix(fix.edit(source, setting.span(), "\"\"")),
            );
        }
    }
}
