//! Which files go into the package, and why: one decision with one reason for every path.

use std::path::{Path, PathBuf};

use super::filter::Filter;
use super::func::Func;
use super::ignore_file::IgnoreFile;
use super::needed::{self, Needed};
use super::selection::{Request, Selection};
use super::walk::{Walk, name_below};
use crate::app::funcignore::FuncIgnore;
use crate::diagnostics::Finding;
use crate::error::{Failure, Result};
use crate::lint::levels;

/// Decides about every path of an app. Faults in the app are findings; an error means that it
/// could not be read.
pub fn select(request: &Request<'_>) -> Result<Selection> {
    Chooser::new(request)?.select()
}

/// What decides about the paths of an app.
pub(super) struct Chooser<'a> {
    request: &'a Request<'a>,
    /// The root, free of links.
    pub root: PathBuf,
    /// The names the app cannot run without.
    pub needed: Vec<String>,
    /// Decides by name.
    pub filter: Filter,
    ignore_file: Option<IgnoreFile>,
    findings: Vec<Finding>,
}

impl<'a> Chooser<'a> {
    pub(super) fn new(request: &'a Request<'a>) -> Result<Self> {
        let unreadable = |error| Failure::io("read", request.root, &error);
        let root = request.root.canonicalize().map_err(unreadable)?;
        let needed = needed::names(request);
        let output = output_name(&root, request.output, &needed)?;
        let mut filter = Filter::new(&root, request.executable.is_some(), output);
        if let Some(executable) = request.executable {
            filter.use_executable(executable);
        }
        let siblings = request.siblings.iter();
        filter.use_siblings(siblings.filter_map(|path| below(&root, path)).collect());
        if let Some(lists) = request.lists {
            filter.use_lists(lists.clone());
        }
        let ignore_file = IgnoreFile::read(&root, request.shown_root)?;
        let mut findings = Vec::new();
        if let Some(file) = &ignore_file {
            let patterns = FuncIgnore::parse(file.text());
            findings = file.syntax(&patterns.bad_lines);
            filter.use_funcignore(patterns);
        }
        Ok(Chooser {
            request,
            root,
            needed,
            filter,
            ignore_file,
            findings,
        })
    }

    pub(super) fn select(&self) -> Result<Selection> {
        let mut selection = Selection {
            findings: self.findings.clone(),
            ..Selection::default()
        };
        Walk {
            root: &self.root,
            shown_root: self.request.shown_root,
            filter: &self.filter,
            selection: &mut selection,
        }
        .run()?;
        self.put_needed(&mut selection);
        selection.entries.sort_by(|a, b| a.name.cmp(&b.name));
        selection.excluded.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some(lists) = self.request.lists {
            let unmatched = lists.unmatched(&selection, &self.needed);
            selection.findings.extend(unmatched);
        }
        if let Some(file) = &self.ignore_file {
            selection.func = Func::reading(file.text());
            let differences = file.differences(&self.root, &self.filter, &selection);
            selection.findings.extend(differences);
        }
        levels::apply(self.request.levels, &mut selection.findings);
        Ok(selection)
    }

    fn put_needed(&self, selection: &mut Selection) {
        let needed = Needed {
            request: self.request,
            root: &self.root,
            filter: &self.filter,
            ignore_file: self.ignore_file.as_ref(),
        };
        for name in &self.needed {
            needed.put(name, selection);
        }
    }
}

/// The archive's own name below the root, if it lies there. It must not be a file of the app.
fn output_name(root: &Path, output: &Path, needed: &[String]) -> Result<Option<String>> {
    match below(root, output) {
        Some(name) if needed.contains(&name) => Err(Failure::usage(format!(
            "the package would overwrite the app's own `{name}`"
        ))
        .help("choose another name with `--output`")),
        name => Ok(name),
    }
}

/// The name below the root of a file that may be missing, if it lies there.
fn below(root: &Path, file: &Path) -> Option<String> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let path = folder.canonicalize().ok()?.join(file.file_name()?);
    name_below("", root, &path)
}
