//! Which files Core Tools would pack: what `func pack` and `func azure functionapp publish` do
//! with the same folder.

use std::path::Path;

use walkdir::WalkDir;

use super::selection::Selection;
use super::walk::name_below;
use crate::app::funcignore::core_tools::CoreTools;

/// How many files of a folder are looked at to find one that `func` would pack.
const LOOK_INTO: usize = 10_000;

/// `func`, with the app's `.funcignore` if there is one.
#[derive(Debug, Default)]
pub struct Func(Option<CoreTools>);

/// Why `func` leaves a file out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It never packs it (H-PACK-05).
    Always,
    /// A line of `.funcignore`, counted from 1, as its dialect reads it.
    Line(usize),
}

/// A path that stays out, and what `func` would pack of it.
#[derive(Debug)]
pub struct Outside<'a> {
    /// Path relative to the root, with `/`; folders end with one.
    pub name: &'a str,
    /// Why it stays out.
    pub reason: String,
    /// A file that `func` would pack: the path itself, or one in the folder.
    pub packed_by_func: Option<String>,
}

impl Func {
    /// `func` with a `.funcignore` of this text.
    pub(super) fn reading(text: &str) -> Self {
        Func(Some(CoreTools::parse(text)))
    }

    /// Why `func` would leave the file `name` out, if it would.
    pub fn leaves_out(&self, name: &str) -> Option<LeftOut> {
        if never(name) {
            return Some(LeftOut::Always);
        }
        let line = self.0.as_ref()?.denied_by(name)?;
        Some(LeftOut::Line(line))
    }

    /// The line of `.funcignore` that makes it leave the file `name` out.
    pub(super) fn denied_by(&self, name: &str) -> Option<usize> {
        self.0.as_ref()?.denied_by(name)
    }

    /// The path `name` itself or, of a folder, its first file that is not denied by the
    /// `.funcignore` and that `counts`.
    pub(super) fn keeps(
        &self,
        root: &Path,
        name: &str,
        counts: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let keeps = |name: &String| self.denied_by(name).is_none() && counts(name);
        let Some(folder) = name.strip_suffix('/') else {
            return Some(name.to_owned()).filter(keeps);
        };
        let dialect = self.0.as_ref();
        if dialect.is_some_and(|it| it.denies_everything_below(folder)) {
            return None;
        }
        WalkDir::new(root.join(folder))
            .sort_by_file_name()
            .into_iter()
            .take(LOOK_INTO)
            .filter_map(|step| step.ok().filter(|step| step.file_type().is_file()))
            .filter_map(|step| name_below("", root, step.path()))
            .find(keeps)
    }
}

impl Selection {
    /// What stays out, with what `func` would pack of it. Looks into folders.
    pub fn outside(&self, root: &Path) -> Vec<Outside<'_>> {
        let outside = |excluded: &'_ super::Excluded| {
            let counts = |name: &str| !never(name);
            self.func.keeps(root, &excluded.name, counts)
        };
        self.excluded
            .iter()
            .map(|excluded| Outside {
                name: &excluded.name,
                reason: excluded.reason.to_string(),
                packed_by_func: outside(excluded),
            })
            .collect()
    }
}

/// What `func` never packs: the folders of git and Visual Studio Code, and four files, at any
/// depth (H-PACK-05).
fn never(name: &str) -> bool {
    const FILES: [&str; 4] = [
        ".funcignore",
        ".gitignore",
        "local.settings.json",
        "project.lock.json",
    ];
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    let is_folder = |folder: &str| [".git", ".vscode"].contains(&folder);
    folders.split('/').any(is_folder) || FILES.iter().any(|it| it.eq_ignore_ascii_case(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_packed_and_what_a_line_leaves_out() {
        let func = Func::reading("a\ntest\n!.vscode/x\n");
        for name in [".git/config", "x/.vscode/y", "x/Local.Settings.JSON"] {
            assert_eq!(func.leaves_out(name), Some(LeftOut::Always), "{name}");
        }
        assert_eq!(func.leaves_out("test-data/x"), Some(LeftOut::Line(2)));
        for name in ["sub/test", ".env", "target/x", ".gitattributes", "fch.toml"] {
            assert_eq!(func.leaves_out(name), None, "{name}");
        }
        assert_eq!(Func::default().leaves_out("main.rs"), None);
    }
}
