//! Every path below the app's root, sorted, each with what it is.
//!
//! Links are followed by hand and only inside the root: a zip for Azure holds copies, because
//! links in a zip turn into text files or break the deployment. Nothing is skipped silently: an
//! unreadable folder ends the walk with an error, and what cannot be stored is a finding.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::filter::{Filter, Verdict};
use super::rules::{ENTRY_NAME, SYMLINK};
use super::selection::{Entry, Excluded, Reason, Selection, shown_path};
use super::whole_file;
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::error::{Failure, Result};
use crate::parallel;

/// The rule for pipes, sockets and devices.
pub static SPECIAL_FILE: RuleInfo = RuleInfo {
    name: "special-file",
    severity: Severity::Warning,
    summary: "a pipe, socket or device is left out",
    why: "A zip holds regular files only.",
    fix: "Remove it, or silence this with a line in `.funcignore`.",
};

/// What following a link gave, or what is wrong with it, to be said after its name.
type Followed<T> = std::result::Result<T, &'static str>;

/// How many links to folders may lie within one another.
const NESTED_LINKS: usize = 8;

/// One walk over an app.
pub(super) struct Walk<'a> {
    /// The root, free of links.
    pub root: &'a Path,
    /// How findings name the root.
    pub shown_root: &'a str,
    /// Decides by name.
    pub filter: &'a Filter,
    /// Where everything goes.
    pub selection: &'a mut Selection,
}

impl Walk<'_> {
    /// Walks the whole app.
    pub(super) fn run(&mut self) -> Result<()> {
        self.folder(self.root, "", &[])?;
        self.measure()
    }

    /// Asks for the size of every file, on all cores.
    fn measure(&mut self) -> Result<()> {
        let files = &mut self.selection.entries;
        let sizes = parallel::map(files, |file| fs::symlink_metadata(&file.disk));
        for (file, size) in files.iter_mut().zip(sizes) {
            let size = size.map_err(|error| unreadable(&file.disk, &error))?;
            file.size = size.len();
        }
        Ok(())
    }

    /// Walks `folder`, whose content is stored below `prefix`. `open` holds the real folders
    /// that contain the links followed so far.
    fn folder(&mut self, folder: &Path, prefix: &str, open: &[PathBuf]) -> Result<()> {
        let mut steps = WalkDir::new(folder)
            .min_depth(1)
            .sort_by_file_name()
            .into_iter();
        while let Some(step) = steps.next() {
            let step = step.map_err(|error| unlisted(folder, error))?;
            let descend = self.step(&step, folder, prefix, open)?;
            if step.file_type().is_dir() && !descend {
                steps.skip_current_dir();
            }
        }
        Ok(())
    }

    /// Deals with one path; whether to go on below it, if it is a folder.
    fn step(
        &mut self,
        step: &DirEntry,
        folder: &Path,
        prefix: &str,
        open: &[PathBuf],
    ) -> Result<bool> {
        let Some(name) = name_below(prefix, folder, step.path()) else {
            self.unstorable_name(step.path());
            return Ok(false);
        };
        let kind = step.file_type();
        // A link to a folder is stored as a folder, so it is matched as one.
        let is_folder = kind.is_dir() || (kind.is_symlink() && step.path().is_dir());
        let reason = match self.filter.decide(&name, is_folder) {
            Verdict::In(reason) => reason,
            Verdict::Out(reason) => {
                self.exclude(name, is_folder, reason);
                return Ok(false);
            }
        };
        if kind.is_file() {
            self.include(name, step.path().to_path_buf(), reason);
        } else if kind.is_symlink() {
            self.link(name, step.path(), reason, open)?;
        } else if !kind.is_dir() {
            self.special(name);
        }
        Ok(true)
    }

    fn link(&mut self, name: String, disk: &Path, reason: Reason, open: &[PathBuf]) -> Result<()> {
        let fault = match self.resolve(disk) {
            Err(fault) => fault,
            Ok((target, inside)) => {
                let meta = fs::metadata(&target).map_err(|e| Failure::io("read", &target, &e))?;
                // A link must not be a back door for `local.settings.json`.
                if let Some(never) = self.filter.fixed_on_the_way(&inside, meta.is_dir()) {
                    self.exclude(name, meta.is_dir(), never);
                    return Ok(());
                }
                if meta.is_file() {
                    self.include(name, target, reason);
                    return Ok(());
                }
                if !meta.is_dir() {
                    self.special(name);
                    return Ok(());
                }
                match follow(disk, &target, open) {
                    Ok(open) => return self.folder(&target, &name, &open),
                    Err(fault) => fault,
                }
            }
        };
        self.report(&SYMLINK.info, &name, fault);
        self.exclude(name, false, Reason::Never("a link that cannot be followed"));
        Ok(())
    }

    /// The real path of a link's target, and its name below the root.
    fn resolve(&self, disk: &Path) -> Followed<(PathBuf, String)> {
        let target = disk
            .canonicalize()
            .map_err(|_| "is a link that leads nowhere")?;
        if target == self.root {
            return Err("is a link to the app's own folder");
        }
        match name_below("", self.root, &target) {
            Some(inside) => Ok((target, inside)),
            None => Err("is a link that leaves the app"),
        }
    }

    fn special(&mut self, name: String) {
        self.report(&SPECIAL_FILE, &name, "is neither a file nor a folder");
        self.exclude(name, false, Reason::Never("not a regular file"));
    }

    fn include(&mut self, name: String, disk: PathBuf, reason: Reason) {
        self.selection.entries.push(Entry {
            name,
            disk,
            size: 0,
            executable: false,
            reason,
        });
    }

    fn exclude(&mut self, mut name: String, is_folder: bool, reason: Reason) {
        if is_folder {
            name.push('/');
        }
        self.selection.excluded.push(Excluded { name, reason });
    }

    fn report(&mut self, rule: &'static RuleInfo, name: &str, fault: &str) {
        let label = whole_file(shown_path(self.shown_root, name));
        let message = format!("`{name}` {fault}");
        self.selection
            .findings
            .push(Finding::new(rule, label, message));
    }

    fn unstorable_name(&mut self, path: &Path) {
        let name = path.strip_prefix(self.root).unwrap_or(path).display();
        let name = name.to_string();
        let fault = "has a name that a zip for Azure cannot hold: it is not UTF-8, or holds a `\\`";
        self.report(&ENTRY_NAME.info, &name, fault);
        self.exclude(name, false, Reason::Never("its name cannot be stored"));
    }
}

/// The open folders once the link at `disk` to the folder `target` is followed, unless that
/// would never end.
fn follow(disk: &Path, target: &Path, open: &[PathBuf]) -> Followed<Vec<PathBuf>> {
    let mut open = open.to_vec();
    open.extend(disk.parent().and_then(|parent| parent.canonicalize().ok()));
    if open.iter().any(|folder| folder.starts_with(target)) {
        return Err("is a link to a folder that contains it");
    }
    if open.len() > NESTED_LINKS {
        return Err("lies behind too many links within one another");
    }
    Ok(open)
}

/// `path` as an entry's name: below `prefix`, relative to `folder`, with `/`. None where a zip
/// could not hold it, and where it is not below `folder`.
pub(super) fn name_below(prefix: &str, folder: &Path, path: &Path) -> Option<String> {
    let mut name = prefix.to_owned();
    for part in path.strip_prefix(folder).ok()?.components() {
        let part = part.as_os_str().to_str()?;
        if part.contains(['\\', '\0']) {
            return None;
        }
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(part);
    }
    Some(name)
}

fn unlisted(folder: &Path, error: walkdir::Error) -> Failure {
    let path = error.path().unwrap_or(folder).to_path_buf();
    unreadable(&path, &std::io::Error::from(error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::io("read", path, error)
        .help("make it readable, or leave it out with a line in `.funcignore`")
}
