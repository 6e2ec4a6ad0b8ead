//! A key in a local.settings.json that git tracks.

use crate::app::settings::Setting;
use crate::app::{LOCAL_SETTINGS, git_index};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (trap T2 of the corpus: the emulators' keys are no secrets).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "secret-in-settings",
        severity: Severity::Warning,
        summary: "a local.settings.json that git tracks holds a key",
        why: "The key opens the resource in Azure for everyone who can read the repository, and \
              it stays in the history when the file is changed. Only what has the shape of a \
              key counts; the keys of the storage and Cosmos DB emulators are public.",
        fix: "Make a new key in Azure, so that this one no longer opens anything. Take the file \
              out of git (`git rm --cached local.settings.json`), or commit it with an \
              emulator's connection string or identity settings instead.",
    },
    plans: &[],
    local: true,
    fix: None,
    bad: &[
        Bad {
            files: &[
                (".gitignore", "/handler\n"),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"Bus": "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=all;SharedAccessKey=QmVsb3cgYXJlIG5vIHJlYWwga2V5cyBhdCBhbGwhIQ0=", "B": "Password=x"}}"#,
                ),
            ],
            at: &["local.settings.json:1:42"],
            fixed: &[],
        },
        Bad {
            files: &[
                (".gitignore", "/handler\n"),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "ConnectionStrings": {"Shop": {"ConnectionString": "AccountName=shop;AccountKey=QmVsb3cgYXJlIG5vIHJlYWwga2V5cyBhdCBhbGwhIQ0="}}}"#,
                ),
            ],
            at: &["local.settings.json:1:75"],
            fixed: &[],
        },
    ],
    good: &[
        // Not tracked.
        &[
            (".gitignore", "local.settings.json\n"),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"Bus": "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=all;SharedAccessKey=QmVsb3cgYXJlIG5vIHJlYWwga2V5cyBhdCBhbGwhIQ0=", "B": "Password=x"}}"#,
            ),
        ],
        // The storage emulator's key is the same for everybody.
        &[
            (".gitignore", "/handler\n"),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {"A": "UseDevelopmentStorage=true", "B": "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==", "C": "AccountKey=<your key>"}}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings().filter(|s| !s.is_encrypted()) else {
        return;
    };
    let all = settings.values().chain(settings.connection_settings());
    let keys: Vec<Setting<'_>> = all.filter(|setting| setting.secret().holds_key()).collect();
    let is_tracked = || git_index::is_tracked(&context.app.root.dir.join(LOCAL_SETTINGS));
    if keys.is_empty() || !is_tracked() {
        return;
    }
    out.extend(keys.iter().map(|setting| {
        let label = Label::new(&settings.document.source, setting.span());
        let message = format!(
            "git tracks this file, and `{}` holds a key",
            setting.key.text
        );
        Finding::new(&RULE.info, label, message)
            .note("everyone who can read the repository, or its history, has the key")
            .help("make a new key in Azure, and keep it out of git")
    }));
}
