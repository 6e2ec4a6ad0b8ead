//! The name of a setting that a Linux app cannot have as an environment variable.

use crate::app::Settings;
use crate::app::handler::without_exe;
use crate::app::settings::Setting;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-14). Quiet for a handler that is a program of Windows.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "setting-name-linux",
        severity: Severity::Warning,
        summary: "a setting's name holds a character that does not work on Linux",
        why: "Settings become environment variables. Azure refuses a name with `-` for a Linux \
              app, and no variable there can hold a `:`. The host takes `__` for `:` on every \
              system. A `.` works in Azure, but most shells cannot set such a variable.",
        fix: "Write `__` between the levels of a name, `_` elsewhere, and read the setting under \
              its new name in the handler.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"Jobs:Night": "x", "my-queue": "y"}}"#,
            )],
            at: &["local.settings.json:1:35", "local.settings.json:1:54"],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"Jobs__Night": "x", "my-queue": "y"}}"#,
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"AzureWebJobs.F.Disabled": "true"}}"#,
            )],
            at: &["local.settings.json:1:35"],
            fixed: &[],
        },
        // The portable name is taken.
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"A:B": "x", "A__B": "y"}}"#,
            )],
            at: &["local.settings.json:1:35"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"Jobs__Night": "x", "my_queue": "y"}}"#,
        )],
        // Windows only.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler.exe"}}}"#,
            ),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"Jobs:Night": "x"}}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(handler) = context.app.handler() else {
        return;
    };
    let path = handler.executable_path().unwrap_or_default();
    let Some(settings) = context.settings().filter(|_| without_exe(path).is_none()) else {
        return;
    };
    out.extend(
        settings
            .values()
            .filter_map(|setting| finding(&settings, &setting)),
    );
}

fn finding(settings: &Settings<'_>, setting: &Setting<'_>) -> Option<Finding> {
    let name = &setting.key.text;
    let (fault, severity) = match name.as_str() {
        name if name.contains(':') => ("`:`, which no variable on Linux can", Severity::Warning),
        name if name.contains('-') => ("`-`, which Azure refuses on Linux", Severity::Warning),
        name if name.contains('.') => {
            ("`.`, which most shells on Linux cannot set", Severity::Info)
        }
        _ => return None,
    };
    let source = &settings.document.source;
    let label = Label::new(source, setting.key.span.clone());
    let message = format!("the name `{name}` holds {fault}");
    let finding = Finding::new(&RULE.info, label, message).severity(severity);
    let portable = name.replace(':', "__");
    if portable == *name {
        return Some(finding.help("use letters, digits and `_`"));
    }
    let finding = finding
        .note("the host takes `__` for `:` on every system")
        .help(format!("write `{portable}`"));
    let is_taken = settings
        .values()
        .any(|other| other.key.text.eq_ignore_ascii_case(&portable));
    if is_taken {
        return Some(finding);
    }
    // The handler may read it by the old name.
    let fix = Fix::needs_review(format!("rename it to `{portable}`"));
    Some(finding.fix(fix.edit(source, setting.key.span.clone(), quoted(&portable))))
}
