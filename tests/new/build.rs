//! Builds the scaffolds with the toolchains that are there.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fch::build::Target;
use tempfile::TempDir;

use super::{app, text};
use crate::harness::{UNOPTIMISED, needs, scaffold_target};

pub fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
    output
}

pub fn handler_path(app: &Path) -> PathBuf {
    app.join(format!("handler{}", std::env::consts::EXE_SUFFIX))
}

/// A function that panics, in an app whose functions are named.
fn plant_panic(file: &Path, before: &str, arm: &str) {
    let code = fs::read_to_string(file).unwrap();
    fs::write(file, code.replacen(before, &format!("{before}{arm}"), 1)).unwrap();
}

pub fn built_rust(args: &[&str]) -> Option<TempDir> {
    let app = app(args);
    let arm = "\"panic\" => panic!(\"planted\"),\n";
    plant_panic(&app.path().join("src/functions.rs"), "match name {\n", arm);
    let (target, _alone) = scaffold_target(app.path())?;
    // Named, so that `fch package --target linux` finds the same dependencies compiled.
    let triple = Target::host().triple;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--offline", "--target", &triple])
        .current_dir(app.path())
        .env("CARGO_TARGET_DIR", &target)
        .envs(UNOPTIMISED);
    let output = succeeds(&mut cargo);
    assert!(
        !text(&output.stderr).contains("warning"),
        "{}",
        text(&output.stderr)
    );
    let built = handler_path(&target.join(triple).join("release"));
    fs::copy(built, handler_path(app.path())).unwrap();
    Some(app)
}

pub fn built_go(args: &[&str]) -> Option<TempDir> {
    if !needs("go", "version") {
        return None;
    }
    let app = app(&[&["--language", "go"], args].concat());
    let arm = "case \"panic\":\npanic(\"planted\")\n";
    plant_panic(&app.path().join("functions.go"), "switch name {\n", arm);
    let mut go = Command::new("go");
    // Trimmed, so that `fch build` finds the same standard library compiled.
    go.args(["build", "-trimpath", "-o"])
        .arg(handler_path(app.path()))
        .current_dir(app.path());
    succeeds(go.env("CGO_ENABLED", "0"));
    Some(app)
}
