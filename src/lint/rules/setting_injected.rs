//! A local setting that the host or Core Tools replace.

use crate::app::settings::Setting;
use crate::diagnostics::{Applicability, Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule, mends};

/// The rule (H-START-04, H-START-05, H-SET-10).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-injected",
        severity: Severity::Info,
        summary: "the value of a setting is replaced before the handler sees it",
        why: "The host gives the handler its port, its id and the app's folder under these names, \
              whatever the settings say, here and in Azure. `AZURE_FUNCTIONS_ENVIRONMENT` is \
              always `Development` under Core Tools.",
        fix: "Remove the setting. A port of your own is \"port\" in `customHandler` of host.json.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_CUSTOMHANDLER_PORT": "8080", "AZURE_FUNCTIONS_ENVIRONMENT": "Production"}}"#,
        )],
        at: &["local.settings.json:1:35", "local.settings.json:1:75"],
        fixed: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {}}"#,
        )],
    }],
    good: &[&[(
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AZURE_FUNCTIONS_ENVIRONMENT": "Development"}}"#,
    )]],
    check,
};

const INJECTED: [&str; 5] = [
    "FUNCTIONS_APP_ROOT_PATH",
    "FUNCTIONS_CUSTOMHANDLER_PORT",
    "FUNCTIONS_CUSTOMHANDLER_WORKER_ID",
    "FUNCTIONS_HTTPWORKER_ID",
    "FUNCTIONS_HTTPWORKER_PORT",
];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context
        .settings()
        .filter(|_| context.app.handler().is_some())
    else {
        return;
    };
    for setting in settings.values() {
        let Some(by) = replaced_by(&setting) else {
            continue;
        };
        let name = &setting.key.text;
        let label = Label::new(&settings.document.source, setting.key.span.clone());
        let message = format!("{by} replaces the value of `{name}`");
        let finding = Finding::new(&RULE.info, label, message)
            .note("what stands here has no effect")
            .help("remove it")
            .maybe_fix(mends::removal(&settings, &setting));
        out.push(finding);
    }
}

fn replaced_by(setting: &Setting<'_>) -> Option<&'static str> {
    let name = setting.key.text.as_str();
    let is_other = || !setting.secret().is("Development");
    match name {
        "AZURE_FUNCTIONS_ENVIRONMENT" if is_other() => Some("Core Tools"),
        name if INJECTED.contains(&name) => Some("the host"),
        _ => None,
    }
}
