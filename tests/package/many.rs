//! Several apps at once.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{SCRIPT, SCRIPTED, names, package};
use crate::harness::{HTTP_FUNCTION, fch, files, host_for, tree, write};

fn repository() -> TempDir {
    let dir = tree(&[]);
    for app in ["one/api", "two/api", "web"] {
        let file = |name: &str, text: &str| {
            write(dir.path(), &format!("{app}/{name}"), text.as_bytes());
        };
        file("host.json", &host_for("handler"));
        file("hello/function.json", HTTP_FUNCTION);
        file("handler", SCRIPT);
    }
    dir
}

/// The zips right in a folder.
fn zips(dir: &Path) -> Vec<String> {
    let mut all = files(dir);
    all.retain(|name| name.ends_with(".zip"));
    all
}

#[test]
fn each_app_gets_its_zip() {
    let dir = repository();
    let run = package(dir.path(), &[]).exits(0);
    assert_eq!(zips(dir.path()), ["one-api.zip", "two-api.zip", "web.zip"]);
    for zip in zips(dir.path()) {
        assert_eq!(names(&dir.path().join(zip)), SCRIPTED);
    }
    assert!(run.stdout.contains("web:\nhandler "), "{}", run.stdout);

    package(dir.path(), &["one", "web", "web/hello", "-o", "dist/"]).exits(0);
    assert_eq!(zips(&dir.path().join("dist")), ["api.zip", "web.zip"]);
    package(dir.path(), &["web", "-o", "alone/"]).exits(0);
    assert_eq!(zips(&dir.path().join("alone")), ["web.zip"]);
}

#[test]
fn no_package_goes_into_another() {
    let dir = repository();
    let web = dir.path().join("web");
    write(&web, ".funcignore", b"");
    for _ in 0..2 {
        package(&web, &[".", "../one/api"]).exits(0);
        assert_eq!(zips(&web), ["api.zip", "web.zip"]);
        assert_eq!(names(&web.join("web.zip")), SCRIPTED);
    }
}

#[test]
fn one_file_cannot_be_the_package_of_several() {
    let dir = repository();
    let run = package(dir.path(), &["-o", "x.zip"]).exits(2);
    assert!(run.stderr.contains("there are 3 apps"), "{}", run.stderr);
    assert!(run.stderr.contains("`--output x/`"), "{}", run.stderr);
    // Nor is anything packaged when a path means no app.
    fs::create_dir(dir.path().join("empty")).unwrap();
    let run = package(dir.path(), &["web", "empty"]).exits(2);
    assert!(run.stderr.contains("no function app"), "{}", run.stderr);
    assert!(zips(dir.path()).is_empty());
}

#[test]
fn all_are_tried_when_some_fail() {
    let dir = repository();
    write(dir.path(), "one/api/handler", b"echo 1\n");
    write(dir.path(), "two/api/fch.toml", b"[pckage]\n");
    let run = package(dir.path(), &[]).exits(1);
    assert!(
        run.stdout.contains("error[script-shebang]"),
        "{}",
        run.stdout
    );
    let end = "error: 2 of 3 apps failed: `one/api` and `two/api`\n";
    assert!(
        run.stderr.replace('\\', "/").ends_with(end),
        "{}",
        run.stderr
    );
    assert_eq!(zips(dir.path()), ["web.zip"]);

    let json = package(dir.path(), &["--json"]).exits(1).json();
    let packages = json["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 3);
    assert_eq!(packages[0]["findings"][0]["rule"], "script-shebang");
    assert!(packages[1]["error"].as_str().unwrap().contains("fch.toml"));
    assert_eq!(packages[2]["package"]["path"], "web.zip");
}

#[test]
fn paths_find_the_app_they_belong_to() {
    let dir = repository();
    let run = package(dir.path(), &["--why", "two/api/handler", "web/x"]).exits(0);
    assert!(run.stdout.contains("needed by the host"), "{}", run.stdout);
    assert!(run.stdout.contains("does not exist"), "{}", run.stdout);
    package(dir.path(), &["--why", "handler"]).exits(2);
    let list = fch(dir.path(), &["package", "--list"]).exits(0);
    assert_eq!(list.stdout.matches("3 files, ").count(), 3);
    assert!(zips(dir.path()).is_empty());
}
