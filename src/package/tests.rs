//! The rooms' parts together, on real folders.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod bytes;
mod folders;
mod zips;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::archive::write;
use super::check::{check, size};
use super::secrets::secrets;
use super::verify::{Expectation, verify};
use super::*;
use crate::diagnostics::Finding;

/// What the Functions host runs on when nothing else is said (H-PUB-11).
const LINUX: Platform = Platform {
    os: Os::Linux,
    arch: Arch::X86_64,
};

/// Creates files, with the folders around them.
fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        put(folder.path(), name, bytes);
    }
    folder
}

fn put(root: &Path, name: &str, bytes: &[u8]) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn chosen(root: &Path, executable: Option<&str>, required: &[&str]) -> Selection {
    let required: Vec<String> = required.iter().map(ToString::to_string).collect();
    select(&Request {
        root,
        shown_root: "app",
        executable,
        required: &required,
        output: &root.join("app.zip"),
    })
    .unwrap()
}

fn names(selection: &Selection) -> Vec<&str> {
    selection.entries.iter().map(|e| e.name.as_str()).collect()
}

fn rules(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.name).collect()
}

#[test]
fn every_rule_is_listed_once_in_order() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names.len(), sorted.len());
    for rule in RULES {
        assert!(!rule.summary.ends_with('.'), "{}", rule.name);
        assert!(
            !rule.why.contains("  ") && !rule.fix.contains("  "),
            "{}",
            rule.name
        );
    }
}
