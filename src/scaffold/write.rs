//! Planned files -> the disk: all of them or none.
//!
//! A new folder is filled beside its place and renamed into it. In a folder that exists, the
//! files are written aside and then only renamed; every step is noted and undone when a later
//! one fails.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};

use super::plan::PlannedFile;
use crate::error::{Failure, Result};
use crate::interrupt::Leftover;

/// Finds everything in the way of `files` in the folder `root`, which may not exist yet.
///
/// # Errors
/// A [`Failure`] that lists every conflict. With `force`, plain files are not in the way.
pub fn check(root: &Path, files: &[PlannedFile], force: bool) -> Result<()> {
    if !exists(root)? {
        return Ok(());
    }
    let found: Vec<Obstacle> = files
        .iter()
        .filter_map(|file| obstacle(root, &file.path))
        .filter(|obstacle| !(force && obstacle.is_file))
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<&str> = found
        .iter()
        .map(|obstacle| obstacle.text.as_str())
        .collect();
    lines.dedup();
    let failure = Failure::usage(format!(
        "cannot create the app in {}: something is in the way",
        root.display()
    ))
    .because(lines.join("\n"));
    Err(if found.iter().all(|obstacle| obstacle.is_file) {
        failure.help("choose another folder, or replace these files with `--force`")
    } else {
        failure.help("choose another folder, or move these away")
    })
}

/// Writes `files` into the folder `root`.
///
/// # Errors
/// A [`Failure`] as of [`check`], or when the disk refuses; then nothing was changed.
pub fn write(root: &Path, files: &[PlannedFile], force: bool) -> Result<()> {
    // Without a trailing `/` or `/.`, which a rename would take for an existing folder.
    let root: PathBuf = root.components().collect();
    check(&root, files, force)?;
    if exists(&root)? {
        fill(&root, files, force)
    } else {
        create(&root, files)
    }
}

/// Whether the folder is there.
fn exists(root: &Path) -> Result<bool> {
    match fs::metadata(root) {
        Ok(meta) if meta.is_dir() => Ok(true),
        Ok(_) => Err(Failure::usage(format!("{} is a file", root.display()))),
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::io("read", root, &error))
        }
        Err(_) if fs::symlink_metadata(root).is_ok() => Err(Failure::usage(format!(
            "{} is a symbolic link to nothing",
            root.display()
        ))),
        Err(_) => Ok(false),
    }
}

struct Obstacle {
    text: String,
    is_file: bool,
}

/// What stands where `path` or one of its folders should be.
fn obstacle(root: &Path, path: &str) -> Option<Obstacle> {
    let ends = path
        .match_indices('/')
        .map(|(at, _)| at)
        .chain([path.len()]);
    for part in ends.filter_map(|end| path.get(..end)) {
        let kind = fs::symlink_metadata(root.join(part)).ok()?.file_type();
        let is_folder_of_path = kind.is_dir() && part.len() < path.len();
        if !is_folder_of_path {
            let what = match kind {
                _ if kind.is_dir() => "is a folder",
                _ if kind.is_symlink() => "is a symbolic link",
                _ if part.len() < path.len() => "is not a folder",
                _ => "exists",
            };
            return Some(Obstacle {
                text: format!("{part} {what}"),
                is_file: kind.is_file() && part.len() == path.len(),
            });
        }
    }
    None
}

/// Makes a new folder: whole, or not at all.
fn create(root: &Path, files: &[PlannedFile]) -> Result<()> {
    let missing: Vec<&Path> = root
        .ancestors()
        .skip(1)
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .collect();
    let result = create_beside(root, files).map_err(|error| Failure::io("create", root, &error));
    if result.is_err() {
        for parent in missing {
            let _ = fs::remove_dir(parent);
        }
    }
    result
}

fn create_beside(root: &Path, files: &[PlannedFile]) -> io::Result<()> {
    let parent = match root.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    let beside = hidden_folder(parent)?;
    let _leftover = Leftover::new(beside.path());
    // A folder of its own: the temporary one is private to the user, an app need not be.
    let app = beside.path().join("app");
    write_below(&app, files)?;
    fs::rename(&app, root)
}

fn write_below(folder: &Path, files: &[PlannedFile]) -> io::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, &file.content)?;
        if file.executable {
            make_executable(&path)?;
        }
    }
    Ok(())
}

/// Lets a script be started by its name, where a file's mode decides that.
fn make_executable(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut mode = fs::metadata(path)?.permissions();
        mode.set_mode(mode.mode() | 0o111);
        fs::set_permissions(path, mode)?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn hidden_folder(parent: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new()
        .prefix(".fch-new-")
        .tempdir_in(parent)
}

/// Adds files to a folder that exists, and takes them away again when one fails.
fn fill(root: &Path, files: &[PlannedFile], force: bool) -> Result<()> {
    let refused = |error| Failure::io("write to", root, &error).help("nothing was changed");
    let aside = hidden_folder(root).map_err(refused)?;
    // What takes time, and what a full disk refuses, comes first and touches nothing.
    let leftover = Leftover::new(aside.path());
    write_below(&aside.path().join(NEW), files).map_err(refused)?;
    // From here on the folder also holds what was replaced.
    drop(leftover);
    let mut journal = Journal {
        aside,
        steps: Vec::new(),
    };
    for file in files {
        if let Err(error) = journal.add(root, file, force) {
            let failure = Failure::io("write", &root.join(&file.path), &error);
            return Err(failure.help(match journal.undo() {
                None => "nothing was changed".to_owned(),
                Some(kept) => format!("files that were replaced are in {}", kept.display()),
            }));
        }
    }
    Ok(())
}

/// The folder of the new files in [`Journal::aside`].
const NEW: &str = "new";

/// What was done so far.
struct Journal {
    /// Holds the new files, and those they replaced.
    aside: TempDir,
    steps: Vec<Step>,
}

enum Step {
    Folder(PathBuf),
    File(PathBuf),
    Replaced { path: PathBuf, old: PathBuf },
}

impl Journal {
    fn add(&mut self, root: &Path, file: &PlannedFile, force: bool) -> io::Result<()> {
        let path = root.join(&file.path);
        self.make_folders(root, path.parent().unwrap_or(root))?;
        let new = TempPath::try_from_path(self.aside.path().join(NEW).join(&file.path))?;
        if force && path.is_file() {
            let old = self.aside.path().join(self.steps.len().to_string());
            fs::rename(&path, &old)?;
            let path = path.clone();
            self.steps.push(Step::Replaced { path, old });
        }
        new.persist_noclobber(&path)?;
        self.steps.push(Step::File(path));
        Ok(())
    }

    fn make_folders(&mut self, root: &Path, folder: &Path) -> io::Result<()> {
        let mut missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|path| *path != root && !path.exists())
            .collect();
        missing.reverse();
        for path in missing {
            fs::create_dir(path)?;
            self.steps.push(Step::Folder(path.to_owned()));
        }
        Ok(())
    }

    /// Undoes every step, last first. What cannot be undone is left: the first error matters.
    /// Where a replaced file cannot go back, the folder that holds it is kept and returned.
    fn undo(self) -> Option<PathBuf> {
        let mut stranded = false;
        for step in self.steps.iter().rev() {
            match step {
                Step::Folder(path) => drop(fs::remove_dir(path)),
                Step::File(path) => drop(fs::remove_file(path)),
                Step::Replaced { path, old } => stranded |= fs::rename(old, path).is_err(),
            }
        }
        stranded.then(|| self.aside.keep())
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
