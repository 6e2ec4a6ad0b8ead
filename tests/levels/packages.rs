//! Levels of the rules about packages: what keeps a zip from being written, and what cannot.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::harness::{HTTP_FUNCTION, Run, fch, host_for, tree, write};

/// An app that starts, with a file that may be a secret: a warning.
fn app() -> TempDir {
    tree(&[
        ("app/host.json", &host_for("handler")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/handler", "#!/bin/sh\nexec true\n"),
        ("app/tls/server.pem", "-----BEGIN PRIVATE KEY-----\n"),
    ])
}

fn put(dir: &Path, path: &str, text: &str) {
    write(dir, path, text.as_bytes());
}

fn package(dir: &Path, args: &[&str]) -> Run {
    fch(dir, &[&["package", "app", "--no-build"], args].concat())
}

/// The severity of the rule's finding, if there is one, and whether a zip was written.
fn outcome(dir: &Path, rule: &str, args: &[&str]) -> (Option<&'static str>, bool) {
    let _ = fs::remove_file(dir.join("app.zip"));
    let run = package(dir, args);
    let severities = ["error", "warning", "info"].into_iter();
    let mut told =
        severities.filter(|severity| run.stdout.contains(&format!("{severity}[{rule}]")));
    let found = told.next();
    let written = dir.join("app.zip").exists();
    assert_eq!(
        run.code,
        i32::from(found == Some("error")),
        "{}",
        run.stderr
    );
    (found, written)
}

const SECRET: &str = "secret-in-package";

#[test]
fn a_denied_warning_keeps_the_zip_from_being_written() {
    let dir = app();
    let of = |args: &[&str]| outcome(dir.path(), SECRET, args);
    assert_eq!(of(&[]), (Some("warning"), true));
    assert_eq!(of(&["--deny", SECRET]), (Some("error"), false));
    assert_eq!(of(&["--allow", SECRET]), (None, true));
}

#[test]
fn an_allowed_or_lowered_error_lets_it_be_written() {
    let dir = app();
    // Four bytes are no program; that is an error of the judge.
    put(dir.path(), "app/handler", "\x7fELF");
    let of = |args: &[&str]| outcome(dir.path(), "binary-format", args);
    assert_eq!(of(&[]), (Some("error"), false));
    assert_eq!(of(&["--warn", "binary-format"]), (Some("warning"), true));
    assert_eq!(of(&["--allow=binary-format"]), (None, true));
}

#[test]
fn what_is_found_while_choosing_has_levels_too() {
    let dir = app();
    put(
        dir.path(),
        "app/fch.toml",
        "[package]\ninclude = ['tls', 'gone/']\n",
    );
    let rule = "include-unmatched";
    let of = |args: &[&str]| outcome(dir.path(), rule, args);
    assert_eq!(of(&[]), (Some("warning"), true));
    assert_eq!(of(&["--deny", rule]), (Some("error"), false));
    let run = package(dir.path(), &["--list", "--allow", rule]).exits(0);
    assert!(!run.stdout.contains(rule), "{}", run.stdout);
}

#[test]
fn every_command_knows_every_rule_in_fch_toml() {
    let dir = app();
    let config = "[lint]\ndeny = ['secret-in-package']\nallow = ['exec-bit', 'cron-invalid']\n\
                  [[lint.paths]]\npath = 'tls/'\nallow = ['secret-in-package']\n";
    put(dir.path(), "app/fch.toml", config);
    fch(dir.path(), &["validate", "app"]).exits(0);
    assert_eq!(outcome(dir.path(), SECRET, &[]), (None, true));
    fs::rename(dir.path().join("app/tls"), dir.path().join("app/keys")).unwrap();
    assert_eq!(outcome(dir.path(), SECRET, &[]), (Some("error"), false));
    put(dir.path(), "app/fch.toml", "[lint]\ndeny = ['exec-bt']\n");
    let run = fch(dir.path(), &["validate", "app"]).exits(2);
    assert!(
        run.stderr.contains("did you mean `exec-bit`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn verify_has_the_same_levels() {
    let dir = app();
    package(dir.path(), &[]).exits(0);
    let verify = |args: &[&str]| {
        let given = ["verify", "app.zip", "--format", "concise"];
        fch(dir.path(), &[&given[..], args].concat())
    };
    let run = verify(&[]).exits(0);
    assert!(
        run.stdout.contains("warning[secret-in-package]"),
        "{}",
        run.stdout
    );
    verify(&["--deny", SECRET]).exits(1);
    assert_eq!(verify(&["--allow", SECRET]).exits(0).stdout, "");
    put(
        dir.path(),
        "fch.toml",
        "[lint]\ndeny = ['secret-in-package']\n",
    );
    verify(&[]).exits(1);
    assert_eq!(verify(&["--allow", SECRET]).exits(0).stdout, "");
}

#[test]
fn a_damaged_package_is_an_error_whatever_is_allowed() {
    let dir = tree(&[("app.zip", "no zip at all")]);
    let run = fch(dir.path(), &["verify", "app.zip", "--allow", "all"]).exits(1);
    assert!(run.stdout.contains("error[zip-damaged]"), "{}", run.stdout);
    for rule in [
        "zip-damaged",
        "zip-bomb",
        "zip-duplicate",
        "entry-name",
        "manifest-mismatch",
    ] {
        let run = fch(dir.path(), &["verify", "app.zip", "--allow", rule]).exits(2);
        assert!(
            run.stderr.contains("neither allowed nor lowered"),
            "{}",
            run.stderr
        );
        fch(dir.path(), &["verify", "app.zip", "--deny", rule]).exits(1);
        let page = fch(dir.path(), &["explain", rule]).exits(0).stdout;
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains("neither allowed nor lowered"), "{page}");
    }
}
