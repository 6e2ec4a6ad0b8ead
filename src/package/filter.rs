//! What is decided about one path by its name alone: the fixed exclusions, then `.funcignore`,
//! or a short list of defaults where there is none, then the lists of `fch.toml`.

use std::path::{Path, PathBuf};

use super::lists::Lists;
use super::selection::Reason;
use super::standing::{COMPILED, DEFAULTS, FIXED, Table};
use crate::app::funcignore::{Decision, FuncIgnore, Line, on_the_way};
use crate::app::handler::without_exe;

/// Whether a path goes in, and why.
#[derive(Debug)]
pub(super) enum Verdict {
    In(Reason),
    Out(Reason),
}

/// Decides by name.
#[derive(Debug)]
pub(super) struct Filter {
    root: PathBuf,
    fixed: Table,
    user: Option<FuncIgnore>,
    defaults: Table,
    lists: Option<Lists>,
    output: Option<String>,
    siblings: Vec<String>,
    twin: Option<String>,
}

impl Filter {
    /// `compiled`: the handler is a file of the app. `output`: the archive's own path below
    /// the root, if it lies there.
    pub(super) fn new(root: &Path, compiled: bool, output: Option<String>) -> Self {
        let compiled = if compiled { COMPILED } else { &[] };
        Filter {
            root: root.to_path_buf(),
            fixed: Table::new([FIXED].concat(), true),
            user: None,
            defaults: Table::new([DEFAULTS, compiled].concat(), false),
            lists: None,
            output,
            siblings: Vec::new(),
            twin: None,
        }
    }

    /// Leaves out what a build for another system put beside the executable: `handler` and
    /// `handler.exe` never go together.
    pub(super) fn use_executable(&mut self, executable: &str) {
        self.twin = match without_exe(executable) {
            Some(stem) => Some(stem.to_owned()),
            None if !executable
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .contains('.') =>
            {
                Some(format!("{executable}.exe"))
            }
            None => None,
        };
    }

    /// Uses the app's own `.funcignore` in place of the defaults.
    pub(super) fn use_funcignore(&mut self, file: FuncIgnore) {
        self.user = Some(file);
    }

    /// Leaves out the packages of other apps and the manifest, which are paths below the root.
    pub(super) fn use_siblings(&mut self, packages: Vec<String>) {
        self.siblings = packages;
    }

    /// Whether the app has a `.funcignore`.
    pub(super) fn has_funcignore(&self) -> bool {
        self.user.is_some()
    }

    /// Uses the lists of `fch.toml` too. One of what goes in replaces the defaults, as a
    /// `.funcignore` does.
    pub(super) fn use_lists(&mut self, lists: Lists) {
        self.lists = Some(lists);
    }

    /// Why `path` is never packaged at all, if so.
    pub(super) fn fixed(&self, path: &str, is_folder: bool) -> Option<Reason> {
        self.fixed
            .why(path, is_folder)
            .map(|(_, why)| Reason::Never(why))
    }

    /// Whether `path` or a folder around it is never packaged at all.
    pub(super) fn fixed_on_the_way(&self, path: &str, is_folder: bool) -> Option<Reason> {
        on_the_way(path, is_folder).find_map(|(path, is_folder)| self.fixed(path, is_folder))
    }

    /// The verdict on one path. Parents must have been asked before: a file in a folder that is
    /// out is out, as in git.
    pub(super) fn decide(&self, path: &str, is_folder: bool) -> Verdict {
        if let Some(never) = self.fixed(path, is_folder) {
            return Verdict::Out(never);
        }
        if self.output.as_deref() == Some(path) {
            return Verdict::Out(Reason::Never("it is the package itself"));
        }
        if self.siblings.iter().any(|package| package == path) {
            return Verdict::Out(Reason::Never(
                "it is the package of another app, or a manifest",
            ));
        }
        if !is_folder && self.twin.as_deref() == Some(path) {
            return Verdict::Out(Reason::Never("the executable for another system"));
        }
        if is_folder && self.is_cargo_target(path) {
            return Verdict::Out(Reason::Never("Cargo's build folder"));
        }
        let verdict = match &self.user {
            Some(user) => verdict(user.decide(path, is_folder)),
            None if self.lists.as_ref().is_some_and(Lists::includes) => {
                Verdict::In(Reason::NotIgnored)
            }
            None => self.decide_by_default(path, is_folder),
        };
        match (verdict, &self.lists) {
            (Verdict::In(reason), Some(lists)) => lists.decide(path, is_folder, reason),
            (verdict, _) => verdict,
        }
    }

    /// The line of `.funcignore` that leaves out `path` or a folder around it.
    pub(super) fn ignored_by(&self, path: &str) -> Option<Line> {
        self.user.as_ref()?.ignored_by(path)
    }

    fn decide_by_default(&self, path: &str, is_folder: bool) -> Verdict {
        match self.defaults.why(path, is_folder) {
            Some((pattern, why)) => Verdict::Out(Reason::Default { pattern, why }),
            None => Verdict::In(Reason::NotIgnored),
        }
    }

    /// A build folder of Cargo, not any folder of that name: a manifest lies beside it.
    fn is_cargo_target(&self, path: &str) -> bool {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        name == "target" && self.root.join(parent).join("Cargo.toml").is_file()
    }
}

/// What a decision of `.funcignore` means for the package.
fn verdict(decision: Decision) -> Verdict {
    match decision {
        Decision::Unmatched => Verdict::In(Reason::NotIgnored),
        Decision::Ignored(Line { number, pattern }) => Verdict::Out(Reason::Ignored {
            line: number,
            pattern,
        }),
        Decision::Kept(Line { number, pattern }) => Verdict::In(Reason::Kept {
            line: number,
            pattern,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(filter: &Filter, path: &str) -> bool {
        // As the walk does: parents first.
        on_the_way(path, false)
            .any(|(path, folder)| matches!(filter.decide(path, folder), Verdict::Out(_)))
    }

    fn with(text: &str) -> Filter {
        let mut filter = Filter::new(Path::new("/nowhere"), true, None);
        filter.use_funcignore(FuncIgnore::parse(text));
        filter
    }

    #[test]
    fn fixed_exclusions_hold_at_any_depth_in_any_case_and_against_negation() {
        // H-PACK-05, H-IGN-09
        let filter = with("!local.settings.json\n!.git\n!**\n");
        for path in [
            "local.settings.json",
            "a/b/Local.Settings.JSON",
            ".git/config",
            "sub/.git/config",
            ".vscode/x.json",
            "project.lock.json",
            ".funcignore",
            "sub/.gitignore",
            "fch.toml",
            ".fch/run.json",
            ".fch-x1.tmp",
            "bin/.fch-build-x1",
            ".fch-new-x1/new/host.json",
        ] {
            assert!(out(&filter, path), "{path}");
        }
        assert!(!out(&filter, "local.settings.json.bak"));
        assert!(!out(&filter, "sub/fch.toml"));
    }

    #[test]
    fn funcignore_is_gitignore() {
        // The git column of the measured table.
        assert!(out(&with("*.md"), "docs/README.md"));
        assert!(!out(&with("test"), "test.rs"));
        assert!(!out(&with("test"), "test-data/a"));
        assert!(out(&with("test"), "src/test/a"));
        assert!(out(&with("target/"), "a/target/x"));
        assert!(out(&with("!keep.txt\nkeep.txt"), "keep.txt"));
        assert!(!out(&with("keep.txt\n!keep.txt"), "keep.txt"));
        assert!(out(&with("a?c"), "abc"));
        assert!(out(&with("bin\n!bin/x"), "bin/x"), "the folder is out");
    }

    #[test]
    fn the_executable_for_another_system_stays_at_home() {
        let mut filter = with("");
        filter.use_executable("bin/handler");
        assert!(out(&filter, "bin/handler.exe"));
        assert!(!out(&filter, "bin/handler") && !out(&filter, "handler.exe"));
        filter.use_executable("handler.exe");
        assert!(out(&filter, "handler") && !out(&filter, "handler/x"));
        filter.use_executable("start.sh");
        assert!(!out(&filter, "start.sh.exe") && !out(&filter, "start"));
    }

    #[test]
    fn reasons_name_the_deciding_line() {
        let filter = with("\u{feff}# notes\r\n*.md  \r\n*.log\r\n*.md\r\n!b.md\r\n");
        let Verdict::Out(reason) = filter.decide("a.md", false) else {
            panic!("a.md is ignored");
        };
        assert_eq!(reason.to_string(), "ignored by .funcignore:4 `*.md`");
        let Verdict::In(reason) = filter.decide("b.md", false) else {
            panic!("b.md is kept");
        };
        assert_eq!(reason.to_string(), "kept by .funcignore:5 `!b.md`");
    }

    #[test]
    fn a_funcignore_replaces_the_defaults() {
        let defaults = Filter::new(Path::new("/nowhere"), true, None);
        for path in ["src/main.rs", "go.mod", ".env", "old.zip", ".github/x.yml"] {
            assert!(out(&defaults, path), "{path}");
            assert!(!out(&with(""), path), "{path}");
        }
        assert!(!out(&defaults, "assets/data.zip"));
        let scripted = Filter::new(Path::new("/nowhere"), false, None);
        for path in [
            "main.go",
            "Cargo.toml",
            "server.py",
            ".venv/lib/x.py",
            "vendor/a.php",
        ] {
            assert!(!out(&scripted, path), "{path}");
        }
    }

    #[test]
    fn a_pattern_git_cannot_read_is_kept_as_a_fault_and_the_rest_holds() {
        let file = FuncIgnore::parse("a\n[z-a]\nb\n");
        let bad: Vec<usize> = file.bad_lines.iter().map(|bad| bad.line).collect();
        assert_eq!(bad, [2]);
        let filter = with("a\n[z-a]\nb\n");
        assert!(out(&filter, "a") && out(&filter, "b"));
    }
}
