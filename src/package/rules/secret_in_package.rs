//! Secrets in a package. Files that only look like secrets are found while files are chosen.

use super::{Judged, Rule};
use crate::app::LOCAL_SETTINGS;
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "secret-in-package",
        severity: Severity::Warning,
        summary: "a file that looks like a secret goes into the package",
        why: "A package lies in a storage account, on every instance, and in the hands of whoever may \
              read the app's files. `local.settings.json` is never packaged; copies of it, `.env` \
              files, private keys, tokens of registries and the history in `.git` would be.",
        fix: "Add a line to `.funcignore`, and keep the values in the app's settings or a key vault. \
              If the file holds no secret, rename it to `*.example`.",
    },
    check,
};

/// `local.settings.json`, wherever it lies.
fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let is_settings = |name: &str| {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.eq_ignore_ascii_case(LOCAL_SETTINGS)
    };
    judged
        .files
        .iter()
        .filter(|file| is_settings(&file.name))
        .map(|file| {
            let message = format!("`{}` is in the archive", file.name);
            judged.about(&RULE, file, message).severity(Severity::Error)
        })
        .collect()
}
