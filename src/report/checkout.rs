//! The checkout that findings lie in: files named from its root, as code hosts know them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::diagnostics::escaped_path;

/// A working tree. Paths come as the user typed them, seen from the current folder; symbolic
/// links are resolved, so that one file has one name.
#[derive(Debug)]
pub struct Checkout {
    current: PathBuf,
    root: PathBuf,
    known: RefCell<HashMap<String, Option<String>>>,
}

impl Checkout {
    /// The git repository that `current` is in, or else just that folder.
    pub fn around(current: &Path) -> Self {
        let current = resolved(current);
        let repository = current.ancestors().find(|dir| dir.join(".git").exists());
        Checkout {
            root: repository.unwrap_or(&current).to_path_buf(),
            known: RefCell::default(),
            current,
        }
    }

    /// A file's path from the root, with `/`; `None` when it lies elsewhere.
    pub(super) fn path(&self, typed: &str) -> Option<String> {
        if let Some(known) = self.known.borrow().get(typed) {
            return known.clone();
        }
        let file = resolved(&self.current.join(typed));
        let path = file.strip_prefix(&self.root).ok().map(slashed);
        // The root itself has a name as well: a URI must not be empty.
        let path = path.map(|path| if path.is_empty() { ".".into() } else { path });
        let mut known = self.known.borrow_mut();
        known.insert(typed.to_owned(), path.clone());
        path
    }

    /// A file as a URI: relative to the root, or absolute when it lies elsewhere.
    pub(super) fn uri(&self, typed: &str) -> String {
        match self.path(typed) {
            Some(path) => escaped_path(&path),
            None => absolute(&resolved(&self.current.join(typed))),
        }
    }
}

/// `path` without symbolic links and `..`, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        _ => path.to_path_buf(),
    }
}

fn slashed(path: &Path) -> String {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

fn absolute(path: &Path) -> String {
    // Windows marks resolved paths; `C:` is no escape there.
    let shown = path.to_string_lossy();
    let plain = shown.strip_prefix(r"\\?\").unwrap_or(&shown);
    if let Some((drive, rest)) = plain.split_once(':').filter(|_| cfg!(windows)) {
        return format!("file:///{drive}:{}", escaped_path(&rest.replace('\\', "/")));
    }
    format!("file://{}", escaped_path(plain))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    fn checkout(from: &str) -> (tempfile::TempDir, Checkout) {
        let dir = tempfile::tempdir().unwrap();
        for folder in [".git", "apps/one", "apps/two"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        fs::write(dir.path().join("apps/one/host.json"), "{}").unwrap();
        let checkout = Checkout::around(&dir.path().join(from));
        (dir, checkout)
    }

    #[test]
    fn files_are_named_from_the_root_of_the_repository() {
        let (dir, here) = checkout("apps/one");
        for typed in ["host.json", "./host.json", "../one/host.json"] {
            assert_eq!(here.uri(typed), "apps/one/host.json");
        }
        let absolute = dir.path().join("apps/one/host.json");
        assert_eq!(here.uri(absolute.to_str().unwrap()), "apps/one/host.json");
        assert_eq!(here.uri("../two/gone/F"), "apps/two/gone/F");
        assert_eq!(here.uri("../.."), ".");
    }

    #[test]
    fn files_elsewhere_are_absolute() {
        let (_dir, here) = checkout("");
        let other = tempfile::tempdir().unwrap();
        let uri = here.uri(other.path().join("a b").to_str().unwrap());
        assert!(
            uri.starts_with("file:///") && uri.ends_with("/a%20b"),
            "{uri}"
        );
    }

    #[test]
    fn unusual_names_are_escaped() {
        let (_dir, here) = checkout("");
        assert_eq!(
            here.uri("ä b/100%#1?.json"),
            "%C3%A4%20b/100%25%231%3F.json"
        );
        assert_eq!(here.uri("a:b"), "a%3Ab");
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_are_resolved_and_backslashes_are_letters() {
        let (dir, here) = checkout("");
        std::os::unix::fs::symlink(dir.path().join("apps"), dir.path().join("link")).unwrap();
        assert_eq!(here.uri("link/one/host.json"), "apps/one/host.json");
        assert_eq!(here.uri("a\\b\nc"), "a%5Cb%0Ac");
    }
}
