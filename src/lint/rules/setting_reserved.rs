//! A local setting that makes `func start` fail.

use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule, mends};

/// The rule (H-SET-11, H-SET-12).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-reserved",
        severity: Severity::Error,
        summary: "a setting in local.settings.json is reserved, and `func start` fails",
        why: "Core Tools adds `WEBSITE_HOSTNAME` and `AzureWebJobsScriptRoot` itself and fails \
              when they are there already; `CONTAINER_NAME` tells it that it runs in Azure. In \
              Azure the platform sets all three.",
        fix: "Remove the setting. For an address of your own, take another name.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"WEBSITE_HOSTNAME": "x", "A": "y", "CONTAINER_NAME": "z"}}"#,
        )],
        at: &["local.settings.json:1:35", "local.settings.json:1:70"],
        fixed: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"A": "y"}}"#,
        )],
    }],
    good: &[&[(
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {"WEBSITE_SITE_NAME": "x", "MY_CONTAINER_NAME": "y"}}"#,
    )]],
    check,
};

const RESERVED: [&str; 3] = [
    "AzureWebJobsScriptRoot",
    "CONTAINER_NAME",
    "WEBSITE_HOSTNAME",
];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    // In another case it is another key to Core Tools.
    let is_reserved = |name: &str| RESERVED.contains(&name);
    for setting in settings
        .values()
        .filter(|setting| is_reserved(&setting.key.text))
    {
        let name = &setting.key.text;
        let label = Label::new(&settings.document.source, setting.key.span.clone());
        let finding = Finding::new(&RULE.info, label, format!("`{name}` is reserved"))
            .note("`func start` fails because of it")
            .help("remove it: the tools, and Azure, set it themselves")
            .maybe_fix(mends::removal(&settings, &setting));
        out.push(finding);
    }
}
