//! Whether git tracks a file, read from git's index without starting git.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// True when the repository that holds `path` has it in its index. False when there is no
/// repository, or its index is of a kind this does not read.
pub fn is_tracked(path: &Path) -> bool {
    tracked(path).unwrap_or(false)
}

fn tracked(path: &Path) -> Option<bool> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let dir = dir.unwrap_or(Path::new(".")).canonicalize().ok()?;
    let top = dir.ancestors().find(|dir| dir.join(".git").exists())?;
    let index = read_once(&git_dir(top)?.join("index"))?;
    let below = dir.strip_prefix(top).ok()?.join(path.file_name()?);
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    contains(&index, parts?.join("/").as_bytes())
}

/// An index as it was read: where, how long, how old, and its bytes.
type Read = (PathBuf, u64, Option<SystemTime>, Arc<Vec<u8>>);

/// The bytes of an index. A repository with many apps has one index, so the last one is kept
/// for as long as it does not change.
fn read_once(path: &Path) -> Option<Arc<Vec<u8>>> {
    static LAST: Mutex<Option<Read>> = Mutex::new(None);
    let meta = fs::metadata(path).ok()?;
    let (length, modified) = (meta.len(), meta.modified().ok());
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, was, then, index)) = last.as_ref()
        && (of, *was, *then) == (&path.to_owned(), length, modified)
    {
        return Some(Arc::clone(index));
    }
    let index = Arc::new(fs::read(path).ok()?);
    *last = Some((path.to_owned(), length, modified, Arc::clone(&index)));
    Some(index)
}

/// The `.git` folder of a work tree; in linked work trees and submodules `.git` is a file
/// that names it.
fn git_dir(top: &Path) -> Option<PathBuf> {
    let dot_git = top.join(".git");
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    let text = fs::read_to_string(&dot_git).ok()?;
    let dir = text.strip_prefix("gitdir:")?.trim();
    Some(top.join(dir))
}

/// Looks a path up in the bytes of an index of version 2 to 4 with SHA-1 names; `None` when
/// it is something else. The layout is git's `index-format`.
fn contains(index: &[u8], path: &[u8]) -> Option<bool> {
    let word = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    if index.get(..4)? != b"DIRC" {
        return None;
    }
    let version = word(4)?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let mut at = 12;
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..word(8)? {
        let flags = u16::from_be_bytes(index.get(at + 60..at + 62)?.try_into().ok()?);
        let extended = version >= 3 && flags & 0x4000 != 0;
        let mut name_at = at + if extended { 64 } else { 62 };
        if version == 4 {
            let (strip, read) = offset_varint(index.get(name_at..)?)?;
            name_at += read;
            name.truncate(name.len().checked_sub(strip)?);
        } else {
            name.clear();
        }
        let length = index.get(name_at..)?.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(index.get(name_at..name_at + length)?);
        if name == path {
            return Some(true);
        }
        let end = name_at + length;
        // Versions 2 and 3 pad an entry with 1 to 8 NULs to a multiple of eight.
        at = if version == 4 {
            end + 1
        } else {
            at + (end - at + 8) / 8 * 8
        };
    }
    Some(false)
}

/// The variable-width number of version 4: how many bytes to drop from the previous name.
fn offset_varint(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value = value << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
        value += 1;
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::process::Command;

    fn git(dir: &Path, args: &[&str]) {
        let status = Command::new("git")
            .args(["-c", "core.autocrlf=false"])
            .args(args)
            .current_dir(dir)
            .status()
            .unwrap();
        assert!(status.success(), "git {args:?}");
    }

    #[test]
    fn agrees_with_git_in_every_index_version() {
        if Command::new("git").arg("--version").output().is_err() {
            assert!(std::env::var_os("FCH_REQUIRE_TOOLS").is_none(), "needs git");
            eprintln!("skipped: needs git");
            return;
        }
        for version in ["2", "3", "4"] {
            let dir = tempfile::tempdir().unwrap();
            let app = dir.path().join("apps/one");
            fs::create_dir_all(&app).unwrap();
            for name in [
                "a",
                "host.json",
                "local.settings.json",
                "local.settings.json.bak",
                "z",
            ] {
                fs::write(app.join(name), "{}").unwrap();
            }
            git(dir.path(), &["init", "-q"]);
            git(
                dir.path(),
                &[
                    "update-index",
                    "--index-version",
                    version,
                    "--force-write-index",
                ],
            );
            git(
                dir.path(),
                &["add", "apps/one/a", "apps/one/host.json", "apps/one/z"],
            );
            // An intent-to-add entry carries extended flags and makes the index version 3.
            git(
                dir.path(),
                &["add", "-N", "apps/one/local.settings.json.bak"],
            );
            let settings = app.join("local.settings.json");
            assert!(!is_tracked(&settings), "version {version}");
            assert!(is_tracked(&app.join("z")), "version {version}");
            git(dir.path(), &["add", "apps/one/local.settings.json"]);
            assert!(is_tracked(&settings), "version {version}");
        }
    }

    #[test]
    fn a_damaged_index_is_no_answer() {
        assert_eq!(contains(b"", b"x"), None);
        assert_eq!(contains(b"DIRC\0\0\0\x02\0\0\0\x09", b"x"), None);
        assert_eq!(contains(b"DIRC\0\0\0\x09\0\0\0\x00", b"x"), None);
    }
}
