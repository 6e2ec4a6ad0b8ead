//! Which app an open file belongs to, and which schema describes it.

use std::path::{Path, PathBuf};

use crate::app::{HOST_JSON, Overlay};
use crate::schemas::Schema;

/// The folder of the app that `file` belongs to: the nearest one with a host.json, on disk or
/// open in the editor.
pub(super) fn root_of(file: &Path, overlay: &Overlay) -> Option<PathBuf> {
    let mut folders = file.ancestors().skip(1);
    let root = folders.find(|folder| is_root(folder, overlay));
    root.map(Path::to_owned)
}

/// Whether a folder is that of an app.
pub(super) fn is_root(folder: &Path, overlay: &Overlay) -> bool {
    let host = folder.join(HOST_JSON);
    overlay.get(&host).is_some() || host.is_file()
}

/// The schema of a file, by its name.
pub(super) fn schema_of(file: &Path) -> Option<Schema> {
    Schema::of(file.file_name()?.to_str()?)
}
