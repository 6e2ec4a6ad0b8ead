//! Texts that are taken instead of what the disk has: an editor's unsaved buffers, or files as
//! fixes would leave them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Texts by path. Empty, everything comes from the disk.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    texts: BTreeMap<PathBuf, String>,
}

impl Overlay {
    /// From now on `path`, spelt as the app's root and a name joined, has this text.
    pub fn insert(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
    }

    /// From now on `path` is what the disk has.
    pub fn remove(&mut self, path: &Path) {
        self.texts.remove(path);
    }

    /// The text that `path` has here.
    pub fn get(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Every path and its text.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        let texts = self.texts.iter();
        texts.map(|(path, text)| (path.as_path(), text.as_str()))
    }
}
