//! `fch validate` with the names of changed files, as a pre-commit hook gives them.

use super::{ODD, found};
use crate::harness::{HOST, fch, tree};

#[test]
fn one_file_means_its_whole_app() {
    let repo = tree(&[
        ("a/host.json", ODD),
        ("a/F/function.json", "{\"bindings\": []}"),
        ("b/host.json", ODD),
        ("c/host.json", ODD),
    ]);
    let files = ["a/F/function.json", "a/host.json", "b/host.json"];
    let all = [
        "error one-trigger a/F/function.json:1",
        "warning host-unknown-key a/host.json:2",
        "warning host-unknown-key b/host.json:2",
    ];
    assert_eq!(found(repo.path(), &files), all);
}

#[test]
fn files_of_no_app_are_said_and_do_not_hinder_the_rest() {
    let repo = tree(&[
        ("a/host.json", HOST),
        ("data/function.json", "{}"),
        ("docs/x", ""),
    ]);
    let args = ["validate", "data/function.json", "a/host.json", "docs"];
    let run = fch(repo.path(), &args).exits(0).stdout;
    for path in ["data/function.json", "docs"] {
        let said = format!("not checked: {path}: it belongs to no function app\n");
        assert!(run.contains(&said), "{run}");
    }
    let alone = fch(repo.path(), &["validate", "data/function.json"]).exits(2);
    assert!(alone.stderr.contains("no function app"), "{}", alone.stderr);
    let missing = fch(repo.path(), &["validate", "a/host.json", "a/host.jsn"]).exits(2);
    assert!(
        missing.stderr.contains("cannot read a/host.jsn"),
        "{}",
        missing.stderr
    );
}
