//! Names that a package cannot hold.

use std::collections::HashSet;

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "entry-name",
        severity: Severity::Error,
        summary: "a file's name cannot be stored in a package",
        why: "Names in a zip are UTF-8 with `/` between folders. A name with a backslash becomes a \
              folder on some systems; one that is not UTF-8 comes out as something else. \
              It can be neither allowed nor lowered: what such a package becomes depends on who \
              unpacks it.",
        fix: "Rename the file, or leave its folder out with a line in `.funcignore`.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let folders: HashSet<&str> = judged.files.iter().flat_map(|f| folders(&f.name)).collect();
    let finding = |file: &super::File| {
        let what = match fault(&file.name) {
            Some(fault) => fault,
            None if folders.contains(&*file.name) => "is the name of a folder as well",
            None => return None,
        };
        let message = format!("`{}` {what}", file.name.escape_debug());
        Some(judged.about_all(&RULE, message))
    };
    judged.files.iter().filter_map(finding).collect()
}

/// What is wrong with a name by itself.
fn fault(name: &str) -> Option<&'static str> {
    let is_drive = || name.get(1..2) == Some(":");
    if name.contains('\\') {
        Some("has a backslash, which Linux takes as part of the name")
    } else if name.starts_with('/') || is_drive() {
        Some("is an absolute path: it would land outside of the app")
    } else if name.split('/').any(|part| part == "..") {
        Some("leads out of its folder")
    } else if name.chars().any(char::is_control) {
        Some("has a control character in its name")
    } else if name.contains('\u{fffd}') {
        Some("is not UTF-8")
    } else if name.split('/').any(|part| part.is_empty() || part == ".") {
        Some("has an empty or a needless part in its path")
    } else {
        None
    }
}

/// Every folder on the way to a file.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').filter_map(|(at, _)| name.get(..at))
}
