//! One line a finding: `path:line:column: severity[rule] message`, for editors and grep.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostics::{Finding, printable};

/// Renders every finding; nothing when there is none.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", line(finding));
    }
    out
}

fn line(finding: &Finding) -> String {
    let source = &finding.primary.source;
    let place = source.position(finding.primary.span.start);
    format!(
        "{}:{}:{}: {}[{}] {}",
        printable(source.path()),
        place.line,
        place.column,
        finding.severity.as_str(),
        finding.rule.name,
        finding.message
    )
}
