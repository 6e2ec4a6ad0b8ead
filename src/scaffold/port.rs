//! Whether an existing web server listens on the port that the host gave it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// The variable with the handler's port (H-START-04). In arguments the host puts the number in
/// the place of `%...%` (H-START-09).
const VARIABLE: &str = "FUNCTIONS_CUSTOMHANDLER_PORT";

/// Enough for a web server; what is more is not looked at.
const MOST_FILES: usize = 5_000;
const MOST_BYTES: u64 = 1 << 20;

/// Files in which a server can say where it listens.
const SOURCES: [&str; 32] = [
    "cjs",
    "clj",
    "cs",
    "dart",
    "ex",
    "exs",
    "fs",
    "go",
    "java",
    "jl",
    "js",
    "json",
    "jsx",
    "kt",
    "lua",
    "mjs",
    "ml",
    "mts",
    "php",
    "pl",
    "properties",
    "py",
    "r",
    "rb",
    "rs",
    "scala",
    "sh",
    "swift",
    "ts",
    "tsx",
    "yaml",
    "yml",
];

/// Folders of what others wrote, wherever they are.
const FOREIGN: [&str; 2] = ["__pycache__", "node_modules"];

/// Folders of what was built or brought, at the root; `src/bin` is none.
const BUILT: [&str; 6] = ["bin", "build", "obj", "target", "vendor", "venv"];

/// Files of the app that fch made of the server: they speak of the variable too.
const OURS: [&str; 2] = ["host.json", "local.settings.json"];

/// How the server knows its port.
#[derive(Debug, PartialEq, Eq)]
pub enum Port {
    /// It listens on this one, and the host is told so.
    Fixed(u16),
    /// Its arguments name it.
    Argument,
    /// This file speaks of the variable; a path in the project.
    Read(PathBuf),
    /// Nothing says that it does.
    Unknown,
}

/// Looks for the port in what the server is started with, then in its sources.
pub(super) fn of(root: &Path, fixed: Option<u16>, arguments: &[String]) -> Port {
    if let Some(port) = fixed {
        return Port::Fixed(port);
    }
    if arguments.iter().any(|text| text.contains(VARIABLE)) {
        return Port::Argument;
    }
    match reader(root) {
        Some(file) => Port::Read(file),
        None => Port::Unknown,
    }
}

/// The first source that speaks of the variable. What git ignores is none.
fn reader(root: &Path) -> Option<PathBuf> {
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(|entry| {
            let is = |name: &&str| entry.file_name() == *name;
            let at_root = entry.depth() == 1 && (BUILT.iter().any(is) || OURS.iter().any(is));
            !at_root && !FOREIGN.iter().any(is)
        })
        .build();
    let sources = walk
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter(|entry| is_source(entry.path()))
        .take(MOST_FILES);
    let mut found = sources.filter(|entry| speaks_of_it(entry.path()));
    let file = found.next()?.into_path();
    file.strip_prefix(root).map(Path::to_owned).ok()
}

fn is_source(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    SOURCES.iter().any(|it| extension.eq_ignore_ascii_case(it))
}

fn speaks_of_it(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    let needle = VARIABLE.as_bytes();
    read.is_ok() && bytes.windows(needle.len()).any(|part| part == needle)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_variable_is_looked_for_where_a_server_would_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let text = format!("listen(process.env.{VARIABLE})");
        for file in [
            "node_modules/x/a.js",
            "README.md",
            "dist/a.js",
            "bin/a.js",
            "host.json",
        ] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), &text).unwrap();
        }
        fs::write(root.join(".gitignore"), "dist/\n").unwrap();
        assert_eq!(of(root, None, &[]), Port::Unknown);
        fs::create_dir_all(root.join("src/bin")).unwrap();
        fs::write(root.join("src/bin/server.R"), &text).unwrap();
        assert_eq!(of(root, None, &[]), Port::Read("src/bin/server.R".into()));
        let argument = [format!("--port=%{VARIABLE}%")];
        assert_eq!(of(root, None, &argument), Port::Argument);
        assert_eq!(of(root, Some(1), &argument), Port::Fixed(1));
    }
}
