//! `fch new`: what it writes, and that what it writes builds, runs and answers as the host expects.
#![allow(clippy::unwrap_used)]

mod ci;
mod docker;
mod own;

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{self, Run, files as paths};

const EVERYTHING: [&str; 10] = [
    "--trigger",
    "http",
    "--trigger",
    "queue",
    "--trigger",
    "timer",
    "--trigger",
    "blob",
    "--output",
    "queue",
];

fn fch(folder: &Path, args: &[&str]) -> Run {
    harness::fch(folder, &[&["new"], args].concat())
}

/// A new app in a temporary folder.
fn app(args: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fch(dir.path(), &[&[".", "--name", "app"], args].concat()).exits(0);
    dir
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

// ---- what is written ----

#[test]
fn force_keeps_the_settings_of_the_machine() {
    let dir = app(&["-l", "go"]);
    let settings = r#"{"IsEncrypted": false, "Values": {"SECRET": "kept"}}"#;
    fs::write(dir.path().join("local.settings.json"), settings).unwrap();
    fs::write(dir.path().join("host.json"), "{}").unwrap();
    let run = fch(dir.path(), &[".", "--name", "app", "-l", "go", "--force"]).exits(0);
    let read = |file: &str| fs::read_to_string(dir.path().join(file)).unwrap();
    assert_eq!(read("local.settings.json"), settings);
    assert!(read("host.json").contains("customHandler"));
    let said = "local.settings.json is as it was";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn what_is_about_functions_makes_no_sense_without_them() {
    for args in [
        &["--trigger", "timer"][..],
        &["--input", "blob"],
        &["--output", "queue"],
        &["--http-only"],
    ] {
        let dir = tempfile::tempdir().unwrap();
        let run = fch(dir.path(), &[&["app", "--template", "mcp"], args].concat()).exits(2);
        let said = format!("`{}` has no meaning here", args.join(" "));
        assert!(run.stderr.contains(&said), "{}", run.stderr);
    }
}

#[test]
fn what_the_host_would_refuse_is_not_written() {
    for args in [
        &["--set", "authLevel=nobody"][..],
        &["--set", "route=admin/x"],
        &["--set", "methods="],
        &["-t", "timer", "--set", "schedule=daily"],
        &["-t", "queue", "--set", "queueName=NO"],
        &["-t", "queue", "--set", "name=a\"b"],
    ] {
        let dir = tempfile::tempdir().unwrap();
        let run = fch(dir.path(), &[&["app", "-l", "go"], args].concat()).exits(2);
        let said = "the app would not run like this";
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("/function.json:"), "{}", run.stderr);
        assert!(!dir.path().join("app").exists(), "{args:?}");
    }
}

#[test]
fn every_combination_gives_a_whole_app() {
    for language in ["rust", "go"] {
        for (args, functions) in combinations() {
            let app = app(&[&["--language", language], args.as_slice()].concat());
            let written = paths(app.path());
            for function in &functions {
                let file = format!("{function}/function.json");
                assert!(written.contains(&file), "{language} {args:?}: no {file}");
            }
            let http_only = args.contains(&"--http-only");
            let sources = match (language, http_only) {
                ("go", false) => 5,
                (_, false) => 4,
                (_, true) => 3,
            };
            let expected = 12 + functions.len() + sources;
            assert_eq!(written.len(), expected, "{language} {args:?}: {written:?}");
            for file in written.iter().filter(|path| path.ends_with(".json")) {
                let content = fs::read(app.path().join(file)).unwrap();
                serde_json::from_slice::<Value>(&content).unwrap();
            }
        }
    }
}

/// Arguments, and the functions they give. `--name app` names the only function.
fn combinations() -> Vec<(Vec<&'static str>, Vec<&'static str>)> {
    let mut all = vec![
        (vec![], vec!["app"]),
        (vec!["--http-only"], vec!["app"]),
        (
            vec!["--http-only", "--trigger", "http", "--trigger", "http"],
            vec!["hello", "hello2"],
        ),
        (
            EVERYTHING.to_vec(),
            vec!["order", "queueMessage", "tick", "newBlob"],
        ),
    ];
    for trigger in ["http", "queue", "timer", "blob"] {
        for outputs in [&[][..], &["queue"], &["blob"], &["queue", "blob"]] {
            let mut args = vec!["--trigger", trigger];
            args.extend(outputs.iter().flat_map(|output| ["--output", *output]));
            all.push((args, vec!["app"]));
        }
    }
    all
}

#[test]
fn odd_folders_get_an_app_too() {
    let dir = tempfile::tempdir().unwrap();
    for (path, package) in [
        ("My App (2)", "my-app-2"),
        ("slash/", "slash"),
        ("deep/er/app", "app"),
        ("./dot/.", "dot"),
        ("2020-ünï", "app-2020-n"),
    ] {
        let run = fch(dir.path(), &[path]);
        assert_eq!(run.code, 0, "{path}: {}", run.stderr);
        let manifest = fs::read_to_string(dir.path().join(path).join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains(&format!("name = \"{package}\"")),
            "{path}: {manifest}"
        );
    }
    let run = fch(dir.path(), &["日本"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("--name"));
    assert!(!dir.path().join("日本").exists());
}

#[test]
fn a_dry_run_lists_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let run = fch(dir.path(), &["app", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let listed = run.stdout.replace('\\', "/");
    assert!(listed.contains("app/hello/function.json\n"), "{listed}");
    assert!(paths(dir.path()).is_empty());
    fs::write(dir.path().join("host.json"), "{}").unwrap();
    let run = fch(dir.path(), &[".", "--dry-run"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("host.json exists"));
    assert_eq!(paths(dir.path()), ["host.json"]);
}

#[test]
fn force_replaces_and_quiet_says_nothing() {
    let dir = app(&[]);
    let host = dir.path().join("host.json");
    fs::write(&host, "mine").unwrap();
    let again = |args: &[&str]| fch(dir.path(), &[&[".", "--name", "app"], args].concat());
    let run = again(&[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`--force`"));
    assert_eq!(fs::read_to_string(&host).unwrap(), "mine");

    let run = again(&["--force", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!((run.stdout, run.stderr), Default::default());
    assert!(fs::read_to_string(&host).unwrap().contains("customHandler"));
    let run = again(&["--force", "-v"]);
    assert!(run.stderr.contains("  app/function.json\n"));
    assert_eq!(paths(dir.path()).len(), 17);
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let (one, two) = (app(&EVERYTHING), app(&EVERYTHING));
    for path in paths(one.path()) {
        let read = |root: &TempDir| fs::read(root.path().join(&path)).unwrap();
        assert_eq!(read(&one), read(&two), "{path}");
    }
}

#[test]
fn what_there_is_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let run = fch(dir.path(), &["--list", "--color", "never"]).exits(0);
    for line in [
        "--language\n",
        "  typescript ",
        "--template mcp --language\n",
        "  servicebus-queue   a message on a Service Bus queue\n",
        "--input\n",
    ] {
        assert!(run.stdout.contains(line), "{line:?}: {}", run.stdout);
    }
    let run = fch(dir.path(), &["app", "--list"]).exits(2);
    assert!(run.stderr.contains("--list"), "{}", run.stderr);
    assert!(paths(dir.path()).is_empty());
}

#[test]
fn http_only_is_for_http() {
    let dir = tempfile::tempdir().unwrap();
    let run = fch(dir.path(), &["app", "--http-only", "--trigger", "queue"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("needs a function with an HTTP trigger"));
    assert!(paths(dir.path()).is_empty());
}
