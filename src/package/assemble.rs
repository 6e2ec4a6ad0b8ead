//! The whole way from an app's folder to a proven zip: select, write, judge, prove, keep.

use super::proof::prove;
use super::rules::{File, Judged, judge};
use super::secrets::secrets;
use super::select::select;
use super::selection::{Request, Selection, shown_path};
use crate::archive::{self, Draft, Entry, Options, Written};
use crate::diagnostics::{Finding, Severity};
use crate::error::Result;
use crate::hosting::Conditions;
use crate::inspect::Inspection;
use crate::lint::levels;

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

/// Packages an app for the conditions that it has to fit. Nothing is kept when the package would not work.
///
/// # Errors
/// When the app cannot be read or the zip not be written.
pub fn assemble(
    request: &Request<'_>,
    conditions: Conditions,
    options: &Options,
) -> Result<Assembled> {
    let mut selection = select(request)?;
    let findings = std::mem::take(&mut selection.findings);
    let secrets = secrets(&selection, request.shown_root)?;
    let mut made = Assembled {
        selection,
        executable: None,
        written: None,
        findings,
    };
    made.take(secrets, request);
    if made.is_hopeless() {
        return Ok(made);
    }
    let sources: Vec<archive::Source> = made.selection.entries.iter().map(Into::into).collect();
    let draft = Draft::write(&sources, request.output, options)?;
    let entries = &draft.written().entries;
    made.executable = executable(request, entries);
    let mut found = look_at(request, conditions, draft.written());
    found.iter_mut().for_each(|it| say_where_from(it, request));
    made.take(found, request);
    if !made.is_hopeless() {
        let shown = request.output.display().to_string();
        made.take(prove(draft.path(), &shown, draft.written())?, request);
    }
    if !made.is_hopeless() {
        made.written = Some(draft.keep()?);
    }
    Ok(made)
}

impl Assembled {
    /// Adds those of the findings that count, as the user wants them.
    fn take(&mut self, mut found: Vec<Finding>, request: &Request<'_>) {
        levels::apply(request.levels, &mut found);
        self.findings.append(&mut found);
    }

    /// Whether the package could not work.
    fn is_hopeless(&self) -> bool {
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        self.findings.iter().any(is_error)
    }
}

fn executable(request: &Request<'_>, entries: &[Entry]) -> Option<Inspection> {
    let name = request.executable?;
    let entry = entries.iter().find(|entry| entry.name == name)?;
    entry.inspection.clone()
}

/// An executable from elsewhere is shown under its name in the app, which is not where it is.
fn say_where_from(finding: &mut Finding, request: &Request<'_>) {
    if let (Some(binary), Some(name)) = (request.binary, request.executable)
        && finding.primary.source.path() == shown_path(request.shown_root, name)
    {
        let note = format!("it was taken from {}", binary.display());
        finding.notes.push(note);
    }
}

fn look_at(request: &Request<'_>, conditions: Conditions, written: &Written) -> Vec<Finding> {
    let files: Vec<File> = written.entries.iter().map(Into::into).collect();
    judge(&Judged {
        files: &files,
        executable: request.executable,
        required: request.required,
        platform: conditions.platform,
        conditions,
        size: written.size,
        archive: &request.output.display().to_string(),
        shown_root: request.shown_root,
    })
}

impl From<&Entry> for File {
    fn from(entry: &Entry) -> Self {
        File {
            name: entry.name.clone(),
            size: entry.size,
            mode: Some(entry.mode),
            sha256: Some(entry.sha256),
            inspection: entry.inspection.clone(),
        }
    }
}

impl From<&super::Entry> for archive::Source {
    fn from(entry: &super::Entry) -> Self {
        archive::Source {
            name: entry.name.clone(),
            disk: entry.disk.clone(),
            size: entry.size,
            program: entry.executable,
        }
    }
}
