//! Which files go into the package, and why: one decision with one reason for every path.

use std::path::Path;

use super::filter::Filter;
use super::ignore_file::IgnoreFile;
use super::needed::{self, Needed};
use super::selection::{Request, Selection};
use super::walk::{Walk, name_below};
use crate::app::funcignore::FuncIgnore;
use crate::error::{Failure, Result};

/// Decides about every path of an app. Faults in the app are findings; an error means that it
/// could not be read.
pub fn select(request: &Request<'_>) -> Result<Selection> {
    let unreadable = |error| Failure::io("read", request.root, &error);
    let root = request.root.canonicalize().map_err(unreadable)?;
    let names = needed::names(request);
    let output = output_name(&root, request.output, &names)?;
    let mut filter = Filter::new(&root, request.executable.is_some(), output);
    if let Some(executable) = request.executable {
        filter.use_executable(executable);
    }
    let ignore_file = IgnoreFile::read(&root, request.shown_root)?;
    let mut selection = Selection::default();
    if let Some(file) = &ignore_file {
        let patterns = FuncIgnore::parse(file.text());
        selection.findings.extend(file.syntax(&patterns.bad_lines));
        filter.use_funcignore(patterns);
    }
    Walk {
        root: &root,
        shown_root: request.shown_root,
        filter: &filter,
        selection: &mut selection,
    }
    .run()?;
    let needed = Needed {
        request,
        root: &root,
        filter: &filter,
        ignore_file: ignore_file.as_ref(),
    };
    for name in &names {
        needed.put(name, &mut selection);
    }
    selection.entries.sort_by(|a, b| a.name.cmp(&b.name));
    selection.excluded.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(file) = &ignore_file {
        let differences = file.differences(&root, &filter, &selection);
        selection.findings.extend(differences);
    }
    Ok(selection)
}

/// The archive's own name below the root, if it lies there. It must not be a file of the app.
fn output_name(root: &Path, output: &Path, needed: &[String]) -> Result<Option<String>> {
    let folder = match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = output.file_name().and_then(|name| {
        let path = folder.canonicalize().ok()?.join(name);
        name_below("", root, &path)
    });
    match name {
        Some(name) if needed.contains(&name) => Err(Failure::usage(format!(
            "the package would overwrite the app's own `{name}`"
        ))
        .help("choose another name with `--output`")),
        name => Ok(name),
    }
}
