//! Formats and flags.

use std::fs;

use serde_json::{Value, json};

use super::{SCRIPT, SCRIPTED, names, package, scripted, sha256};
use crate::harness::{HTTP_FUNCTION, files, host_for, write};

#[test]
fn a_package_is_summed_up_for_people() {
    let dir = scripted();
    let run = package(dir.path(), &["app"]).exits(0);
    let zip = dir.path().join("app.zip");
    let host = host_for("handler").len();
    let function = HTTP_FUNCTION.len();
    let unpacked = host + function + SCRIPT.len();
    let packed = fs::metadata(&zip).unwrap().len();
    let expected = format!(
        "\
handler              0755       17 B
hello/function.json  0644      {function} B
host.json            0644       {host} B

3 files, {unpacked} B unpacked, for Linux x86-64
handler is script for /bin/sh
app.zip: {packed} B
sha256 {}
",
        sha256(&zip)
    );
    assert_eq!(run.stdout, expected);
    let next = "az functionapp deployment source config-zip -g GROUP -n NAME --src app.zip";
    let said = format!("   Packaging app.zip\n\nNext, deploy it:\n  {next}\n");
    assert_eq!(run.stderr, said);
    let quiet = package(dir.path(), &["app", "-q"]).exits(0);
    assert_eq!((quiet.stdout, quiet.stderr.as_str()), (expected, ""));
}

#[test]
fn a_package_is_one_json_document_for_machines() {
    let dir = scripted();
    for flags in [&["--json"][..], &["--format", "json"]] {
        let run = package(dir.path(), &[&["app"], flags].concat()).exits(0);
        let zip = dir.path().join("app.zip");
        let json = run.json();
        assert_eq!(json["version"], 1);
        assert_eq!(json["findings"], json!([]));
        let package = &json["package"];
        assert_eq!(package["path"], "app.zip");
        assert_eq!(package["size"], fs::metadata(&zip).unwrap().len());
        assert_eq!(package["sha256"], sha256(&zip));
        assert_eq!(package["platform"], "Linux x86-64");
        assert_eq!(package["next"].as_array().unwrap().len(), 1);
        assert_eq!(package["excluded"], Value::Null);
        assert_eq!(
            package["executable"],
            json!({"name": "handler", "format": "script for /bin/sh"})
        );
        let named = |entry: &Value| entry["name"].as_str().unwrap().to_owned();
        let entries = package["entries"].as_array().unwrap();
        assert_eq!(entries.iter().map(named).collect::<Vec<_>>(), SCRIPTED);
        let handler = &entries[0];
        assert_eq!(handler["size"], SCRIPT.len());
        assert_eq!(handler["mode"], "0755");
        // As Python's `binascii.crc32` has it.
        assert_eq!(handler["crc32"], "c34586e2");
        assert_eq!(handler["reason"], "needed by the host");
        assert!(handler["compressed"].as_u64().unwrap() > 0);
        assert!(run.stderr.contains("Packaging"), "{}", run.stderr);
    }
    let both = package(dir.path(), &["app", "--json", "--format", "human"]);
    assert!(both.exits(2).stderr.contains("cannot be used with"));
}

#[test]
fn a_list_says_why_and_writes_nothing() {
    let dir = scripted();
    let app = dir.path().join("app");
    write(&app, ".funcignore", b"/data/**\n!/data/keep.txt\n");
    write(&app, "data/keep.txt", b"12345");
    write(&app, "data/drop.txt", b"");
    write(&app, "notes.txt", b"");
    let before = files(dir.path());
    let run = package(dir.path(), &["app", "--list"]).exits(0);
    let line = |name: &str| {
        let mut lines = run.stdout.lines();
        let line = lines.find(|line| line.split(' ').next() == Some(name));
        line.map(str::to_owned)
    };
    let needed = |name: &str| line(name).unwrap().ends_with("needed by the host");
    assert!(SCRIPTED.into_iter().all(needed), "{}", run.stdout);
    let kept = line("data/keep.txt").unwrap();
    assert!(
        kept.ends_with(" 5 B  kept by .funcignore:2 `!/data/keep.txt`"),
        "{kept}"
    );
    assert!(line("notes.txt").unwrap().ends_with("not ignored"));
    assert_eq!(line("data/drop.txt"), None);
    assert_eq!(run.stderr, "");
    assert_eq!(files(dir.path()), before);

    let json = package(dir.path(), &["app", "--list", "--json"]).exits(0);
    let listed = &json.json()["package"];
    assert_eq!(listed["path"], Value::Null);
    assert_eq!(listed["entries"][0]["name"], "data/keep.txt");
    assert_eq!(listed["entries"][0]["compressed"], Value::Null);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_list_needs_no_build() {
    let dir = scripted();
    fs::remove_file(dir.path().join("app/handler")).unwrap();
    write(dir.path(), "app/fch.toml", b"[build]\ncommand = 'exit 1'\n");
    let list = crate::harness::fch(dir.path(), &["package", "app", "--list"]).exits(0);
    assert!(list.stdout.contains("host.json"), "{}", list.stdout);
    assert!(!list.stdout.contains("handler "), "{}", list.stdout);
    // With nothing to come from a build, it is missing.
    let list = package(dir.path(), &["app", "--list"]).exits(1);
    assert!(list.stdout.contains("error[package-incomplete]"));
}

#[test]
fn the_output_is_where_it_was_asked_for() {
    let dir = scripted();
    let app = dir.path().join("app");
    package(dir.path(), &["app", "-o", "dist/new/site.zip"]).exits(0);
    assert_eq!(names(&dir.path().join("dist/new/site.zip")), SCRIPTED);
    // From inside: the folder's name, here; and never a package in a package.
    for _ in 0..2 {
        package(&app, &[]).exits(0);
        assert_eq!(names(&app.join("app.zip")), SCRIPTED);
    }
    package(&app.join("hello"), &["-o", "../../up.zip"]).exits(0);
    assert_eq!(names(&dir.path().join("up.zip")), SCRIPTED);
    let absolute = dir.path().join("absolute.zip");
    package(dir.path(), &["app", "-o", absolute.to_str().unwrap()]).exits(0);
    assert_eq!(names(&absolute), SCRIPTED);
    let mut made = files(dir.path());
    made.retain(|name| !name.starts_with("app/h") && !name.starts_with("app/l"));
    assert_eq!(
        made,
        ["absolute.zip", "app/app.zip", "dist/new/site.zip", "up.zip"]
    );
}

#[test]
fn a_higher_level_makes_a_smaller_package() {
    let dir = scripted();
    let words = (0..9000_u32).map(|n| format!("orders/{} ", n.wrapping_mul(2_654_435_761) % 997));
    let text: String = words.collect();
    write(&dir.path().join("app"), "words.txt", text.as_bytes());
    let size = |level| {
        package(dir.path(), &["app", "-q", "--level", level]).exits(0);
        fs::metadata(dir.path().join("app.zip")).unwrap().len()
    };
    let (fast, best) = (size("fast"), size("best"));
    assert!(best < size("default") && best < fast);
    let run = package(dir.path(), &["app", "--level", "9"]).exits(2);
    assert!(run.stderr.contains("fast, default, best"), "{}", run.stderr);
}
