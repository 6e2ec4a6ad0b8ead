//! A connection is there both as a connection string and as identity settings.

use crate::app::Settings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::connections::{STORAGE, children, connection_string, is_of_identity, used};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-23, H-SET-24).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "identity-mixed",
        severity: Severity::Warning,
        summary: "a connection is there as a connection string and as identity settings",
        why: "When both are there, most services use the connection string and never look at the \
              identity settings. The same pair among the app settings in Azure means that the \
              key is used, not the identity.",
        fix: "Keep one of the two: remove `NAME`, or the settings `NAME__...`.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "UseDevelopmentStorage=true", "AzureWebJobsStorage__accountName": "x", "AzureWebJobsStorage__credential": "y"}}"#,
        )],
        at: &["local.settings.json:1:88"],
        fixed: &[],
    }],
    good: &[
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "", "AzureWebJobsStorage__accountName": "x"}}"#,
        )],
        // Not a connection of any binding, and not of an identity.
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {"Shop": "x", "Shop__clientId": "y", "AzureWebJobsStorage": "z", "AzureWebJobsStorage__Colour": "red"}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.known_settings() else {
        return;
    };
    let mut names: Vec<&str> = vec![STORAGE];
    for connection in context.functions().flat_map(used) {
        if !names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(connection.name))
        {
            names.push(connection.name);
        }
    }
    out.extend(names.iter().filter_map(|name| finding(name, &settings)));
}

fn finding(name: &str, settings: &Settings<'_>) -> Option<Finding> {
    let string = connection_string(settings, name)?;
    let children = children(settings, name);
    let child = children.iter().find(|child| is_of_identity(child))?;
    let source = &settings.document.source;
    let label = Label::new(source, child.setting.key.span.clone());
    let message = format!(
        "`{}` is not used beside `{}`",
        child.setting.key.text, string.key.text
    );
    let other = Label::new(source, string.key.span.clone()).text("goes before it");
    Some(
        Finding::new(&RULE.info, label, message)
            .related(other)
            .note("most services take the connection string when both are there")
            .help("keep one of the two"),
    )
}
