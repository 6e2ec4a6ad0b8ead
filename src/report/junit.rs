//! JUnit XML, which most CI systems show: a suite for each file, a case for each finding.
//!
//! Errors and warnings are failures; what is only worth knowing passes, with its text as output.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Report;
use crate::diagnostics::{Finding, Severity};

/// Renders the report. Without findings it holds one case that passes: an empty report reads as
/// one that is missing.
pub fn render(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let seconds = report.elapsed.as_secs_f64();
    let tests = report.findings.len().max(1);
    let failures = report.findings.iter().filter(|finding| fails(finding));
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<testsuites name=\"fch\" tests=\"{tests}\" failures=\"{}\" errors=\"0\" time=\"{seconds:.3}\">",
        failures.count()
    );
    if report.findings.is_empty() {
        out.push_str(&clean(report.check.name()));
    }
    for (path, findings) in by_file(report) {
        suite(&mut out, path, &findings);
    }
    out.push_str("</testsuites>\n");
    out
}

fn clean(command: &str) -> String {
    format!(
        "  <testsuite name=\"fch {command}\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">
    <testcase classname=\"fch\" name=\"{command}\"/>
  </testsuite>
"
    )
}

fn by_file(report: &Report) -> BTreeMap<&str, Vec<&Finding>> {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let path = finding.primary.source.path();
        files.entry(path).or_default().push(finding);
    }
    files
}

fn suite(out: &mut String, path: &str, findings: &[&Finding]) {
    let failures = findings.iter().filter(|finding| fails(finding)).count();
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
        escaped(path),
        findings.len()
    );
    let class = path.strip_suffix(".json").unwrap_or(path);
    for finding in findings {
        let _ = writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\">\n      {}\n    </testcase>",
            escaped(class),
            finding.rule.name,
            outcome(finding)
        );
    }
    out.push_str("  </testsuite>\n");
}

fn outcome(finding: &Finding) -> String {
    let body = escaped(&body(finding));
    if !fails(finding) {
        return format!("<system-out>{body}</system-out>");
    }
    format!(
        "<failure type=\"{}\" message=\"{}\">{body}</failure>",
        finding.severity.as_str(),
        escaped(&finding.message)
    )
}

fn fails(finding: &Finding) -> bool {
    finding.severity > Severity::Info
}

fn body(finding: &Finding) -> String {
    let source = &finding.primary.source;
    let start = source.position(finding.primary.span.start);
    let place = format!("line {}, col {}, ", start.line, start.column);
    let mut lines = vec![place + &finding.message];
    for label in &finding.related {
        let at = label.source.position(label.span.start);
        let path = label.source.path();
        lines.push(format!("{path}:{}:{}: {}", at.line, at.column, label.text));
    }
    lines.extend(finding.notes.iter().map(|line| format!("note: {line}")));
    lines.extend(finding.help.iter().map(|line| format!("help: {line}")));
    lines.join("\n")
}

/// Text as XML 1.0 can hold it: what it forbids is dropped, also when written as a reference.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Attributes would lose them, and a parser would make every one a line feed.
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_survives_and_forbidden_characters_do_not() {
        assert_eq!(
            escaped("a<b> & \"c\"\n"),
            "a&lt;b&gt; &amp; &quot;c&quot;&#10;"
        );
        assert_eq!(escaped("\0a\u{1b}[31m\u{ffff}ä😀"), "a[31mä😀");
    }
}
