//! Writes mended files: all of them or none, each whole, and only over what was read.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Change;
use crate::app::document::text_on_disk;
use crate::error::{Failure, Result};
use crate::interrupt::Leftover;

/// Writes the changed files of one app as UTF-8. A symbolic link stays one: the file that it
/// leads to is written. Modes are kept. A hard link parts from its others: a file that is never
/// half written is worth more.
///
/// # Errors
/// When a file is no longer what was read, is read-only, or cannot be written. Then all of them
/// are as they were. Only a process that is killed between two files leaves one of them mended.
pub fn write(changes: &[Change]) -> Result<()> {
    let prepared: Vec<Prepared<'_>> = changes.iter().map(prepare).collect::<Result<_>>()?;
    changes.iter().try_for_each(unchanged)?;
    let mut undo = Vec::new();
    for file in prepared {
        let old = file.old;
        match file.new.file.persist(&file.target) {
            Ok(_) => undo.push((file.target, old)),
            Err(failed) => {
                return Err(put_back(undo, refused(&file.change.path, &failed.error)));
            }
        }
    }
    Ok(())
}

/// A file that only has to be renamed.
struct Prepared<'a> {
    change: &'a Change,
    target: PathBuf,
    new: Beside,
    old: Vec<u8>,
}

/// A new file beside the one that it is to replace; it goes if Ctrl-C comes in between.
struct Beside {
    file: NamedTempFile,
    _leftover: Leftover,
}

fn prepare(change: &Change) -> Result<Prepared<'_>> {
    unchanged(change)?;
    let failed = |error: io::Error| refused(&change.path, &error);
    let target = fs::canonicalize(&change.path).map_err(failed)?;
    let metadata = fs::metadata(&target).map_err(failed)?;
    if metadata.permissions().readonly() {
        let message = format!("{} is read-only", change.path.display());
        return Err(Failure::usage(message).help("nothing was changed"));
    }
    let old = fs::read(&target).map_err(failed)?;
    let new = beside(&target, change.after.text().as_bytes(), &metadata).map_err(failed)?;
    Ok(Prepared {
        change,
        target,
        new,
        old,
    })
}

/// # Errors
/// When the file does not say any more what was read.
fn unchanged(change: &Change) -> Result<()> {
    match text_on_disk(&change.path) {
        Ok((text, _)) if text == change.before.text() => Ok(()),
        _ => {
            let message = format!("{} was changed meanwhile", change.path.display());
            Err(Failure::usage(message).help("nothing was written; try again"))
        }
    }
}

/// A new file in the folder of `target`, on the same disk, with its mode.
fn beside(target: &Path, bytes: &[u8], metadata: &Metadata) -> io::Result<Beside> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix(".fch-").suffix(".tmp").tempfile_in(folder)?;
    let leftover = Leftover::new(file.path());
    file.write_all(bytes)?;
    keep_owner(&file, metadata);
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    Ok(Beside {
        file,
        _leftover: leftover,
    })
}

/// Root who mends somebody's file leaves it theirs. For anybody else there is nothing to do.
#[cfg(unix)]
fn keep_owner(new: &NamedTempFile, metadata: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(new.as_file(), Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_new: &NamedTempFile, _metadata: &Metadata) {}

fn refused(path: &Path, error: &io::Error) -> Failure {
    Failure::io("write", path, error).help("nothing was changed")
}

/// Undoes what was written before `failure`, and returns that.
fn put_back(written: Vec<(PathBuf, Vec<u8>)>, failure: Failure) -> Failure {
    written.iter().fold(failure, |failure, (path, old)| {
        let put_back = fs::metadata(path).and_then(|metadata| {
            let new = beside(path, old, &metadata)?;
            new.file.persist(path).map_err(|failed| failed.error)
        });
        match put_back {
            Ok(_) => failure,
            Err(_) => failure.help(format!("but {} is mended already", path.display())),
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::diagnostics::Source;
    use std::sync::Arc;

    fn change(path: &Path, before: &str, after: &str) -> Change {
        let source = |text| Arc::new(Source::new("host.json", text));
        Change {
            path: path.to_owned(),
            before: source(before),
            after: source(after),
        }
    }

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn one_file_that_changed_meanwhile_stops_all() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&a, "old").unwrap();
        fs::write(&b, "changed").unwrap();
        let failure = write(&[change(&a, "old", "new"), change(&b, "old", "new")]).unwrap_err();
        assert!(failure.message.ends_with("b was changed meanwhile"));
        assert_eq!(fs::read_to_string(&a).unwrap(), "old");
        assert_eq!(fs::read_to_string(&b).unwrap(), "changed");
        assert_eq!(names(dir.path()), 2, "no temporary file is left");

        fs::remove_file(&b).unwrap();
        let failure = write(&[change(&b, "old", "new")]).unwrap_err();
        assert!(failure.message.ends_with("b was changed meanwhile"));
        assert!(!b.exists(), "a file that was deleted stays deleted");
    }

    #[test]
    fn a_read_only_file_stops_all() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&a, "old").unwrap();
        fs::write(&b, "old").unwrap();
        let mut permissions = fs::metadata(&b).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&b, permissions).unwrap();
        let failure = write(&[change(&a, "old", "new"), change(&b, "old", "new")]).unwrap_err();
        assert!(failure.message.ends_with("b is read-only"));
        assert_eq!(fs::read_to_string(&a).unwrap(), "old");
        assert_eq!(names(dir.path()), 2);
    }

    #[test]
    fn what_was_written_before_a_failure_is_put_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "new").unwrap();
        let failure = put_back(vec![(path.clone(), b"old".to_vec())], Failure::usage("x"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(failure.help, [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("file", &link).unwrap();
        write(&[change(&link, "old", "new")]).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
