//! How often each rule fired, the worst first.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Report;
use crate::diagnostics::Severity;

/// The findings of one rule at one severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct RuleCount {
    rule: &'static str,
    severity: &'static str,
    count: usize,
}

/// Counts by rule: the worst severity first, then the most frequent, then by name.
pub(super) fn counts(report: &Report) -> Vec<RuleCount> {
    let mut counts: HashMap<(Severity, &'static str), usize> = HashMap::new();
    for finding in &report.findings {
        let key = (finding.severity, finding.rule.name);
        *counts.entry(key).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|((severity, rule), count)| (Reverse((*severity, *count)), *rule));
    let rows = counts.into_iter();
    rows.map(|((severity, rule), count)| RuleCount {
        rule,
        severity: severity.as_str(),
        count,
    })
    .collect()
}

/// Renders the counts as a table; nothing when there is no finding.
pub fn table(report: &Report) -> String {
    let counts = counts(report);
    let digits = counts.iter().map(|row| row.count.to_string().len()).max();
    let width = digits.unwrap_or(0);
    let mut out = String::new();
    for row in counts {
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{:width$}  {:7}  {}",
            row.count, row.severity, row.rule
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::{Finding, Label, RuleInfo, Source};

    static A: RuleInfo = rule("a");
    static B: RuleInfo = rule("b");
    static C: RuleInfo = rule("c");

    const fn rule(name: &'static str) -> RuleInfo {
        RuleInfo {
            name,
            severity: Severity::Warning,
            summary: "",
            why: "",
            fix: "",
        }
    }

    #[test]
    fn the_worst_and_most_frequent_come_first() {
        let source = Arc::new(Source::new("x", ""));
        let finding = |info| Finding::new(info, Label::new(&source, 0..0), "");
        let mut findings: Vec<Finding> = (0..10).map(|_| finding(&C)).collect();
        findings.extend([
            finding(&B),
            finding(&A),
            finding(&B).severity(Severity::Error),
        ]);
        let report = Report {
            findings,
            ..Report::default()
        };
        let expected = " 1  error    b\n10  warning  c\n 1  warning  a\n 1  warning  b\n";
        assert_eq!(table(&report), expected);
        assert_eq!(table(&Report::default()), "");
    }
}
