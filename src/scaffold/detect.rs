//! Which language a project is written in, by the files that its ecosystem expects.

use std::path::Path;

use super::catalogue;
use super::manifest::Template;
use crate::error::Result;

/// The language of the project in `root`, and its template: one of whose files is there. Of
/// several, one that made the app: whose file of functions is there too.
///
/// # Errors
/// A [`Failure`](crate::error::Failure) when a template of the binary is broken; a bug.
pub(super) fn language(root: &Path) -> Result<Option<(&'static str, Template)>> {
    let mut found = None;
    for name in catalogue::all_languages() {
        let template = catalogue::read(name)?;
        let is_there = |file: &String| root.join(file).is_file();
        if template.manifest.detect.iter().any(is_there) {
            if template.manifest.functions.iter().any(is_there) {
                return Ok(Some((name, template)));
            }
            found.get_or_insert((name, template));
        }
    }
    Ok(found)
}
