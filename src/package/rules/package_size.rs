//! Packages that are too large.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::CONSUMPTION_LIMIT;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "package-size",
        severity: Severity::Warning,
        summary: "the unpacked package is larger than 1 GiB",
        why: "The Consumption plan has 1 GB of temporary space for a package.",
        fix: "Leave out what the app does not need at run time (`fch package --list` shows why each \
              file is in), and load large data from storage.",
    },
    check,
};

/// How many of the largest files are named.
const NAMED: usize = 5;

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let unpacked: u64 = judged.files.iter().map(|file| file.size).sum();
    if unpacked <= CONSUMPTION_LIMIT {
        return Vec::new();
    }
    let mut largest: Vec<_> = judged.files.iter().collect();
    largest.sort_by_key(|file| std::cmp::Reverse(file.size));
    let message = format!("`{}` unpacks to {} MiB", judged.archive, unpacked >> 20);
    let finding = judged.about_all(&RULE, message);
    vec![largest.iter().take(NAMED).fold(finding, |finding, file| {
        finding.note(format!("`{}` is {} MiB", file.name, file.size >> 20))
    })]
}
