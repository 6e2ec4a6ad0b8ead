//! Which app an open file belongs to, and which schema describes it.

use std::path::{Path, PathBuf};

use crate::app::{HOST_JSON, Overlay};
use crate::schemas::Schema;

/// The folder of the app that `file` belongs to: the nearest one with a host.json, on disk or
/// open in the editor.
pub(super) fn root_of(file: &Path, overlay: &Overlay) -> Option<PathBuf> {
    let is_root = |folder: &&Path| {
        let host = folder.join(HOST_JSON);
        overlay.get(&host).is_some() || host.is_file()
    };
    file.ancestors().skip(1).find(is_root).map(Path::to_owned)
}

/// The schema of a file, by its name.
pub(super) fn schema_of(file: &Path) -> Option<Schema> {
    let name = file.file_name()?;
    Schema::ALL
        .into_iter()
        .find(|schema| name == schema.file_name())
}
