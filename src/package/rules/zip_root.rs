//! Archives with a folder on top.

use super::{File, Judged, Rule};
use crate::app::HOST_JSON;
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "zip-root",
        severity: Severity::Error,
        summary: "`host.json` is not at the top of the archive",
        why: "Azure unpacks the archive as it is and looks for `host.json` at the top. An archive of \
              the folder, rather than of its content, deploys with success and has no functions.",
        fix: "Archive the folder's content, or use `fch package`.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let below = host_below(judged).map(|file| {
        let message = format!("host.json lies in a folder of the archive: `{}`", file.name);
        let finding = judged.about_all(&RULE, message);
        finding.help("zip what is in the folder, and not the folder")
    });
    below.into_iter().collect()
}

/// The host.json one folder down, where there is none at the top.
pub(super) fn host_below<'a>(judged: &Judged<'a>) -> Option<&'a File> {
    let is_below = |file: &&File| {
        file.name
            .split_once('/')
            .is_some_and(|(_, n)| n == HOST_JSON)
    };
    match judged.file(HOST_JSON) {
        Some(_) => None,
        None => judged.files.iter().find(is_below),
    }
}
