//! `--list` and `--why`: what goes in, with which size and mode, and what decided.

use super::{package, scripted};
use crate::harness::{files, write};

#[test]
fn a_list_has_modes_a_total_and_what_func_does_otherwise() {
    let dir = scripted();
    let app = dir.path().join("app");
    write(&app, ".funcignore", b"test\n*.md\n");
    write(&app, "test-data/a", b"12345");
    write(&app, "docs/notes.md", b"");
    let run = package(dir.path(), &["app", "--list"]).exits(0);
    let has = |text: &str| assert!(run.stdout.contains(text), "{text} in:\n{}", run.stdout);
    has("handler              0755       17 B  needed by the host\n");
    has(
        "test-data/a          0644        5 B  not ignored; `func` leaves it out because of .funcignore:1\n",
    );
    has("\n4 files, ");
    has("`func` would package of these: docs/notes.md\n");

    let json = package(dir.path(), &["app", "--list", "--json"]).exits(0);
    let package = &json.json()["package"];
    assert_eq!(package["entries"][0]["mode"], "0755");
    assert_eq!(package["entries"][3]["func"], ".funcignore:1");
    let excluded = package["excluded"].as_array().unwrap();
    let notes = excluded.iter().find(|it| it["name"] == "docs/notes.md");
    let notes = notes.unwrap();
    assert_eq!(notes["reason"], "ignored by .funcignore:2 `*.md`");
    assert_eq!(notes["func"], "docs/notes.md");
    let settings = excluded
        .iter()
        .find(|it| it["name"] == "local.settings.json");
    assert_eq!(settings.unwrap()["func"], serde_json::Value::Null);
}

#[test]
fn the_largest_come_first() {
    let dir = scripted();
    write(dir.path(), "app/big.bin", &[1; 5000]);
    let run = package(dir.path(), &["app", "--list", "--largest", "2"]).exits(0);
    assert!(run.stdout.starts_with("big.bin"), "{}", run.stdout);
    assert!(run.stdout.contains("4 files") && run.stdout.contains(", 2 shown"));
    package(dir.path(), &["app", "--largest", "2"]).exits(2);
}

#[test]
fn a_large_package_names_its_largest_files() {
    let dir = scripted();
    let app = dir.path().join("app");
    // Bytes that no codec makes smaller, without a seed from outside.
    let mut state = 1_u64;
    let mut noise = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as u8
    };
    let bytes: Vec<u8> = (0..5_100_000).map(&mut noise).collect();
    for n in 0..10 {
        write(&app, &format!("a{n}"), b"x");
    }
    write(&app, "z.bin", &bytes);
    let run = package(dir.path(), &["app"]).exits(0);
    let (_, largest) = run.stdout.split_once("\nlargest in the zip\n").unwrap();
    assert!(largest.starts_with("z.bin "), "{largest}");
    let shown = largest.lines().take_while(|line| !line.is_empty());
    assert_eq!(shown.count(), 10);
}

#[test]
fn why_answers_for_paths_seen_from_here_or_from_the_app() {
    let dir = scripted();
    let app = dir.path().join("app");
    write(&app, ".funcignore", b"node_modules/\n");
    write(&app, "node_modules/x/i.js", b"");
    let before = files(dir.path());
    let ask = |from: &std::path::Path, args: &[&str]| package(from, args).exits(0).stdout;
    let from_here = ask(dir.path(), &["app", "--why", "app/node_modules/x/i.js"]);
    let from_app = ask(dir.path(), &["app", "--why", "node_modules/x/i.js"]);
    assert_eq!(from_here, from_app);
    assert_eq!(
        from_here.replace('\\', "/"),
        "\
app/node_modules/x/i.js: stays out
  why  it lies in `node_modules/`, which is ignored by .funcignore:1 `node_modules/`
  help to package it, narrow line 1 of .funcignore: a `!` line brings nothing back from a folder that is out
"
    );
    let several = ask(&app, &["--why", "handler", "nope", "local.settings.json"]);
    for text in [
        "handler: goes in\n  why  needed by the host\n",
        "nope: does not exist; it would go in\n  why  not ignored\n",
        "local.settings.json: stays out\n  why  never packaged: it holds local secrets\n",
    ] {
        assert!(several.contains(text), "{several}");
    }
    let json = package(&app, &["--json", "--why", "nope"]).exits(0).json();
    assert_eq!(json["answers"][0]["exists"], false);
    assert_eq!(json["answers"][0]["packaged"], true);
    assert_eq!(files(dir.path()), before);

    let outside = package(dir.path(), &["app", "--why", "../elsewhere"]).exits(2);
    assert!(
        outside.stderr.contains("is not in the app"),
        "{}",
        outside.stderr
    );
    package(dir.path(), &["app", "--why"]).exits(2);
}
