//! One JSON document, version 1. The structs here are the contract: fields are only added.
//! docs/json.md describes each.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::Report;
use super::statistics::{self, RuleCount};
use crate::diagnostics::{Applicability, Edit, Finding, Fix, Label, Severity, Source};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<FindingV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Vec<RuleCount>>,
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
    /// Whether `fch validate --fix` mends it, for unsafe fixes with `--unsafe-fixes`.
    fixable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixV1<'a>>,
}

/// The edits that mend a finding. They are made together or not at all.
#[derive(Serialize)]
struct FixV1<'a> {
    title: &'a str,
    /// `safe` or `unsafe`.
    applicability: &'a str,
    edits: Vec<EditV1<'a>>,
}

/// What stands at the place becomes `text`. Nothing that becomes nothing means: write the file
/// again as UTF-8.
#[derive(Serialize)]
struct EditV1<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: Cow<'a, str>,
    /// Only there, and true, when the text stands masked because it may hold a secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    masked: bool,
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

/// Renders the whole report, indented, with a line end; on demand with how often each rule fired.
pub fn render(report: &Report, with_statistics: bool) -> String {
    let document = Document {
        version: 1,
        findings: findings(report),
        statistics: with_statistics.then(|| statistics::counts(report)),
        summary: Summary {
            apps: report.apps,
            files: report.files,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            fixable: report.fixable(Applicability::Safe) + report.fixable(Applicability::Unsafe),
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
        place: place(&finding.primary.source, &finding.primary.span),
        labels: primary.chain(related).collect(),
        notes: &finding.notes,
        help: &finding.help,
        fixable: finding.fix.is_some(),
        fix: finding.fix.as_ref().map(fix),
    }
}

fn label(label: &Label, primary: bool) -> LabelV1<'_> {
    LabelV1 {
        message: &label.text,
        primary,
        place: place(&label.source, &label.span),
    }
}

fn fix(fix: &Fix) -> FixV1<'_> {
    FixV1 {
        title: &fix.title,
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        },
        edits: fix.edits.iter().map(edit).collect(),
    }
}

fn edit(edit: &Edit) -> EditV1<'_> {
    let text = edit.shown();
    EditV1 {
        place: place(&edit.source, &edit.span),
        masked: text != edit.text,
        text,
    }
}

fn place<'a>(source: &'a Source, span: &Range<usize>) -> Place<'a> {
    let (start, end) = source.range(span);
    Place {
        path: source.path(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
