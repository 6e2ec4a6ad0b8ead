//! Builds the scaffolds with the toolchains that are there.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use tempfile::TempDir;

use super::{app, text};

/// Whether a tool is there; says so when not. `FCH_REQUIRE_TOOLS=1` makes that a failure.
pub fn needs(tool: &str, probe: &str) -> bool {
    let mut command = Command::new(tool);
    let found = command
        .arg(probe)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    found.status().is_ok() || skip(&format!("needs {tool}"))
}

fn skip(why: &str) -> bool {
    assert!(
        std::env::var_os("FCH_REQUIRE_TOOLS").is_none_or(|v| v != "1"),
        "{why}"
    );
    println!("skipped: {why}");
    false
}

pub fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
    output
}

pub fn handler_path(app: &Path) -> PathBuf {
    app.join(format!("handler{}", std::env::consts::EXE_SUFFIX))
}

pub fn built_rust(args: &[&str]) -> Option<TempDir> {
    // The scaffolds share compiled dependencies, and so the place where cargo puts `handler`.
    static TARGET: Mutex<()> = Mutex::new(());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffold");
    if !needs("cargo", "--version") {
        return None;
    }
    let app = app(args);
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .current_dir(app.path())
            .env("CARGO_TARGET_DIR", &target);
        command
    };
    if !cargo(&["fetch", "--quiet"]).status().unwrap().success() {
        skip("needs the crates of the scaffold");
        return None;
    }
    let _alone = TARGET
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let output = succeeds(&mut cargo(&["build", "--release", "--offline"]));
    assert!(
        !text(&output.stderr).contains("warning"),
        "{}",
        text(&output.stderr)
    );
    let built = handler_path(&target.join("release"));
    fs::copy(built, handler_path(app.path())).unwrap();
    Some(app)
}

pub fn built_go(args: &[&str]) -> Option<TempDir> {
    if !needs("go", "version") {
        return None;
    }
    let app = app(&[&["--language", "go"], args].concat());
    let mut go = Command::new("go");
    go.args(["build", "-o"])
        .arg(handler_path(app.path()))
        .current_dir(app.path());
    succeeds(go.env("CGO_ENABLED", "0"));
    Some(app)
}
