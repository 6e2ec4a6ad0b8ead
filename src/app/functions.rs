//! Where an app's functions are: each folder is read once, for the functions that the host finds
//! and for those that lie where it never looks.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, FileType};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{App, FUNCTION_JSON, Function, HOST_JSON, Overlay, is_foreign_dir};

/// How deep a misplaced function.json is looked for; deeper ones are somebody's data.
const SEARCH_DEPTH: usize = 6;

/// The function.json files of an app.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Folders right below the root that have one (H-DISC-01, H-DISC-02).
    pub(super) folders: Vec<PathBuf>,
    /// Those at the root or deeper, as paths below it, by name; not those in nested apps, nor in
    /// folders that tools fill.
    pub(super) misplaced: Vec<PathBuf>,
}

impl App {
    /// True when no handler is configured and a function has nothing else to run: the host
    /// drops it (H-DISC-28, H-DISC-29). One with further files beside it may have a script.
    pub fn needs_handler(&self) -> bool {
        let counts =
            |function: &&Function| !function.is_compiled() && self.is_listed(&function.name);
        let mut functions = self.functions.iter().filter(counts);
        let has_none = |function: &Function| {
            function.script_file().is_none() && is_alone(&self.root.dir.join(&function.name))
        };
        self.handler().is_none() && !self.overrides_executable() && functions.any(has_none)
    }
}

/// True for the folder of a function without anything but function.json.
fn is_alone(folder: &Path) -> bool {
    let entries = Folder::read(folder).unwrap_or_default().entries;
    entries
        .iter()
        .all(|(entry, _)| entry.file_name() == FUNCTION_JSON)
}

/// Looks through the folders of the app at `root`.
pub(super) fn find(root: &Path, overlay: &Overlay) -> Found {
    let mut found = Found::default();
    let folder = Folder::read(root).unwrap_or_default();
    for (entry, kind) in folder.entries {
        let (path, name) = (entry.path(), entry.file_name());
        if kind.is_file() {
            if name == FUNCTION_JSON {
                found.misplaced.push(PathBuf::from(name));
            }
            continue;
        }
        // Links and folders of tools count when they have a function, and are not searched.
        let searched = kind.is_dir() && !is_foreign_dir(&name.to_string_lossy());
        let below = searched.then(|| Folder::read(&path)).flatten();
        let has_function = match &below {
            Some(below) => below.has(FUNCTION_JSON),
            None => is_there(&path.join(FUNCTION_JSON)),
        };
        if has_function {
            found.folders.push(path);
        }
        if let Some(below) = below {
            below.search(Path::new(&name), 1, &mut found.misplaced);
        }
    }
    for folder in unsaved(root, overlay) {
        if !found.folders.iter().any(|known| known == folder) {
            found.folders.push(folder.to_owned());
        }
    }
    found
}

/// Folders with a function.json that an editor has open, on disk or not.
fn unsaved<'a>(root: &Path, overlay: &'a Overlay) -> impl Iterator<Item = &'a Path> {
    let open = overlay.iter().map(|(path, _)| path);
    let functions = open.filter(|path| path.ends_with(FUNCTION_JSON));
    let folders = functions.filter_map(Path::parent);
    folders.filter(move |folder| folder.parent() == Some(root))
}

/// What is in a folder, by name.
#[derive(Default)]
struct Folder {
    entries: Vec<(DirEntry, FileType)>,
}

impl Folder {
    /// `None` when it cannot be read: what is in there cannot be a function that runs.
    fn read(path: &Path) -> Option<Self> {
        let entries = fs::read_dir(path).ok()?.flatten();
        let mut entries: Vec<_> = entries
            .filter_map(|entry| entry.file_type().ok().map(|kind| (entry, kind)))
            .collect();
        entries.sort_by_cached_key(|(entry, _)| entry.file_name());
        Some(Folder { entries })
    }

    /// Whether it has this file, directly or as a link. Asked of the disk for want of the very
    /// name, because not every disk tells upper case from lower.
    fn has(&self, name: &str) -> bool {
        let same = |found: &OsStr| found.eq_ignore_ascii_case(name);
        let mut entries = self.entries.iter();
        let found = entries.find(|(entry, _)| same(&entry.file_name()));
        found.is_some_and(|(entry, kind)| {
            let exact = entry.file_name() == name;
            (exact && !kind.is_dir() && !kind.is_symlink())
                || is_there(&entry.path().with_file_name(name))
        })
    }

    /// Adds the misplaced files at `depth` and below; `path` is its own below the root.
    fn search(self, path: &Path, depth: usize, misplaced: &mut Vec<PathBuf>) {
        if self.has(HOST_JSON) {
            return; // an app of its own
        }
        for (entry, kind) in self.entries {
            let name = entry.file_name();
            if kind.is_file() && name == FUNCTION_JSON && depth != 1 {
                misplaced.push(path.join(name));
            } else if kind.is_dir()
                && depth + 1 < SEARCH_DEPTH
                && !is_foreign_dir(&name.to_string_lossy())
                && let Some(below) = Folder::read(&entry.path())
            {
                below.search(&path.join(name), depth + 1, misplaced);
            }
        }
    }
}

/// Whether there is a file, be it a pipe or a device: the host takes those for files as well.
/// Who may not look cannot say that there is none.
fn is_there(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(metadata) => !metadata.is_dir(),
        Err(error) => error.kind() == ErrorKind::PermissionDenied,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(paths: &[PathBuf], root: &Path) -> Vec<String> {
        let relative = |path: &PathBuf| path.strip_prefix(root).unwrap_or(path).to_owned();
        let names = paths.iter().map(relative);
        let mut names: Vec<String> = names
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn functions_are_told_from_files_that_the_host_never_sees() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for path in [
            "function.json",
            "A/function.json",
            "B/readme.md",
            "C/D/function.json",
            "node_modules/function.json",
            "node_modules/x/function.json",
            "nested/host.json",
            "nested/function.json",
            "nested/F/function.json",
            "1/2/3/4/5/function.json",
            "1/2/3/4/5/6/function.json",
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
        let found = find(root, &Overlay::default());
        assert_eq!(names(&found.folders, root), ["A", "nested", "node_modules"]);
        let misplaced = [
            "1/2/3/4/5/function.json",
            "C/D/function.json",
            "function.json",
        ];
        assert_eq!(names(&found.misplaced, root), misplaced);
    }

    #[test]
    fn an_editors_text_is_a_function_before_it_is_saved() {
        let dir = tempfile::tempdir().unwrap();
        let mut overlay = Overlay::default();
        overlay.insert(dir.path().join("F").join(FUNCTION_JSON), "{}");
        let found = find(dir.path(), &overlay);
        assert_eq!(names(&found.folders, dir.path()), ["F"]);
    }
}
