//! What a changed file asks for: a build, a reload, or nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::ignored::{Ignored, foreign};
use crate::app::{FUNCTION_JSON, HOST_JSON, LOCAL_SETTINGS};

/// Takes the app out of service while it is there (H-HOST-12).
const OFFLINE: &str = "app_offline.htm";

/// What a change asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Read the configuration again and start the handler anew.
    Reload,
    /// Sources changed: build first, then the same.
    Rebuild,
}

/// Tells the files of an app apart.
#[derive(Debug)]
pub struct Sorter {
    ignored: Ignored,
    watched: Vec<String>,
}

impl Sorter {
    /// For the app in `root`. `executable` is what a build writes, `watched` are the names in
    /// `watchFiles` of host.json (H-HOST-13).
    pub fn new(root: &Path, executable: Option<&str>, watched: Vec<String>) -> Sorter {
        Sorter {
            ignored: Ignored::read(root, executable),
            watched,
        }
    }

    /// What does not count.
    pub fn ignored(&self) -> &Ignored {
        &self.ignored
    }

    /// What a change of the file at `path`, below the root, asks for. Configuration counts even
    /// where git ignores it, as local.settings.json should be.
    pub fn sort(&self, path: &Path) -> Option<Change> {
        if foreign(path) {
            None
        } else if self.is_configuration(path) {
            Some(Change::Reload)
        } else if self.ignored.file(path) {
            None
        } else {
            Some(Change::Rebuild)
        }
    }

    /// H-HOST-13: by name, at any depth.
    fn is_configuration(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let in_root = path.iter().count() == 1;
        is(HOST_JSON)
            || is(FUNCTION_JSON)
            || self.watched.iter().any(|known| is(known))
            || in_root && (is(LOCAL_SETTINGS) || is(OFFLINE))
    }
}

/// The folders right below the root in which a function could be.
pub fn folders(root: &Path) -> BTreeSet<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten();
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| !foreign(Path::new(path.file_name().unwrap_or_default())) && path.is_dir())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_is_reloaded_and_sources_are_built() {
        let sorter = Sorter {
            ignored: Ignored::new("local.settings.json\n*.out\n", Some("handler")),
            watched: vec!["rules.yaml".to_owned()],
        };
        let sort = |path: &str| sorter.sort(Path::new(path));
        // H-HOST-13
        for path in [
            "host.json",
            "F/function.json",
            "a/b/Host.json",
            "data/rules.yaml",
            "local.settings.json",
            "app_offline.htm",
        ] {
            assert_eq!(sort(path), Some(Change::Reload), "{path}");
        }
        for path in ["src/main.rs", "go.mod", "F/handler.js"] {
            assert_eq!(sort(path), Some(Change::Rebuild), "{path}");
        }
        for path in [
            "handler",
            "x.out",
            "target/host.json",
            ".vscode/x",
            "node_modules/a/function.json",
        ] {
            assert_eq!(sort(path), None, "{path}");
        }
        assert!(Change::Rebuild > Change::Reload, "a build ends in a reload");
    }
}
