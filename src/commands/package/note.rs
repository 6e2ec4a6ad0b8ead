//! The note about a zip that makes the next one faster.

use std::fs;
use std::path::{Path, PathBuf};

use super::subject::Subject;
use crate::app::state_folder;
use crate::archive::Note;

/// Where a note about the zip is kept for the next one: with what else `fch` keeps in the app.
pub(super) fn path(subject: &Subject) -> Option<PathBuf> {
    let folder = subject.app.root.dir.join(state_folder::NAME);
    let mut name = subject.output.file_name()?.to_os_string();
    name.push(".json");
    Some(folder.join(name))
}

/// Keeps the note in place of an older one, which may be why a zip was damaged. Without a note the
/// next zip takes longer, and is the same.
pub(super) fn keep(note: Option<&Note>, path: &Path) {
    let Some(folder) = path.parent() else { return };
    let _ = match note {
        Some(note) => state_folder::prepare(folder)
            .and_then(|()| state_folder::replace(path, &note.to_json())),
        None => fs::remove_file(path),
    };
}
