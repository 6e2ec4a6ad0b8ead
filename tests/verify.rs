//! `fch verify` from the command line: zips as other programs make them, and zips that nothing
//! should open.

mod builder;
mod hostile;
mod manifest;

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::harness::{HTTP_FUNCTION, Run, fch, fch_with, host_for, needs, tree};
use builder::{File, zip};

const SCRIPT: &str = "#!/bin/sh\nexec true\n";

/// The files of an app that starts.
fn app() -> Vec<File> {
    vec![
        File::new("host.json", &host_for("handler")),
        File::new("hello/function.json", HTTP_FUNCTION),
        File::new("handler", SCRIPT).mode(0o100_755),
    ]
}

/// Verifies these bytes as `app.zip`.
#[track_caller]
fn verify(bytes: &[u8], args: &[&str]) -> Run {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.zip"), bytes).unwrap();
    let concise = ["verify", "app.zip", "--format", "concise"];
    fch(dir.path(), &[&concise[..], args].concat())
}

/// The findings about these files, each as `path: severity[rule]`.
#[track_caller]
fn found(files: &[File]) -> Vec<String> {
    lines(&verify(&zip(files), &[]))
}

fn lines(run: &Run) -> Vec<String> {
    let short = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let (rule, _) = rest.split_once(' ').unwrap();
        let (path, _) = place.split_once(':').unwrap();
        format!("{path}: {rule}")
    };
    run.stdout.lines().map(short).collect()
}

#[test]
fn a_good_package_is_clean_whoever_made_it() {
    assert_eq!(verify(&zip(&app()), &[]).exits(0).stdout, "");
    let dir = tree(&[
        ("app/host.json", &host_for("handler")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/handler", SCRIPT),
    ]);
    fch(dir.path(), &["package", "app", "--no-build"]).exits(0);
    let run = fch(dir.path(), &["verify", "app.zip"]).exits(0);
    assert!(
        run.stdout.contains("no problems, 3 files"),
        "{}",
        run.stdout
    );
}

#[test]
fn info_zip_keeps_the_execute_bit_and_the_folder_on_top() {
    if !needs("zip", "-v") {
        return;
    }
    let dir: TempDir = tree(&[
        ("app/host.json", &host_for("handler")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/handler", SCRIPT),
    ]);
    let pack = |folder: &str, args: &[&str]| {
        let mut zip = Command::new("zip");
        zip.arg("-qr")
            .args(args)
            .current_dir(dir.path().join(folder));
        assert!(zip.status().unwrap().success());
    };
    pack("app", &["../plain.zip", "."]);
    let run = fch(dir.path(), &["verify", "plain.zip", "--format", "concise"]).exits(1);
    assert_eq!(lines(&run), ["plain.zip/handler: error[exec-bit]"]);
    pack("", &["folder.zip", "app"]);
    let run = fch(dir.path(), &["verify", "folder.zip", "--format", "concise"]).exits(1);
    assert_eq!(lines(&run), ["folder.zip: error[zip-root]"]);
}

#[test]
fn what_keeps_an_app_from_starting_is_an_error() {
    let mut files = app();
    files[2] = File::new("handler", SCRIPT).mode(0o100_644);
    assert_eq!(found(&files), ["app.zip/handler: error[exec-bit]"]);
    // H-PACK-10: modes count only where the archive says that it was made on Unix.
    files[2] = File::new("handler", SCRIPT).mode(0o100_755).made_by(0);
    assert_eq!(found(&files), ["app.zip/handler: error[exec-bit]"]);
    files[2] = File::new("handler", "MZ, and nothing of a program").mode(0o100_755);
    assert_eq!(found(&files).len(), 1);
    files.pop();
    assert_eq!(found(&files), ["app.zip: error[package-incomplete]"]);
}

#[test]
fn windows_needs_no_execute_bit() {
    let mut files = app();
    files[2] = File::new("handler", SCRIPT).mode(0o100_644);
    let run = verify(&zip(&files), &["--target", "windows"]).exits(1);
    assert_eq!(lines(&run), ["app.zip/handler: error[binary-format]"]);
}

#[test]
fn a_runtime_from_path_is_not_missing_and_may_be_bundled() {
    let host = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["server.js"]}}}"#;
    let mut files = app();
    files[0] = File::new("host.json", host);
    files.pop();
    assert!(found(&files).is_empty());
    files.push(File::new("node", SCRIPT).mode(0o100_644));
    assert_eq!(found(&files), ["app.zip/node: error[exec-bit]"]);
}

#[test]
fn files_in_the_zip_are_linted_with_their_places() {
    let mut files = app();
    files[0] = File::new(
        "host.json",
        "{\"version\": \"2.0\",\n\"functionTimout\": 1}",
    );
    let run = verify(&zip(&files), &[]);
    let line = run
        .stdout
        .lines()
        .find(|line| line.contains("host-unknown-key"));
    let line = line.unwrap_or_else(|| panic!("{}", run.stdout));
    assert!(line.starts_with("app.zip/host.json:2:1: "), "{line}");
    assert!(!run.stderr.contains("fixable"), "{}", run.stderr);
}

#[test]
fn secrets_are_found_by_name_and_content() {
    let mut files = app();
    files.push(File::new("local.settings.json", "{}"));
    files.push(File::new(".env", "A=1"));
    files.push(File::new("tls/server.pem", "-----BEGIN PRIVATE KEY-----\n"));
    files.push(File::new("tls/ca.pem", "-----BEGIN CERTIFICATE-----\n"));
    assert_eq!(
        found(&files),
        [
            "app.zip/.env: warning[secret-in-package]",
            "app.zip/local.settings.json: error[secret-in-package]",
            "app.zip/tls/server.pem: warning[secret-in-package]",
        ]
    );
}

#[test]
fn a_plan_and_the_formats_are_those_of_validate() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.zip"), zip(&app())).unwrap();
    let args = [
        "verify",
        "app.zip",
        "--plan",
        "consumption",
        "--format",
        "sarif",
    ];
    let run = fch(dir.path(), &args).exits(0);
    let result = &run.json()["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "plan-ends");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "app.zip"
    );
    fch(dir.path(), &[&args[..], &["--fail-on", "info"]].concat()).exits(1);
}

#[test]
fn github_and_junit_name_the_entry_and_the_command() {
    let dir = tree(&[("summary.md", "")]);
    let verify = |files: &[File], format: &str| {
        fs::write(dir.path().join("app.zip"), zip(files)).unwrap();
        let env = [("GITHUB_STEP_SUMMARY", "summary.md")];
        fch_with(dir.path(), &["verify", "app.zip", "--format", format], &env).stdout
    };
    let junit = verify(&app(), "junit");
    assert!(junit.contains("<testsuite name=\"fch verify\""), "{junit}");
    let mut files = app();
    files[2] = File::new("handler", SCRIPT).mode(0o100_644);
    let github = verify(&files, "github");
    let command = "::error file=app.zip/handler,line=1,";
    assert!(github.starts_with(command), "{github}");
    assert!(github.contains("title=exec-bit::"), "{github}");
    let summary = fs::read_to_string(dir.path().join("summary.md")).unwrap();
    assert!(summary.starts_with("### fch verify\n"), "{summary}");
    assert!(summary.contains("| app.zip/handler:1:1 |"), "{summary}");
}

#[test]
fn what_is_no_file_is_wrong_usage() {
    let dir = tempfile::tempdir().unwrap();
    let run = fch(dir.path(), &["verify", "."]).exits(2);
    assert!(run.stderr.contains("is a folder"), "{}", run.stderr);
    fch(dir.path(), &["verify", "nothing.zip"]).exits(2);
}

#[test]
fn scripts_in_the_zip_are_read_as_on_the_disk() {
    let mut files = app();
    let last = |text: &str| File::new("handler", text).mode(0o100_755);
    files[2] = last("#!/bin/sh\nset -e\n./server --port 80 &\n");
    let run = verify(&zip(&files), &[]).exits(0);
    let place = "app.zip/handler:3:1: info[script-exec]";
    assert!(run.stdout.starts_with(place), "{}", run.stdout);
    files[2] = last("#!/usr/bin/env deno\n");
    assert_eq!(found(&files), ["app.zip/handler: warning[runtime-on-path]"]);
    files[2] = last("#!/bin/sh\r\nexec ./server\r\n");
    assert_eq!(found(&files), ["app.zip/handler: error[script-crlf]"]);
}

#[test]
fn a_host_json_in_utf_16_is_read_as_the_host_reads_it() {
    let mut files = app();
    let units = host_for("handler");
    let units = units.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
    files[0].data = bytes;
    assert!(found(&files).is_empty(), "{:?}", found(&files));
}

#[test]
fn a_file_in_another_case_and_the_history_of_the_code_are_named() {
    let mut files = app();
    files[2] = File::new("Handler", SCRIPT).mode(0o100_755);
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.zip"), zip(&files)).unwrap();
    let run = fch(dir.path(), &["verify", "app.zip"]).exits(1);
    assert!(run.stdout.contains("`Handler` is there"), "{}", run.stdout);
    files[2] = File::new("handler", SCRIPT).mode(0o100_755);
    files.push(File::new(".git/config", "[core]\n"));
    files.push(File::new(".git/HEAD", "ref: refs/heads/main\n"));
    assert_eq!(
        found(&files),
        ["app.zip/.git/config: warning[secret-in-package]"]
    );
}
