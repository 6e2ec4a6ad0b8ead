//! From what the user typed to the roots of function apps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{HOST_JSON, is_foreign_dir};
use crate::error::{Failure, Result};

/// The root folder of an app, and how to name the files in it.
#[derive(Debug, Clone)]
pub struct Root {
    /// The folder, for reading files; never empty.
    pub dir: PathBuf,
    shown: PathBuf,
}

impl Root {
    /// A root as the user typed it; the empty path is the current folder.
    pub fn new(shown: impl Into<PathBuf>) -> Self {
        let shown = shown.into();
        let dir = if shown.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            shown.clone()
        };
        Root { dir, shown }
    }

    /// How reports name `file`, a path below the root: joined to what the user typed.
    pub fn show(&self, file: impl AsRef<Path>) -> String {
        self.shown.join(file).display().to_string()
    }

    /// The folder's own name, for naming things after the app; `app` when it has none.
    pub fn name(&self) -> String {
        let absolute = identity(self);
        let name = absolute
            .file_name()
            .map(|n| n.to_string_lossy().into_owned());
        name.unwrap_or_else(|| "app".to_owned())
    }
}

/// The apps that some paths mean, and what could not be looked into.
#[derive(Debug, Default)]
pub struct Found {
    /// Roots, in the order of the paths and sorted below each; no app twice.
    pub roots: Vec<Root>,
    /// Folders that could not be read, and paths that belong to no app, with the reason.
    pub skipped: Vec<String>,
}

/// Finds the apps that `paths` mean. Without paths: the app that contains the current folder,
/// else every app below it. A path may be an app, a file or folder in one, or a folder with
/// many apps below. One that means no app is skipped when another does: tools that pass changed
/// files pass what matches a pattern.
///
/// # Errors
/// A path that does not exist, or when none means an app.
pub fn apps(paths: &[PathBuf]) -> Result<Found> {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    let mut outside = Vec::new();
    let here = [PathBuf::new()];
    for path in if paths.is_empty() { &here[..] } else { paths } {
        let roots = apps_of(path, &mut found.skipped)?;
        if roots.is_empty() {
            outside.push(path);
        }
        for root in roots {
            // Only several paths can mean the same app.
            if paths.len() < 2 || seen.insert(identity(&root)) {
                found.roots.push(root);
            }
        }
    }
    if found.roots.is_empty() {
        let none = no_app(outside.first().copied().unwrap_or(&here[0]));
        // Nothing may have been found because nothing could be read.
        return Err(found.skipped.iter().fold(none, Failure::because));
    }
    let outside = outside.into_iter().map(|path| path.display());
    let reasons = outside.map(|path| format!("{path}: it belongs to no function app"));
    found.skipped.extend(reasons);
    Ok(found)
}

fn identity(root: &Root) -> PathBuf {
    let absolute = root.dir.canonicalize();
    absolute.unwrap_or_else(|_| root.dir.clone())
}

/// The one app that `path` means; without a path, the app that contains the current folder.
///
/// # Errors
/// When there is none, or several to choose from.
pub fn app(path: Option<&Path>) -> Result<Root> {
    let path = path.unwrap_or(Path::new(""));
    let mut skipped = Vec::new();
    let mut roots = apps_of(path, &mut skipped)?;
    if roots.len() > 1 {
        let names: Vec<String> = roots
            .iter()
            .take(10)
            .map(|root| root.dir.display().to_string())
            .collect();
        return Err(Failure::usage(format!(
            "{} holds {} function apps; name one of them",
            shown_dir(path).display(),
            roots.len()
        ))
        .help(format!("for example: {}", names.join(", "))));
    }
    let none = || skipped.iter().fold(no_app(path), Failure::because);
    roots.pop().ok_or_else(none)
}

fn apps_of(path: &Path, skipped: &mut Vec<String>) -> Result<Vec<Root>> {
    let start = Root::new(path);
    let metadata =
        fs::metadata(&start.dir).map_err(|error| Failure::io("read", &start.dir, &error))?;
    let dir = if metadata.is_dir() {
        path.to_owned()
    } else {
        parent(path)
    };
    if is_root(&dir) {
        return Ok(vec![Root::new(dir)]);
    }
    // A bare `fch validate` means "where I am"; a typed folder means "what is in there".
    let typed = !path.as_os_str().is_empty() && metadata.is_dir();
    let above = || enclosing_app(&dir);
    Ok(if typed {
        let below = apps_below(&dir, skipped);
        if below.is_empty() {
            above().into_iter().collect()
        } else {
            below
        }
    } else {
        match above() {
            Some(root) => vec![root],
            None if metadata.is_dir() => apps_below(&dir, skipped),
            None => Vec::new(),
        }
    })
}

fn no_app(path: &Path) -> Failure {
    Failure::usage(format!(
        "no function app in, above or below {}",
        shown_dir(path).display()
    ))
    .help("a function app is a folder with a host.json; `fch new PATH` makes one")
}

fn shown_dir(path: &Path) -> &Path {
    if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    }
}

fn is_root(dir: &Path) -> bool {
    Root::new(dir)
        .dir
        .join(HOST_JSON)
        .symlink_metadata()
        .is_ok()
}

/// The nearest folder at or above `dir` that is an app.
fn enclosing_app(dir: &Path) -> Option<Root> {
    let mut folders = at_and_above(dir).into_iter();
    folders.find(|folder| is_root(folder)).map(Root::new)
}

/// The folders that may say something about an app, nearest first: its root and those above, up
/// to the root of the git repository. Outside of a repository, its root alone.
pub fn folders_to_repository(root: &Root) -> Vec<PathBuf> {
    let mut folders = vec![root.shown.clone()];
    if let Some(folder) = folder_above(root) {
        folders.extend(folders_from(&folder));
    }
    folders
}

/// The folder above an app, when it may say something about the app: the app is not itself the
/// root of a repository.
pub fn folder_above(root: &Root) -> Option<PathBuf> {
    (!is_repository(&root.shown)).then(|| parent(&root.shown))
}

/// `folder` and those above, up to the root of the git repository; none outside of one.
pub fn folders_from(folder: &Path) -> Vec<PathBuf> {
    let mut folders = at_and_above(folder);
    let end = folders.iter().position(|folder| is_repository(folder));
    folders.truncate(end.map_or(0, |end| end + 1));
    folders
}

fn is_repository(folder: &Path) -> bool {
    Root::new(folder).dir.join(".git").exists()
}

/// `dir` and every folder above it, as the user would write them.
fn at_and_above(dir: &Path) -> Vec<PathBuf> {
    let mut folders = vec![dir.to_owned()];
    let mut shown = dir.to_owned();
    let mut real = Root::new(dir).dir.canonicalize().unwrap_or_default();
    while real.pop() {
        shown = parent(&shown);
        folders.push(shown.clone());
    }
    folders
}

/// The parent of a path as the user would write it: `a/b` -> `a`, `a` -> ``, `` -> `..`.
fn parent(path: &Path) -> PathBuf {
    let up = path.components().next_back();
    match up {
        None | Some(std::path::Component::ParentDir) => path.join(".."),
        Some(std::path::Component::CurDir) => PathBuf::from(".."),
        Some(_) => path.parent().unwrap_or(path).to_owned(),
    }
}

/// Every app below `dir`, sorted. An app's own folders are not searched for more apps.
fn apps_below(dir: &Path, skipped: &mut Vec<String>) -> Vec<Root> {
    let mut roots = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(folder) = todo.pop() {
        if is_root(&folder) {
            roots.push(Root::new(folder));
            continue;
        }
        match folders_in(&folder) {
            Ok(below) => todo.extend(below.into_iter().rev()),
            Err(error) => skipped.push(format!("{}: {error}", Root::new(folder).dir.display())),
        }
    }
    roots
}

/// The folders right in `dir` that may hold apps, sorted; links are not followed.
fn folders_in(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(Root::new(dir).dir)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() && !is_foreign_dir(&name.to_string_lossy()) {
            folders.push(dir.join(name));
        }
    }
    folders.sort();
    Ok(folders)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
        dir
    }

    fn shown(base: &Path, paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|p| base.join(p)).collect();
        let found = apps(&paths).unwrap();
        let strip = |root: &Root| root.dir.strip_prefix(base).unwrap().display().to_string();
        found.roots.iter().map(strip).collect()
    }

    #[test]
    fn a_path_may_be_an_app_a_file_in_one_or_many_apps() {
        let dir = tree(&[
            "a/host.json",
            "a/F/function.json",
            "b/c/host.json",
            "node_modules/x/host.json",
        ]);
        let base = dir.path();
        assert_eq!(shown(base, &["a"]), ["a"]);
        assert_eq!(shown(base, &["a/F"]), ["a"]);
        assert_eq!(shown(base, &["a/F/function.json"]), ["a"]);
        assert_eq!(shown(base, &[""]), ["a", "b/c"]);
    }

    #[test]
    fn a_host_json_that_is_no_file_makes_an_app_too() {
        // The linter then says what is wrong with it.
        let dir = tree(&["a/host.json", "b/host.json/x"]);
        assert_eq!(shown(dir.path(), &[""]), ["a", "b"]);
    }

    #[test]
    fn an_app_is_found_once() {
        let dir = tree(&["a/host.json", "a/F/function.json"]);
        assert_eq!(shown(dir.path(), &["a/host.json", "a", "a/F"]), ["a"]);
    }

    #[test]
    fn apps_inside_an_app_belong_to_it() {
        let dir = tree(&["host.json", "sub/host.json"]);
        assert_eq!(shown(dir.path(), &[""]), [""]);
    }

    #[test]
    fn nothing_found_is_an_error_that_says_what_an_app_is() {
        let dir = tree(&["x/readme"]);
        let error = apps(&[dir.path().join("x")]).unwrap_err();
        assert!(
            error
                .message
                .starts_with("no function app in, above or below")
        );
        let error = apps(&[dir.path().join("nowhere")]).unwrap_err();
        assert!(error.message.starts_with("cannot read"));
    }

    #[test]
    fn what_belongs_to_no_app_does_not_hinder_the_rest() {
        let dir = tree(&["a/host.json", "a/F/function.json", "readme", "docs/x"]);
        let at = |path: &str| dir.path().join(path);
        let found = apps(&[at("readme"), at("a/F/function.json"), at("docs")]).unwrap();
        assert_eq!(found.roots.len(), 1);
        let why = |path: &str| format!("{}: it belongs to no function app", at(path).display());
        assert_eq!(found.skipped, [why("readme"), why("docs")]);
        assert!(apps(&[at("readme"), at("docs")]).is_err());
        assert!(
            apps(&[at("a"), at("nowhere")]).is_err(),
            "a slip of the finger must not pass"
        );
    }

    #[test]
    fn what_may_speak_for_an_app_ends_at_the_repository() {
        let dir = tree(&["repo/apps/a/host.json"]);
        let app = dir.path().join("repo/apps/a");
        let folders = || folders_to_repository(&Root::new(&app));
        assert_eq!(folders(), std::slice::from_ref(&app), "no repository");
        // The `.git` of a work tree is a file.
        fs::write(dir.path().join("repo/.git"), "gitdir: x").unwrap();
        let above = |levels: usize| app.ancestors().nth(levels).unwrap().to_owned();
        assert_eq!(folders(), [app.clone(), above(1), above(2)]);
    }

    #[test]
    fn parents_read_as_a_user_would_write_them() {
        let up = |path: &str| {
            parent(Path::new(path))
                .display()
                .to_string()
                .replace('\\', "/")
        };
        assert_eq!(up("a/b"), "a");
        assert_eq!(up("a"), "");
        assert_eq!(up(""), "..");
        assert_eq!(up("."), "..");
        assert_eq!(up("../.."), "../../..");
    }
}
