//! Findings as the client shows them.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};

use super::position::Encoding;
use super::uri;
use crate::diagnostics::{Finding, Label, Severity, Source};

/// The file that a source was read from: the server loads apps by absolute paths.
pub(super) fn path_of(source: &Arc<Source>) -> PathBuf {
    PathBuf::from(source.path())
}

/// One finding at its primary place.
pub(super) fn diagnostic(finding: &Finding, encoding: Encoding) -> Diagnostic {
    let related: Vec<_> = finding
        .related
        .iter()
        .filter_map(|label| related(label, encoding))
        .collect();
    Diagnostic {
        range: encoding.range(finding.primary.source.text(), &finding.primary.span),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.name.to_owned())),
        source: Some("fch".to_owned()),
        message: message(finding),
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// What is wrong, why it matters here, and what to do: a line each.
fn message(finding: &Finding) -> String {
    let lines = std::iter::once(&finding.message);
    let lines: Vec<&str> = lines
        .chain(&finding.notes)
        .chain(&finding.help)
        .map(String::as_str)
        .collect();
    lines.join("\n")
}

fn related(label: &Label, encoding: Encoding) -> Option<DiagnosticRelatedInformation> {
    Some(DiagnosticRelatedInformation {
        location: Location {
            uri: uri::from_path(&path_of(&label.source))?,
            range: encoding.range(label.source.text(), &label.span),
        },
        message: match label.text.as_str() {
            "" => "see here".to_owned(),
            text => text.to_owned(),
        },
    })
}
