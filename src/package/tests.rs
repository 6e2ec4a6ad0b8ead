//! The rooms' parts together, on real folders.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod bytes;
mod earlier;
mod folders;
mod large;
mod programs;
mod steered;
mod zips;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::proof::prove;
use super::rules::{File, Judged, judge};
use super::secrets::secrets;
use super::*;
use crate::archive::{Draft, Options, Written};
use crate::diagnostics::Finding;
use crate::error::Result;
use crate::hosting::{Arch, Conditions, Os, Overrides, Platform};

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
        siblings: &[],
        lists: None,
        binary: None,
        levels: &[],
        unbuilt: false,
    })
    .unwrap()
}

/// Writes and keeps an archive, without a judge.
fn write(selection: &Selection, output: &Path, options: &Options) -> Result<Written> {
    let sources: Vec<_> = selection.entries.iter().map(Into::into).collect();
    Draft::write(&sources, output, options)?.keep()
}

/// What the judge says of these files, of which `bin/handler` is the executable.
fn judged(files: &[File], platform: Platform) -> Vec<Finding> {
    judge(&Judged {
        files,
        executable: Some("bin/handler"),
        required: &[],
        platform,
        conditions: Conditions::of(None, platform, Overrides::default()),
        size: 0,
        archive: "app.zip",
        shown_root: "app",
    })
}

fn names(selection: &Selection) -> Vec<&str> {
    selection.entries.iter().map(|e| e.name.as_str()).collect()
}

fn found(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.name).collect()
}

#[test]
fn every_rule_is_listed_once() {
    let names: Vec<&str> = super::rules().map(|rule| rule.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names.len(), sorted.len());
    for rule in super::rules() {
        assert!(!rule.summary.ends_with('.'), "{}", rule.name);
        assert!(
            !rule.why.contains("  ") && !rule.fix.contains("  "),
            "{}",
            rule.name
        );
    }
}
