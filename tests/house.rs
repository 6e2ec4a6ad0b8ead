//! The rules of the house: who may import whom, and that every room introduces itself.

use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms it may import. `error`, `exit`, `hosting`,
/// `interrupt` and `parallel` are everybody's.
const ROOMS: &[(&str, &[&str])] = &[
    ("json", &[]),
    ("ui", &[]),
    ("diagnostics", &[]),
    ("bindings", &[]),
    ("inspect", &["diagnostics"]),
    ("archive", &["inspect"]),
    ("app", &["json", "bindings", "diagnostics", "inspect"]),
    ("schemas", &["json"]),
    ("config", &["ui"]),
    (
        "lint",
        &[
            "json",
            "bindings",
            "app",
            "config",
            "diagnostics",
            "inspect",
            "schemas",
            "ui",
        ],
    ),
    (
        "lsp",
        &[
            "app",
            "bindings",
            "config",
            "diagnostics",
            "json",
            "lint",
            "package",
            "schemas",
        ],
    ),
    (
        "explain",
        &[
            "bindings",
            "diagnostics",
            "emulator",
            "json",
            "lint",
            "package",
            "schemas",
            "ui",
        ],
    ),
    ("report", &["diagnostics", "emulator", "package", "ui"]),
    ("scaffold", &["app", "bindings", "json", "schemas", "ui"]),
    ("build", &["config", "inspect", "ui"]),
    (
        "package",
        &["app", "archive", "diagnostics", "inspect", "lint"],
    ),
    ("emulator", &["app", "bindings", "diagnostics", "json"]),
    (
        "commands",
        &[
            "app",
            "archive",
            "bindings",
            "build",
            "cli",
            "config",
            "diagnostics",
            "emulator",
            "explain",
            "lint",
            "lsp",
            "package",
            "report",
            "scaffold",
            "schemas",
            "ui",
            "json",
        ],
    ),
];

fn source(room: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
    let files = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path());
    files
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

#[test]
fn rooms_import_only_whom_they_may() {
    for (room, allowed) in ROOMS.iter().copied() {
        for file in source(room) {
            let text = fs::read_to_string(&file).unwrap();
            for (at, _) in text.match_indices("crate::") {
                let rest = &text[at + "crate::".len()..];
                let other: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                let fine = [room, "error", "exit", "hosting", "interrupt", "parallel"]
                    .contains(&other.as_str())
                    || allowed.contains(&other.as_str());
                assert!(fine, "{} imports `{other}`", file.display());
            }
        }
    }
}

#[test]
fn every_file_begins_by_saying_what_it_is_for() {
    for (room, _) in ROOMS.iter().copied() {
        for file in source(room) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                text.starts_with("//! "),
                "{} has no heading",
                file.display()
            );
        }
    }
}

#[test]
fn commands_are_thin() {
    for file in source("commands") {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= 150,
            "{} has {lines} lines; which room's work is it doing?",
            file.display()
        );
    }
}
