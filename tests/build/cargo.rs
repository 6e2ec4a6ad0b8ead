//! Rust handlers.

use std::fs;
use std::path::Path;
use std::process::Command;

use fch::build::Target;
use tempfile::TempDir;

use super::{fails, placed, says};
use crate::harness::{fch, fch_with, files, host_for, needs, tree, write};

const MANIFEST: &str = "[package]\nname = 'handler'\nversion = '0.1.0'\nedition = '2021'\n\
                        [workspace]\n";
/// Prints a word, and whether it was optimised.
const MAIN: &str = "fn main() { print!(\"one, debug is {}\", cfg!(debug_assertions)); }";

fn app(executable: &str) -> TempDir {
    tree(&[
        ("host.json", &host_for(executable)),
        ("Cargo.toml", MANIFEST),
        ("src/main.rs", MAIN),
    ])
}

#[test]
fn it_builds_again_and_again_to_where_host_json_points() {
    if !needs("cargo", "--version") {
        return;
    }
    let app = app("bin/handler");
    let handler = placed(app.path(), "bin/handler");
    let run = fch(app.path(), &["build"]).exits(0);
    assert_eq!(run.stdout, "", "progress is no result");
    let what = "Building bin/handler for ";
    assert!(run.stderr.contains(what), "{}", run.stderr);
    assert!(run.stderr.contains("Built bin"), "{}", run.stderr);
    assert_eq!(says(&handler), "one, debug is false");
    assert_eq!(files(&app.path().join("bin")).len(), 1, "nothing else");

    write(
        app.path(),
        "src/main.rs",
        MAIN.replace("one", "two").as_bytes(),
    );
    let quiet = fch(app.path(), &["build", "-q"]).exits(0);
    assert_eq!((quiet.stdout, quiet.stderr), (String::new(), String::new()));
    assert_eq!(says(&handler), "two, debug is false");
    // Nothing to compile, but the executable is gone.
    fs::remove_file(&handler).unwrap();
    fch(app.path(), &["build"]).exits(0);
    assert_eq!(says(&handler), "two, debug is false");
    fch(app.path(), &["build", "--debug"]).exits(0);
    assert_eq!(says(&handler), "two, debug is true");
}

#[test]
fn it_builds_from_another_folder_and_into_another_target_folder() {
    if !needs("cargo", "--version") {
        return;
    }
    let repo = tree(&[
        ("apps/one/host.json", &host_for("handler")),
        ("apps/one/Cargo.toml", MANIFEST),
        ("apps/one/src/main.rs", MAIN),
        ("elsewhere/notes.txt", ""),
    ]);
    let target = repo.path().join("shared-target");
    let run = fch_with(
        &repo.path().join("elsewhere"),
        &["build", "../apps/one", "-v", "--debug"],
        &[("CARGO_TARGET_DIR", target.to_str().unwrap())],
    )
    .exits(0);
    // A path as it was typed, and with -v the reasons and the command line.
    let shown = Path::new("../apps/one").join(placed(Path::new(""), "handler"));
    let built = format!("Built {}", shown.display());
    assert!(run.stderr.contains(&built), "{}", run.stderr);
    assert!(run.stderr.contains("it is named like the executable"));
    assert!(run.stderr.contains("cargo build --bin handler"));
    let one = repo.path().join("apps/one");
    assert_eq!(says(&placed(&one, "handler")), "one, debug is true");
    assert!(target.is_dir() && !one.join("target").exists());
    assert_eq!(files(&repo.path().join("elsewhere")), ["notes.txt"]);
}

#[test]
fn of_several_binaries_the_one_named_like_the_executable_is_built() {
    if !needs("cargo", "--version") {
        return;
    }
    let app = app("server");
    write(
        app.path(),
        "src/bin/server.rs",
        MAIN.replace("one", "server").as_bytes(),
    );
    fch(app.path(), &["build", "--debug"]).exits(0);
    let server = placed(app.path(), "server");
    assert_eq!(says(&server), "server, debug is true");

    write(app.path(), "host.json", host_for("worker").as_bytes());
    fails(
        fch(app.path(), &["build"]),
        2,
        &[
            "error: cannot tell which binary is the handler: there are `handler` and `server`",
            "help: name one of them `worker`",
        ],
    );
    assert!(!placed(app.path(), "worker").exists());
}

#[test]
fn a_compile_error_is_the_compilers_to_tell_and_leaves_the_old_executable() {
    if !needs("cargo", "--version") {
        return;
    }
    let app = app("handler");
    write(
        app.path(),
        "src/main.rs",
        b"fn main() { let n: u8 = \"text\"; }",
    );
    let handler = placed(app.path(), "handler");
    fs::write(&handler, "the old one").unwrap();
    fails(
        fch(app.path(), &["build", "-q"]),
        1,
        &[
            "error[E0308]",
            "src/main.rs:1:",
            "error: cargo build failed",
            "its own messages are above",
        ],
    );
    assert_eq!(fs::read_to_string(&handler).unwrap(), "the old one");

    write(app.path(), "Cargo.toml", b"[package\n");
    fails(
        fch(app.path(), &["build"]),
        2,
        &["error: cargo cannot read the app's `Cargo.toml`"],
    );
}

#[test]
fn a_target_that_rustc_lacks_comes_with_the_cure() {
    if !needs("cargo", "--version") || !needs("rustc", "--version") {
        return;
    }
    let app = app("handler");
    let unknown = "x86_64-acme-linux-gnu";
    fails(
        fch(app.path(), &["build", "--target", unknown]),
        2,
        &[
            "rustc does not know the target `x86_64-acme-linux-gnu`",
            "rustc --print target-list",
        ],
    );
    if cfg!(windows) || has_std("x86_64-pc-windows-gnu") {
        println!("skipped: the standard library for Windows is installed");
        return;
    }
    fails(
        fch(app.path(), &["build", "--target", "windows"]),
        1,
        &[
            "error: cannot build for windows: Rust's standard library for it is not installed",
            "help: install it: rustup target add x86_64-pc-windows-gnu",
        ],
    );
    assert!(!app.path().join("handler.exe").exists());
}

/// Whether rustc can build for a triple.
pub(crate) fn has_std(triple: &str) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", triple]);
    let folder = String::from_utf8(rustc.output().unwrap().stdout).unwrap();
    Path::new(folder.trim()).is_dir()
}

#[test]
fn a_triple_is_built_as_asked() {
    if needs("cargo", "--version") && needs("rustc", "--version") {
        let app = app("handler");
        let triple = Target::host().triple;
        let run = fch(app.path(), &["build", "--debug", "--target", &triple]).exits(0);
        let what = format!("Building handler for {triple} with cargo build");
        assert!(run.stderr.contains(&what), "{}", run.stderr);
        let made = files(&app.path().join("target").join(&triple));
        assert!(made.contains(&format!("debug/handler{}", std::env::consts::EXE_SUFFIX)));
        assert_eq!(says(&placed(app.path(), "handler")), "one, debug is true");
    }
}
