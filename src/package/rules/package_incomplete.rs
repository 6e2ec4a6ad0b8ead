//! Files that the host needs and the package lacks.

use super::zip_root::host_below;
use super::{Judged, Rule};
use crate::app::HOST_JSON;
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "package-incomplete",
        severity: Severity::Error,
        summary: "a file the app cannot run without is missing from the package",
        why: "The host reads `host.json` and every `function.json` from the package and starts the \
              executable in it. A missing executable is looked up on PATH, and the host reports only \
              `No such file or directory`.",
        fix: "Build the handler first (`fch build`), check the name (Linux tells upper from lower \
              case), and see that no line of `.funcignore` leaves the file out.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    // `zip-root` says where they are.
    if host_below(judged).is_some() {
        return Vec::new();
    }
    let required = judged.required.iter().map(String::as_str);
    let mut names: Vec<&str> = required
        .chain([HOST_JSON])
        .chain(judged.executable)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| judged.file(name).is_none())
        .map(|name| {
            let message = format!("the app needs `{name}`, which is not in the archive");
            let finding = judged.about_all(&RULE, message);
            match judged.other_case(name) {
                Some(file) => finding.note(format!(
                    "`{file}` is there: Linux tells upper from lower case"
                )),
                None => finding.help("see that it is built, and left out by nothing"),
            }
        })
        .collect()
}
