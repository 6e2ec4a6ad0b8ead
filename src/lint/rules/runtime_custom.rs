//! The local settings of a custom-handler app name another worker runtime, or none.

use crate::app::{Handler, Settings};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-15..18, H-CFG-43).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "runtime-custom",
        severity: Severity::Warning,
        summary: "`FUNCTIONS_WORKER_RUNTIME` is not `custom` in local.settings.json",
        why: "Without the setting `func start` stops to ask and `func pack` fails; with the name \
              of a language the tools check and package the app as one in that language. In \
              Azure the app setting, or the runtime of a Flex plan, must be the same.",
        fix: "Put \"FUNCTIONS_WORKER_RUNTIME\": \"custom\" into `Values`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "node"}}"#,
            )],
            at: &["local.settings.json:1:63"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": ""}}"#,
            )],
            at: &["local.settings.json:1:24"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
            )],
        },
        Bad {
            files: &[("local.settings.json", r#"{"IsEncrypted": false}"#)],
            at: &["local.settings.json:1:1"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": { "FUNCTIONS_WORKER_RUNTIME": "custom" }}"#,
            )],
        },
    ],
    good: &[
        // The one fault is the case of `values`.
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        )],
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "Custom"}}"#,
        )],
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "native"}}"#,
        )],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "python"}}}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "python"}}"#,
            ),
        ],
        // The app in Azure has the stack of the language that the handler is in.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "python3"}}}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "python"}}"#,
            ),
        ],
        &[
            ("host.json", r#"{"version": "2.0"}"#),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "node"}}"#,
            ),
        ],
    ],
    check,
};

const SETTING: &str = "FUNCTIONS_WORKER_RUNTIME";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    // A profile wants the language, or does not care (H-CFG-48, H-CFG-49).
    let Some(handler) = app.handler().filter(|_| app.profile().is_none()) else {
        return;
    };
    let settings = context.known_settings();
    let settings = settings.filter(|settings| !names_its_language(settings, handler));
    out.extend(settings.and_then(|settings| finding(&settings)));
}

/// What starts a handler, and the stack in Azure that has it. Such an app may have that stack,
/// and Core Tools wants the same name here (H-PUB-01).
const LANGUAGES: [(&str, &str); 7] = [
    ("java", "java"),
    ("node", "node"),
    ("npm", "node"),
    ("npx", "node"),
    ("pwsh", "powershell"),
    ("python", "python"),
    ("python3", "python"),
];

fn names_its_language(settings: &Settings<'_>, handler: Handler<'_>) -> bool {
    let path = handler.executable_path().unwrap_or_default();
    let languages = LANGUAGES.iter().filter(|(starts, _)| *starts == path);
    let setting = settings.value(SETTING);
    setting.is_some_and(|setting| {
        let mut names = languages.map(|(_, language)| language);
        names.any(|name| setting.secret().is(name))
    })
}

fn finding(settings: &Settings<'_>) -> Option<Finding> {
    let custom = quoted("custom");
    let (span, message, edit) = match settings.value(SETTING) {
        Some(setting)
            if ["custom", "native"]
                .iter()
                .any(|name| setting.secret().is(name)) =>
        {
            return None;
        }
        // Nothing is read of the file.
        Some(setting) if setting.is_nested() => return None,
        Some(setting) => {
            let edit = Some((setting.span(), custom));
            (setting.span(), "is not `custom`", edit)
        }
        None if is_elsewhere(settings) => return None,
        None => {
            let values = settings.top("Values").map(|member| member.key.span.clone());
            let edit = settings.adding(SETTING, &custom);
            (values.unwrap_or(0..0), "is missing", edit)
        }
    };
    let source = &settings.document.source;
    let label = Label::new(source, span);
    let mut finding = Finding::new(&RULE.info, label, format!("`{SETTING}` {message}"));
    let title = format!("set `{SETTING}` to `custom`");
    finding.fix = edit.map(|(span, text)| Fix::needs_review(title).edit(source, span, text));
    let note = "Core Tools takes the app for one in another language, or asks";
    Some(
        finding
            .note(note)
            .note("in Azure the runtime must be the same")
            .help(format!("put \"{SETTING}\": \"custom\" into `Values`")),
    )
}

/// True when there is no telling what is missing: `Values` is no object, or the setting stands
/// beside it. Both have rules of their own.
fn is_elsewhere(settings: &Settings<'_>) -> bool {
    let values = settings.top("Values");
    let is_object = values.is_none_or(|values| values.value.is_object());
    !is_object || settings.top(SETTING).is_some()
}
