//! The whole way from an app's folder to a proven zip: select, inspect, write, verify.

use super::archive::{self, Options, Written};
use super::check;
use super::compress::refuse_too_large;
use super::inspect::{Inspection, inspect};
use super::platform::Platform;
use super::secrets::secrets;
use super::select::select;
use super::selection::{Request, Selection, shown_path};
use super::verify::{Expectation, verify};
use crate::diagnostics::{Finding, Severity};
use crate::error::Result;

/// What came of packaging an app.
#[derive(Debug)]
pub struct Assembled {
    /// What goes in and what stays out.
    pub selection: Selection,
    /// What the executable is, when it is a file of the app.
    pub executable: Option<Inspection>,
    /// The zip; `None` when an error among the findings kept it from being written.
    pub written: Option<Written>,
    /// What is wrong with the app, its executable or the zip.
    pub findings: Vec<Finding>,
}

/// Packages an app for `platform`. Nothing is written when the package would not work.
///
/// # Errors
/// When the app cannot be read or the zip not be written.
pub fn assemble(request: &Request<'_>, platform: Platform, options: &Options) -> Result<Assembled> {
    let selection = select(request)?;
    refuse_too_large(&selection.entries)?;
    let mut findings = selection.findings.clone();
    findings.extend(secrets(&selection, request.shown_root)?);
    let mut executable = None;
    if let Some(entry) = selection.entries.iter().find(|entry| entry.executable) {
        let inspection = inspect(&entry.disk)?;
        let shown = shown_path(request.shown_root, &entry.name);
        findings.extend(check::check(&inspection, platform, &shown));
        executable = Some(inspection);
    }
    let hopeless = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    let written = if hopeless {
        None
    } else {
        let written = archive::write(&selection, request.output, options)?;
        findings.extend(prove(request, &written)?);
        Some(written)
    };
    Ok(Assembled {
        selection,
        executable,
        written,
        findings,
    })
}

/// Opens the zip again and holds it against what should be in it.
fn prove(request: &Request<'_>, written: &Written) -> Result<Vec<Finding>> {
    let shown = request.output.display().to_string();
    let expected = Expectation {
        entries: Some(&written.entries),
        required: request.required,
        executable: request.executable,
    };
    let mut findings = verify(request.output, &shown, &expected)?;
    findings.extend(check::size(written, &shown));
    Ok(findings)
}
