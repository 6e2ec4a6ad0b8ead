//! Handlers of a compiler, and the libraries that they bring or lack.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::package;
use crate::harness::{HTTP_FUNCTION, Run, host_for, needs, tree, write};

/// An app with the library `lib/libown.so.1`, and a handler that needs it.
fn app() -> Option<TempDir> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !needs("cc", "--version") {
        return None;
    }
    let dir = tree(&[
        ("app/host.json", &host_for("bin/handler")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/.funcignore", "*.c\n"),
        ("own.c", "int own(void) { return 0; }\n"),
        (
            "main.c",
            "int own(void);\nint main(void) { return own(); }\n",
        ),
    ]);
    for folder in ["app/bin", "app/lib"] {
        std::fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    let library = ["-shared", "-fPIC", "-Wl,-soname,libown.so.1", "own.c"];
    cc(
        dir.path(),
        &[&library[..], &["-o", "app/lib/libown.so.1"]].concat(),
    );
    Some(dir)
}

fn cc(dir: &Path, args: &[&str]) {
    let mut cc = Command::new("cc");
    let status = cc.args(args).current_dir(dir).status().unwrap();
    assert!(status.success(), "{args:?}");
}

/// Links the handler with one more option, and packages the app.
fn linked(dir: &Path, option: &str, plan: &str) -> Run {
    let program = [
        "main.c",
        "app/lib/libown.so.1",
        "-o",
        "app/bin/handler",
        option,
    ];
    cc(dir, &program);
    let here = ["app", "--plan", plan, "-o", "app.zip"];
    package(dir, &here)
}

/// The loader itself agrees: `ldd`, and starting the program, where these are possible, are
/// what the search path is for.
fn starts(dir: &Path) -> bool {
    let mut handler = Command::new(dir.join("app/bin/handler"));
    handler
        .env_clear()
        .current_dir("/")
        .status()
        .unwrap()
        .success()
}

#[test]
fn a_library_of_the_package_must_be_where_the_loader_looks() {
    let Some(dir) = app() else { return };
    let dir = dir.path();
    let run = linked(dir, "-Wl,-rpath,$ORIGIN/../lib", "flex").exits(0);
    assert!(!run.stdout.contains("elf-needed"), "{}", run.stdout);
    assert!(starts(dir));
    for option in ["-O0", "-Wl,-rpath,$ORIGIN/lib"] {
        let run = linked(dir, option, "flex").exits(0);
        for text in [
            "warning[elf-needed]: `app/bin/handler` needs `libown.so.1`",
            "help: link with `-Wl,-rpath,'$ORIGIN/../lib'`",
        ] {
            assert!(run.stdout.contains(text), "{text} in:\n{}", run.stdout);
        }
        assert!(!starts(dir), "{option}");
    }
}

#[test]
fn a_library_that_nobody_brings_is_an_error_where_azure_brings_the_rest() {
    let Some(dir) = app() else { return };
    let dir = dir.path();
    write(dir, "app/.funcignore", b"lib/\n");
    let run = linked(dir, "-Wl,-rpath,$ORIGIN/../lib", "flex").exits(1);
    let text = "error[elf-needed]: `app/bin/handler` needs `libown.so.1`, which Azure's images do not have";
    assert!(run.stdout.contains(text), "{}", run.stdout);
    linked(dir, "-Wl,-rpath,$ORIGIN/../lib", "container").exits(0);
}
