//! Rust targets whose standard library is not installed, but built by cargo: how cargo was told
//! does not matter, whether it would do it does.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use tempfile::TempDir;

use super::fails;
use super::has_std;
use crate::harness::{Run, fch_with, host_for, needs, skip, tree, write};

const TARGET: &str = "aarch64-unknown-linux-musl";
const CONFIG: (&str, &[u8]) = (
    ".cargo/config.toml",
    b"[unstable]\nbuild-std = ['std', 'panic_abort']\n",
);
/// Has a stable toolchain do what is for nightly ones.
const NIGHTLY: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");
const STABLE: (&str, &str) = ("RUSTC_BOOTSTRAP", "0");

/// An app, and in `bin` a cargo that stops where the real one would begin to build: that takes
/// minutes, and needs the library's source.
fn app() -> TempDir {
    let app = tree(&[
        ("host.json", &host_for("handler")),
        (
            "Cargo.toml",
            "[package]\nname = 'handler'\nversion = '0.1.0'\nedition = '2021'\n[workspace]\n",
        ),
        ("src/main.rs", "fn main() {}"),
    ]);
    let path = std::env::var_os("PATH").unwrap();
    let mut all = std::env::split_paths(&path).map(|folder| folder.join("cargo"));
    let real = all.find(|cargo| cargo.is_file()).unwrap();
    let script = format!(
        "#!/bin/sh\ncase $1 in\n\
         *build) echo \"asked to $*\" >&2; exit 9 ;;\n\
         *) exec '{}' \"$@\" ;;\nesac\n",
        real.display()
    );
    write(app.path(), "bin/cargo", script.as_bytes());
    let cargo = app.path().join("bin/cargo");
    fs::set_permissions(cargo, fs::Permissions::from_mode(0o755)).unwrap();
    app
}

fn build(app: &TempDir, env: &[(&str, &str)]) -> Run {
    let path = std::env::var_os("PATH").unwrap();
    let folders = [app.path().join("bin")].into_iter();
    let path = std::env::join_paths(folders.chain(std::env::split_paths(&path))).unwrap();
    let path = [("PATH", path.to_str().unwrap())];
    let args = ["build", "-v", "--target", TARGET];
    fch_with(app.path(), &args, &[&path, env].concat())
}

/// None when this toolchain has the standard library, and so need not build it.
fn able() -> Option<TempDir> {
    if !needs("cargo", "--version") || !needs("rustc", "--version") {
        return None;
    }
    if has_std(TARGET) {
        skip("needs a toolchain without the standard library for aarch64 musl");
        return None;
    }
    Some(app())
}

#[test]
fn cargos_configuration_may_ask_for_it() {
    let Some(app) = able() else { return };
    let missing = [
        "Rust's standard library for it is not installed",
        "rustup target add aarch64-unknown-linux-musl",
    ];
    fails(build(&app, &[NIGHTLY]), 1, &missing);

    let builds = [
        "Building handler for aarch64-unknown-linux-musl",
        "--target aarch64-unknown-linux-musl --bin handler",
        "asked to ",
    ];
    let environment = ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
    fails(build(&app, &[NIGHTLY, environment]), 1, &builds);
    write(app.path(), CONFIG.0, CONFIG.1);
    fails(build(&app, &[NIGHTLY]), 1, &builds);
}

#[test]
fn a_stable_toolchain_would_not_do_it() {
    let Some(app) = able() else { return };
    let version = Command::new("cargo").arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if version.contains("nightly") || version.contains("dev") {
        println!("skipped: needs a stable toolchain");
        return;
    }
    write(app.path(), CONFIG.0, CONFIG.1);
    let run = build(&app, &[STABLE, ("CARGO_UNSTABLE_BUILD_STD", "std")]);
    let run = fails(run, 1, &["is not installed", "help: install it: rustup"]);
    assert!(!run.stderr.contains("asked to"), "{}", run.stderr);
}
