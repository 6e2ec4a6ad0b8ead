//! The note about a zip that makes the next one faster.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::subject::Subject;
use crate::app::state_folder;
use crate::archive::Note;
use crate::diagnostics::Finding;
use crate::package::Assembled;
use crate::package::proof::ZIP_DAMAGED;

/// The folder of notes, with what else `fch` keeps in the app.
const FOLDER: &str = "packages";

/// Where a note about the zip is kept for the next one.
pub(super) fn path(subject: &Subject) -> Option<PathBuf> {
    let root = &subject.app.root.dir;
    let mut name = subject.output.file_name()?.to_os_string();
    name.push(".json");
    Some(root.join(state_folder::NAME).join(FOLDER).join(name))
}

/// Keeps the note about what was made in place of an older one. That goes as well when the zip was
/// damaged, for it may be why. Without a note the next zip takes longer, and is the same.
pub(super) fn keep(made: &Assembled, path: &Path) {
    let is_damaged = |finding: &Finding| finding.rule.name == ZIP_DAMAGED.name;
    let note = made.written.as_ref().map(|written| &written.note);
    let _ = match note {
        Some(Some(note)) => save(note, path),
        Some(None) => fs::remove_file(path),
        None if made.findings.iter().any(is_damaged) => fs::remove_file(path),
        None => Ok(()),
    };
}

fn save(note: &Note, path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        folder.parent().map_or(Ok(()), state_folder::prepare)?;
        fs::create_dir_all(folder)?;
    }
    state_folder::replace(path, &note.to_json())
}
