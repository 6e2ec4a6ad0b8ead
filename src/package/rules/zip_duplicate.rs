//! Names that are in an archive twice.

use std::collections::HashSet;

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "zip-duplicate",
        severity: Severity::Error,
        summary: "a name is in the archive more than once",
        why: "Which of the files is unpacked depends on the program: some keep the first, some \
              the last, and some stop. What was checked need not be what runs, so \
              this can be neither allowed nor lowered.",
        fix: "Make the package again, into a new file: some programs append to one that is there.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let (mut seen, mut told) = (HashSet::new(), HashSet::new());
    let mut findings = Vec::new();
    for file in judged.files {
        let name = file.name.as_str();
        if !seen.insert(name) && told.insert(name) {
            let message = format!("`{name}` is in the archive more than once");
            findings.push(judged.about_all(&RULE, message));
        }
    }
    findings
}
