//! What stays out of every package, and what stays out of apps that do not say anything else.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Never packaged, at any depth, in any case, and not to be re-included (H-PACK-05, H-IGN-09):
/// gitignore pattern, why.
pub(super) const FIXED: &[(&str, &str)] = &[
    ("local.settings.json", "it holds local secrets"),
    (".git", "version control data"),
    (".gitignore", "version control data"),
    (".gitattributes", "version control data"),
    (".vscode/", "editor settings"),
    (".funcignore", "it only steers packaging"),
    ("/fch.toml", "it only steers fch"),
    (".fch", "what fch keeps"),
    (".fch-*", "what an interrupted fch left behind"),
    ("project.lock.json", "a package manager's cache"),
    (".DS_Store", "a file manager's cache"),
    ("Thumbs.db", "a file manager's cache"),
];

/// Left out of apps that have no `.funcignore`.
pub(super) const DEFAULTS: &[(&str, &str)] = &[
    (".github/", "continuous integration"),
    (".devcontainer/", "editor settings"),
    (".idea/", "editor settings"),
    (".vs/", "editor settings"),
    (
        "/*.zip",
        "an archive beside host.json, likely an older package",
    ),
    (".env", "settings belong in the app's settings in Azure"),
    (".env.*", "settings belong in the app's settings in Azure"),
    ("node_modules/.cache/", "a build cache"),
];

/// Left out as well where the handler is a file of the app, and so needs no compiler in Azure.
pub(super) const COMPILED: &[(&str, &str)] = &[
    ("*.rs", "Rust source"),
    ("Cargo.toml", "Rust source"),
    ("Cargo.lock", "Rust source"),
    (".cargo/", "Rust source"),
    ("rust-toolchain", "Rust source"),
    ("rust-toolchain.toml", "Rust source"),
    ("rustfmt.toml", "Rust source"),
    ("clippy.toml", "Rust source"),
    ("*.go", "Go source"),
    ("go.mod", "Go source"),
    ("go.sum", "Go source"),
    ("go.work", "Go source"),
    ("go.work.sum", "Go source"),
];

/// Fixed patterns, each with its reason.
#[derive(Debug)]
pub(super) struct Table {
    matcher: Gitignore,
    rows: Vec<(&'static str, &'static str)>,
}

impl Table {
    pub(super) fn new(rows: Vec<(&'static str, &'static str)>, any_case: bool) -> Self {
        let mut builder = GitignoreBuilder::new("");
        let _ = builder.case_insensitive(any_case);
        for (pattern, _) in &rows {
            let _ = builder.add_line(None, pattern);
        }
        Table {
            matcher: builder.build().unwrap_or_else(|_| Gitignore::empty()),
            rows,
        }
    }

    /// The row that matches, which is about `path` alone and not what lies in it.
    pub(super) fn why(&self, path: &str, is_folder: bool) -> Option<(&'static str, &'static str)> {
        let Match::Ignore(glob) = self.matcher.matched(path, is_folder) else {
            return None;
        };
        let is_row = |row: &&(&str, &str)| row.0 == glob.original();
        self.rows.iter().find(is_row).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_pattern_that_matches_itself() {
        for rows in [FIXED, DEFAULTS, COMPILED] {
            let table = Table::new(rows.to_vec(), false);
            assert_eq!(table.matcher.len(), rows.len());
        }
    }
}
