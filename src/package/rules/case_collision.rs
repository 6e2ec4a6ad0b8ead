//! Names that differ only in case.

use std::collections::HashMap;

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "case-collision",
        severity: Severity::Warning,
        summary: "two files differ only in upper and lower case",
        why: "Windows plans and most developer machines keep only one of them; which one is chance.",
        fix: "Rename one of them.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut findings = Vec::new();
    for file in judged.files {
        let first = seen.insert(file.name.to_lowercase(), &file.name);
        // The same name twice is another fault.
        if let Some(first) = first.filter(|first| *first != file.name) {
            let message = format!("`{first}` and `{}` differ only in case", file.name);
            findings.push(judged.about(&RULE, file, message));
        }
    }
    findings
}
