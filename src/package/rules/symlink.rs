//! Links in a package. While files are chosen links are followed; a package of ours has none.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "symlink",
        severity: Severity::Error,
        summary: "a symbolic link leads out of the app, nowhere, or around in a circle",
        why: "A package holds files, not links: links in a zip turn into small text files or break \
              the deployment. fch stores a copy of what a link points to, which must lie in the app.",
        fix: "Copy the target into the app, or leave the link out with a line in `.funcignore`.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let links = judged.files.iter().filter(|file| file.is_link());
    let finding = |file| {
        let message = format!("`{}` is a symbolic link", judged.shown(file));
        let finding = judged.about(&RULE, file, message);
        finding.help("zip what it leads to (`zip -r` does, without `-y`), or use `fch package`")
    };
    links.map(finding).collect()
}
