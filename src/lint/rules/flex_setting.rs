//! A setting that the Flex Consumption plan does not take.

use serde_json::Value;

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::lint::{Bad, Context, Rule};
use crate::schemas::Schema;

/// The rule (the settings of local-settings.json that Flex forbids).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "flex-setting",
        severity: Severity::Warning,
        summary: "a setting is not allowed in the Flex Consumption plan",
        why: "A Flex plan has these things in the app's own configuration, or does not have them \
              at all. It refuses a deployment with such a setting, or ignores the setting.",
        fix: "Leave the setting out, here and among the app settings in Azure. Runtime, scale \
              and deployment are in `functionAppConfig` of a Flex app.",
    },
    plans: &[HostingPlan::Flex],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"WEBSITE_RUN_FROM_PACKAGE": "1", "FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        )],
        at: &["local.settings.json:1:35"],
        fixed: &[],
    }],
    good: &[
        // Core Tools writes it into PowerShell apps, for this machine.
        &[
            ("host.json", r#"{"version": "2.0"}"#),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "powershell", "FUNCTIONS_WORKER_RUNTIME_VERSION": "7.4"}}"#,
            ),
        ],
        // `func start` needs the runtime here, whatever the plan.
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "", "MY_WEBSITE_TIME_ZONE": "x"}}"#,
        )],
    ],
    check,
};

/// What `func start` takes for other languages: which version of theirs to run on this machine.
const LOCAL_VERSION: &str = "FUNCTIONS_WORKER_RUNTIME_VERSION";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    let is_custom = context.app.handler().is_some();
    let forbidden = settings.values().filter(|setting| {
        let name = &setting.key.text;
        is_forbidden(name) && (is_custom || !name.eq_ignore_ascii_case(LOCAL_VERSION))
    });
    out.extend(forbidden.map(|setting| {
        let label = Label::new(&settings.document.source, setting.key.span.clone());
        let message = format!("a Flex Consumption app cannot have `{}`", setting.key.text);
        Finding::new(&RULE.info, label, message)
            .note("Azure refuses or ignores it there")
            .help("leave it out, here and among the app settings")
    }));
}

/// Whether the schema says so. `FUNCTIONS_WORKER_RUNTIME` is forbidden in Azure as well, and has
/// to be in this file all the same (H-SET-16); the schema calls it no setting there.
fn is_forbidden(name: &str) -> bool {
    let known = Schema::Settings
        .document()
        .pointer("/properties/Values/properties");
    let mut known = known.and_then(Value::as_object).into_iter().flatten();
    known.any(|(setting, schema)| {
        let verdict = schema.get("x-plan-flex").and_then(Value::as_str);
        setting.eq_ignore_ascii_case(name) && verdict == Some("forbidden")
    })
}
