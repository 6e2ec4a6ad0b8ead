//! GitHub Actions: findings as annotations of the changed files, and as a table for the
//! summary of the job.

use std::fmt::Write as _;

use super::{Checkout, Report};
use crate::diagnostics::{Finding, Label, Severity, printable};
use crate::ui::words::count;

/// GitHub keeps this many annotations of each level of a step, and drops the others.
const MOST: usize = 10;
/// GitHub takes a mebibyte for the summary of a step, with everything that other tools write.
const MOST_SUMMARY_BYTES: usize = 900_000;

/// Renders the worst findings as workflow commands, as many as GitHub keeps, and how many there
/// are besides.
pub fn render(report: &Report, checkout: &Checkout) -> String {
    let mut room = [MOST; 3];
    let mut out = String::new();
    let mut left_out = 0;
    for finding in report.worst_first() {
        let room = &mut room[finding.severity as usize];
        if *room == 0 {
            left_out += 1;
            continue;
        }
        *room -= 1;
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", command(finding, checkout));
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "{} without an annotation: GitHub keeps {MOST} of each level",
            count(left_out, "more finding")
        );
    }
    out
}

/// Renders all findings as Markdown, for the file that `GITHUB_STEP_SUMMARY` names.
pub fn summary(report: &Report, checkout: &Checkout) -> String {
    let mut out = format!("### fch {}\n\n", report.check.name());
    if report.findings.is_empty() {
        let _ = writeln!(out, "No problems in {}.", count(report.files, "file"));
        return out;
    }
    out.push_str("| | rule | place | finding |\n|---|---|---|---|\n");
    let findings = report.worst_first();
    for (index, finding) in findings.iter().enumerate() {
        if out.len() > MOST_SUMMARY_BYTES {
            let _ = writeln!(out, "\n... and {} more.", findings.len() - index);
            return out;
        }
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            finding.severity.as_str(),
            finding.rule.name,
            cell(&place(&finding.primary, checkout)),
            cell(&finding.message)
        );
    }
    out
}

fn command(finding: &Finding, checkout: &Checkout) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let label = &finding.primary;
    let (start, end) = label.source.range(&label.span);
    let mut properties = format!(
        "file={},line={},endLine={}",
        property(&printable(&file(label, checkout))),
        start.line,
        end.line
    );
    // GitHub refuses columns of a place with several lines.
    if start.line == end.line {
        let _ = write!(properties, ",col={},endColumn={}", start.column, end.column);
    }
    let title = property(finding.rule.name);
    let message = data(&message(finding, checkout));
    format!("::{level} {properties},title={title}::{message}")
}

/// The message, the related places, which an annotation cannot point at, and what to do.
fn message(finding: &Finding, checkout: &Checkout) -> String {
    let mut lines = vec![finding.message.clone()];
    for label in &finding.related {
        let place = place(label, checkout);
        lines.push(match label.text.as_str() {
            "" => format!("see {place}"),
            text => format!("{place}: {text}"),
        });
    }
    lines.extend(finding.notes.iter().cloned());
    lines.extend(finding.help.iter().map(|line| format!("help: {line}")));
    lines.join("\n")
}

fn place(label: &Label, checkout: &Checkout) -> String {
    let start = label.source.position(label.span.start);
    let file = file(label, checkout);
    format!("{}:{}:{}", printable(&file), start.line, start.column)
}

/// From the root of the repository; a file that lies elsewhere as it was typed.
fn file(label: &Label, checkout: &Checkout) -> String {
    let typed = label.source.path();
    checkout.path(typed).unwrap_or_else(|| typed.to_owned())
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text in a cell of a table, with nothing that Markdown would take for more. Code keeps its
/// backticks; within them only `|` has a meaning.
fn cell(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    let pieces: Vec<String> = pieces
        .map(|(index, piece)| match index % 2 {
            0 => plain(piece),
            _ => piece.replace('|', "\\|"),
        })
        .collect();
    pieces.join("`")
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '[' | ']' | '\\' | '~' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        assert_eq!(data("50%\r\na,b:c"), "50%25%0D%0Aa,b:c");
        assert_eq!(property("C:\\a,b%\n"), "C%3A\\a%2Cb%25%0A");
    }

    #[test]
    fn a_cell_stays_one_cell() {
        assert_eq!(
            cell("a|b `c|*d*` <e> _f_"),
            "a\\|b `c\\|*d*` &lt;e> \\_f\\_"
        );
    }
}
