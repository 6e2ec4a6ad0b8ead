//! What adding a function to an app comes to: new files, changed ones, and what is left to people.

use super::plan::PlannedFile;

/// What adding a function comes to.
#[derive(Debug, Default)]
pub struct Added {
    /// Files that are not there yet.
    pub new: Vec<PlannedFile>,
    /// Files that are, and change.
    pub changed: Vec<Changed>,
    /// What is left to people, for want of a mark.
    pub by_hand: Vec<ByHand>,
    /// What one must know of the function's bindings in Azure.
    pub notes: Vec<String>,
}

/// A file of the app, before and after.
#[derive(Debug)]
pub struct Changed {
    /// Path in the app, with `/`.
    pub path: String,
    /// The text as it was read.
    pub before: String,
    /// The text as it is to be.
    pub after: String,
}

/// Lines that belong into the user's code.
#[derive(Debug, PartialEq, Eq)]
pub struct ByHand {
    /// Where they belong.
    pub place: String,
    /// The lines.
    pub lines: String,
}

impl Added {
    /// Notes how a file that is there changes; a file may change more than once.
    pub(super) fn replace(&mut self, path: &str, before: &str, after: String) {
        let mut changed = self.changed.iter_mut();
        match changed.find(|changed| changed.path == path) {
            Some(changed) => changed.after = after,
            None if before == after => {}
            None => self.changed.push(Changed {
                path: path.to_owned(),
                before: before.to_owned(),
                after,
            }),
        }
    }

    /// The text that a file is to have, if it changes.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let mut changed = self.changed.iter();
        let changed = changed.find(|changed| changed.path == path)?;
        Some(&changed.after)
    }
}
