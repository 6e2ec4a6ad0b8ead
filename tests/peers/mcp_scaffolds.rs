//! The servers of `fch new --template mcp`: built, served, called by the SDK's client, packaged.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use super::python::{program, python};
use crate::harness::{UNOPTIMISED, fch, fch_with, needs, scaffold_target, skip};

fn scaffold(language: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let new = [
        "new",
        ".",
        "--name",
        "app",
        "--template",
        "mcp",
        "-l",
        language,
    ];
    fch(dir.path(), &new).exits(0);
    fch(dir.path(), &["validate", "--fail-on", "info"]).exits(0);
    dir
}

/// `fch run --exec` of the client, by today's protocol and by the handshake of older clients.
fn is_called(app: &Path, python: &str, env: &[(&str, &str)]) {
    let client = program("mcp_tools.py");
    let client = client.to_str().unwrap();
    let said = json!({ "tools": ["add", "greet"], "said": ["42", "Hello, Ada!"],
        "stream": 405, "pages": [true, false] });
    for mode in ["auto", "legacy"] {
        // The address comes with a variable, which no shell is needed for.
        let code = "import os, sys, subprocess; sys.exit(subprocess.call([sys.executable, sys.argv[1], \
                    os.environ['FCH_URL'] + '/mcp', sys.argv[2]]))";
        let exec = ["run", "--exec", python, "-c", code, client, mode];
        let run = fch_with(app, &exec, env).exits(0);
        assert_eq!(run.json(), said, "{mode}");
    }
}

fn is_packaged(app: &Path, env: &[(&str, &str)]) {
    let package = [
        "package", "--target", "linux", "--level", "fast", "--output", "app.zip",
    ];
    fch_with(app, &package, env).exits(0);
    let verified = fch(app, &["verify", "app.zip", "--format", "json"]).exits(0);
    assert_eq!(
        verified.json()["summary"]["errors"],
        0,
        "{}",
        verified.stdout
    );
}

/// The Python with the SDK, and PATH with it in front: host.json starts `python3`.
fn sdk() -> Option<(String, String)> {
    let python = python(&["mcp.server.mcpserver"])?;
    let folder = Path::new(&python).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&path)));
    Some((
        python.to_str().unwrap().to_owned(),
        path.unwrap().into_string().unwrap(),
    ))
}

#[test]
fn rust() {
    let Some((python, _)) = sdk() else { return };
    let app = scaffold("rust");
    let Some((target, _alone)) = scaffold_target(app.path()) else {
        return;
    };
    let target = target.to_str().unwrap();
    let env: Vec<_> = [("CARGO_TARGET_DIR", target)]
        .into_iter()
        .chain(UNOPTIMISED)
        .collect();
    is_called(app.path(), &python, &env);
    is_packaged(app.path(), &env);
    if needs("rustfmt", "--version") {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024", "src/main.rs"]);
        assert!(rustfmt.current_dir(app.path()).status().unwrap().success());
    }
}

#[test]
fn python_itself() {
    let Some((python, path)) = sdk() else { return };
    let app = scaffold("python");
    let env = [("PATH", path.as_str())];
    is_called(app.path(), &python, &env);
    is_packaged(app.path(), &env);
    let mut tests = Command::new(python);
    tests.args(["-m", "unittest", "-q"]);
    assert!(tests.current_dir(app.path()).status().unwrap().success());
}

#[test]
fn typescript() {
    let Some((python, _)) = sdk() else { return };
    if !needs("bun", "--version") {
        return;
    }
    let app = scaffold("typescript");
    let bun = |args: &[&str]| {
        let mut bun = Command::new("bun");
        bun.args(args)
            .current_dir(app.path())
            .output()
            .unwrap()
            .status
            .success()
    };
    if !bun(&["install"]) {
        skip("needs the packages of the scaffold");
        return;
    }
    assert!(bun(&["test"]));
    is_called(app.path(), &python, &[]);
    is_packaged(app.path(), &[]);
}

/// The SDK of Go cannot be had without a proxy of modules, so this one is only looked at.
#[test]
fn go_is_formatted() {
    if needs("gofmt", "--help") {
        let app = scaffold("go");
        let output = Command::new("gofmt")
            .arg("-l")
            .arg(app.path())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
        assert!(
            fs::read_to_string(app.path().join("go.mod"))
                .unwrap()
                .contains("go-sdk v1")
        );
    }
}
