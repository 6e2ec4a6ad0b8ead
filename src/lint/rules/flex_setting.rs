//! A setting that the Flex Consumption plan does not take.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::lint::{Bad, Context, Rule};

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

/// The settings that Flex forbids. `FUNCTIONS_WORKER_RUNTIME` is forbidden in Azure as well, and
/// has to be in this file all the same (H-SET-16).
const FORBIDDEN: [&str; 20] = [
    "ENABLE_ORYX_BUILD",
    "FUNCTIONS_EXTENSION_VERSION",
    "FUNCTIONS_MAX_HTTP_CONCURRENCY",
    "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED",
    "FUNCTIONS_WORKER_PROCESS_COUNT",
    LOCAL_VERSION,
    "SCM_DO_BUILD_DURING_DEPLOYMENT",
    "TZ",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_CONTENTOVERVNET",
    "WEBSITE_CONTENTSHARE",
    "WEBSITE_DNS_SERVER",
    "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
    "WEBSITE_MOUNT_ENABLED",
    "WEBSITE_NODE_DEFAULT_VERSION",
    "WEBSITE_RUN_FROM_PACKAGE",
    "WEBSITE_SKIP_CONTENTSHARE_VALIDATION",
    "WEBSITE_TIME_ZONE",
    "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED",
    "WEBSITE_VNET_ROUTE_ALL",
];

/// What `func start` takes for other languages: which version of theirs to run on this machine.
const LOCAL_VERSION: &str = "FUNCTIONS_WORKER_RUNTIME_VERSION";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    let is_custom = context.app.handler().is_some();
    let forbidden = settings.values().filter(|setting| {
        let is_it = |name: &&str| setting.key.text.eq_ignore_ascii_case(name);
        FORBIDDEN.iter().any(is_it) && (is_custom || !is_it(&LOCAL_VERSION))
    });
    out.extend(forbidden.map(|setting| {
        let label = Label::new(&settings.document.source, setting.key.span.clone());
        let message = format!("a Flex Consumption app cannot have `{}`", setting.key.text);
        Finding::new(&RULE.info, label, message)
            .note("Azure refuses or ignores it there")
            .help("leave it out, here and among the app settings")
    }));
}
