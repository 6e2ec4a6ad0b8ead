//! A managed identity among the local settings.

use crate::app::settings::Setting;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule, mends};

/// The rule (the identity settings of local-settings.json).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "credential-local",
        severity: Severity::Warning,
        summary: "`__credential` asks for an identity that there is only in Azure",
        why: "A managed identity belongs to a resource in Azure; on this machine nothing answers \
              for it and the connection fails. Without `__credential` the developer's own sign-in \
              is used here.",
        fix: "Remove the setting from local.settings.json, and keep it among the app settings in \
              Azure.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"Bus__fullyQualifiedNamespace": "x", "Bus__credential": "managedidentity"}}"#,
        )],
        at: &["local.settings.json:1:72"],
        fixed: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"Bus__fullyQualifiedNamespace": "x"}}"#,
        )],
    }],
    good: &[&[(
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {"Bus__credential": "", "Shop__credential": "mine", "credential": "managedidentity"}}"#,
    )]],
    check,
};

/// The values that mean an identity of Azure.
const AZURE_ONLY: [&str; 3] = [
    "managedidentity",
    "managedidentityasfederatedidentity",
    "workloadidentity",
];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    for setting in settings.values().filter(is_of_azure) {
        let name = &setting.key.text;
        let label = Label::new(&settings.document.source, setting.key.span.clone());
        let message = format!("`{name}` asks for an identity that there is only in Azure");
        let finding = Finding::new(&RULE.info, label, message)
            .note("the connection fails on this machine")
            .help("remove it here: the developer's own sign-in is used then")
            .maybe_fix(mends::removal(&settings, &setting));
        out.push(finding);
    }
}

fn is_of_azure(setting: &Setting<'_>) -> bool {
    let name = setting.key.text.replace(':', "__").to_ascii_lowercase();
    let mut values = AZURE_ONLY.iter();
    name.ends_with("__credential") && values.any(|value| setting.secret().is(value))
}
