//! git tracks local.settings.json.

use crate::app::{LOCAL_SETTINGS, git_index};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "settings-tracked",
        severity: Severity::Warning,
        summary: "local.settings.json is tracked by git",
        why: "The file is where connection strings and keys of one developer go. What is \
              committed once stays in the history, readable by everyone who can read the \
              repository, and a key found there opens the resource in Azure.",
        fix: "Run `git rm --cached local.settings.json`, add the file to .gitignore, and make \
              new keys if it ever held real ones. Commit an example file instead.",
    },
    plans: &[],
    local: true,
    fix: None,
    bad: &[Bad {
        files: &[
            (".gitignore", "/handler\n"),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {}}"#,
            ),
        ],
        at: &["local.settings.json:1:1"],
        fixed: &[],
    }],
    good: &[
        &[
            (".gitignore", "local.settings.json\n"),
            (
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {}}"#,
            ),
        ],
        &[(
            "local.settings.json",
            r#"{"IsEncrypted": false, "Values": {}}"#,
        )],
        &[
            (".gitignore", "/handler\n"),
            (
                "local.settings.example.json",
                r#"{"IsEncrypted": false, "Values": {}}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(settings) = &app.settings else {
        return;
    };
    if git_index::is_tracked(&app.root.dir.join(LOCAL_SETTINGS)) {
        out.push(
            Finding::new(
                &RULE.info,
                Label::new(&settings.source, 0..0),
                "git tracks local.settings.json",
            )
            .note(
                "keys in it can be read by everyone who can read the repository, and work in Azure",
            )
            .help("run `git rm --cached local.settings.json` and add the file to .gitignore"),
        );
    }
}
