//! One JSON document, version 1. The structs here are the contract: fields are only added.

use serde::Serialize;

use super::Report;
use crate::diagnostics::{Finding, Label, Severity};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<FindingV1<'a>>,
    summary: Summary<'a>,
}

/// A finding as it stands in every JSON document of `fch`.
#[derive(Serialize)]
pub(super) struct FindingV1<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    labels: Vec<LabelV1<'a>>,
    notes: &'a [String],
    help: &'a [String],
    /// Whether `fch` can repair it; no rule has a fix yet.
    fixable: bool,
}

#[derive(Serialize)]
struct LabelV1<'a> {
    message: &'a str,
    primary: bool,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Lines and columns from 1, columns in code points, the end after the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'a> {
    apps: usize,
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    fixable: usize,
    /// Not among the findings: a comment suppresses them.
    suppressed: usize,
    /// Not among the findings: they are in the baseline.
    baselined: usize,
    /// Entries of the baseline that are no longer found.
    baseline_gone: usize,
    skipped: &'a [String],
}

/// Renders the whole report, indented, with a line end.
pub fn render(report: &Report) -> String {
    let document = Document {
        version: 1,
        findings: findings(report),
        summary: Summary {
            apps: report.apps,
            files: report.files,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            fixable: 0,
            suppressed: report.silenced.suppressed,
            baselined: report.silenced.known,
            baseline_gone: report.silenced.gone,
            skipped: &report.skipped,
        },
    };
    // Only maps with non-text keys can fail to serialise, and there are none.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The findings of a report, in its order.
pub(super) fn findings(report: &Report) -> Vec<FindingV1<'_>> {
    report.findings.iter().map(finding).collect()
}

fn finding(finding: &Finding) -> FindingV1<'_> {
    let primary = std::iter::once(label(&finding.primary, true));
    let related = finding.related.iter().map(|related| label(related, false));
    FindingV1 {
        rule: finding.rule.name,
        severity: finding.severity.as_str(),
        message: &finding.message,
        place: place(&finding.primary),
        labels: primary.chain(related).collect(),
        notes: &finding.notes,
        help: &finding.help,
        fixable: false,
    }
}

fn label(label: &Label, primary: bool) -> LabelV1<'_> {
    LabelV1 {
        message: &label.text,
        primary,
        place: place(label),
    }
}

fn place(label: &Label) -> Place<'_> {
    let (start, end) = label.source.range(&label.span);
    Place {
        path: label.source.path(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
