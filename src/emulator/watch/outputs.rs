//! Files that a build writes among the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// In how many builds in a row a file must change to be taken for something that they write.
/// Somebody who saves a file while it builds seldom does so that often.
const SURE: u32 = 3;

/// What builds write, as far as that is known. It counts only while a build runs: whoever
/// changes such a file by hand means it.
#[derive(Debug, Default)]
pub struct Outputs {
    /// How many builds in a row have changed each file.
    rows: BTreeMap<PathBuf, u32>,
    known: BTreeSet<PathBuf>,
}

impl Outputs {
    /// Notes what changed during a build. Returns what is known from now on.
    pub fn note(&mut self, changed: &[PathBuf]) -> Vec<PathBuf> {
        self.rows.retain(|path, _| changed.contains(path));
        let mut sure = Vec::new();
        for path in changed {
            let row = self.rows.entry(path.clone()).or_default();
            *row += 1;
            if *row >= SURE && self.known.insert(path.clone()) {
                sure.push(path.clone());
            }
        }
        sure
    }

    /// Notes that nothing changed during a build.
    pub fn pause(&mut self) {
        self.rows.clear();
    }

    /// True for a file that builds write.
    pub fn contains(&self, path: &Path) -> bool {
        self.known.contains(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_builds_in_a_row_make_sure() {
        let [a, b] = ["a", "b"].map(PathBuf::from);
        let mut outputs = Outputs::default();
        let both = [a.clone(), b.clone()];
        assert!(outputs.note(&both).is_empty());
        assert!(outputs.note(std::slice::from_ref(&a)).is_empty());
        assert_eq!(outputs.note(&both), std::slice::from_ref(&a));
        assert!(outputs.contains(&a) && !outputs.contains(&b));
        outputs.note(&both);
        outputs.pause();
        assert!(outputs.note(&both).is_empty(), "b begins anew");
    }
}
