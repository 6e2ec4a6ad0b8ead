//! `fch build` from the command line: what is built, where it goes, and what is said when not.

mod cargo;
#[cfg(unix)]
mod command;
#[cfg(unix)] // a script stands in for cargo
mod from_source;
mod go;
mod linux;
mod workspace;

pub(crate) use cargo::has_std;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{HOST, Run, fch, fch_with, host_for, tree, write};

/// Where a build for this machine puts the executable that host.json calls `name`.
fn placed(app: &Path, name: &str) -> PathBuf {
    app.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// What the program at `path` prints.
#[track_caller]
fn says(path: &Path) -> String {
    let output = Command::new(path).output().unwrap();
    assert!(output.status.success(), "{}", path.display());
    String::from_utf8(output.stdout).unwrap()
}

/// Fails unless the run failed with `code`, with nothing on stdout and these words on stderr.
#[track_caller]
fn fails(run: Run, code: i32, words: &[&str]) -> Run {
    let run = run.exits(code);
    assert_eq!(run.stdout, "");
    for word in words {
        assert!(run.stderr.contains(word), "no {word:?} in:\n{}", run.stderr);
    }
    run
}

#[test]
fn an_app_without_an_own_executable_has_nothing_to_build() {
    for (host, words) in [
        (r#"{"version": "2.0"}"#, "has no `customHandler`"),
        (HOST, "starts `node` from PATH"),
        (
            r#"{"customHandler": {"description": {"arguments": ["x"]}}}"#,
            "names no `defaultExecutablePath`",
        ),
        (&host_for("%HANDLER%"), "known only at run time"),
        (&host_for("../handler"), "is not inside the app"),
        (&host_for("/usr/bin/handler"), "is not inside the app"),
    ] {
        let app = tree(&[("host.json", host), ("go.mod", "module x\n")]);
        let run = fails(
            fch(app.path(), &["build"]),
            2,
            &["error: ", "host.json", words],
        );
        assert!(run.stderr.contains("help: "), "{}", run.stderr);
    }
}

#[test]
fn nothing_to_build_with_says_what_was_looked_for() {
    let app = tree(&[("host.json", &host_for("handler"))]);
    fails(
        fch(app.path(), &["build"]),
        2,
        &[
            "error: found nothing to build in ",
            "`Cargo.toml`, `go.mod` and a `[build]` command in `fch.toml`",
            "help: for another language, put its build command in `fch.toml`",
        ],
    );
    write(app.path(), "Cargo.toml", b"");
    write(app.path(), "go.mod", b"");
    fails(
        fch(app.path(), &["build"]),
        2,
        &["has both `Cargo.toml` and `go.mod`", "[build] command"],
    );
}

#[test]
fn a_missing_toolchain_is_one_sentence_with_the_cure() {
    for (manifest, missing, cure) in [
        ("Cargo.toml", "`cargo` is not on PATH", "https://rustup.rs"),
        ("go.mod", "`go` is not on PATH", "https://go.dev/dl"),
    ] {
        let app = tree(&[("host.json", &host_for("handler")), (manifest, "")]);
        let empty = tempfile::tempdir().unwrap();
        let path = [("PATH", empty.path().to_str().unwrap())];
        let run = fch_with(app.path(), &["build"], &path);
        let run = fails(run, 1, &[missing, cure]);
        let lines: Vec<&str> = run.stderr.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 2, "the fault and its cure:\n{}", run.stderr);
        assert!(lines[0].starts_with("error: cannot build"));
        assert!(lines[1].trim_start().starts_with("help: install "));
    }
}

#[test]
fn an_unknown_target_lists_the_known_ones() {
    let app = tree(&[("host.json", &host_for("handler")), ("Cargo.toml", "")]);
    for command in ["build", "package"] {
        fails(
            fch(app.path(), &[command, "--target", "linus"]),
            2,
            &[
                "error: unknown target `linus`",
                "help: targets are `linux`, `windows`, `macos` or a triple",
                "help: did you mean `linux`?",
            ],
        );
    }
}

#[test]
fn a_folder_where_the_executable_goes_is_left_alone() {
    let app = tree(&[
        ("host.json", &host_for("bin")),
        ("bin/notes.txt", "mine"),
        ("fch.toml", "[build]\ncommand = 'exit 1'\n"),
    ]);
    fails(
        fch(app.path(), &["build", "--target", "linux"]),
        2,
        &["a folder is in the way"],
    );
    assert_eq!(
        fs::read_to_string(app.path().join("bin/notes.txt")).unwrap(),
        "mine"
    );
}
