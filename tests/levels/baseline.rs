//! Baselines: only what is new is shown and counts.

use std::path::Path;

use super::{ODD, found, report};
use crate::harness::{Run, fch, tree, write};

const FILE: &str = "known.json";

#[track_caller]
fn write_baseline(dir: &Path) -> Run {
    fch(dir, &["validate", "--write-baseline", FILE]).exits(0)
}

fn text(dir: &Path) -> String {
    std::fs::read_to_string(dir.join(FILE)).unwrap()
}

#[test]
fn only_new_findings_are_shown_and_count() {
    let app = tree(&[
        ("host.json", ODD),
        ("F/function.json", "{\"bindings\": []}"),
    ]);
    let written = write_baseline(app.path());
    assert!(written.stdout.contains("no problems") && written.stdout.contains("2 in the baseline"));
    assert!(written.stderr.contains("Wrote"), "{}", written.stderr);

    // Lines come and go.
    write(
        app.path(),
        "host.json",
        ODD.replace('{', "{\n\n").as_bytes(),
    );
    let with = ["--baseline", FILE];
    assert_eq!(found(app.path(), &with), [""; 0]);
    assert_eq!(report(app.path(), &with)["summary"]["baselined"], 2);

    write(app.path(), "G/function.json", b"{\"bindings\": []}");
    assert_eq!(
        found(app.path(), &with),
        ["error one-trigger G/function.json:1"]
    );
    fch(app.path(), &["validate", "--baseline", FILE]).exits(1);
}

#[test]
fn what_is_gone_is_said_and_dropped() {
    let app = tree(&[
        ("host.json", ODD),
        ("F/function.json", "{\"bindings\": []}"),
    ]);
    write_baseline(app.path());
    write(app.path(), "host.json", b"{\"version\": \"2.0\"}");
    let run = fch(app.path(), &["validate", "--baseline", FILE])
        .exits(0)
        .stdout;
    assert!(
        run.contains("; 1 in the baseline, 1 of the baseline no longer found"),
        "{run}"
    );
    let before = text(app.path());
    write_baseline(app.path());
    assert!(text(app.path()).len() < before.len());
}

#[test]
fn a_baseline_is_the_same_wherever_it_is_written_from() {
    let repo = tree(&[("apps/b/host.json", ODD), ("apps/a/host.json", ODD)]);
    write_baseline(repo.path());
    let from_above = text(repo.path());
    let file = repo.path().join(FILE);
    let file = file.to_str().unwrap();
    let apps = repo.path().join("apps/b");
    fch(&apps, &["validate", "../../apps", "--write-baseline", file]).exits(0);
    assert_eq!(text(repo.path()), from_above);
    let json: serde_json::Value = serde_json::from_str(&from_above).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["findings"][0]["path"], "apps/a/host.json");
    assert_eq!(json["findings"][0]["rule"], "host-unknown-key");

    let one = report(&apps, &["--baseline", file]);
    assert_eq!(one["summary"]["baselined"], 1);
    assert_eq!(
        one["summary"]["baselineGone"], 0,
        "the other app was not looked at"
    );
}

#[test]
fn fch_toml_may_name_the_baseline() {
    let app = tree(&[
        ("host.json", ODD),
        ("fch.toml", "[lint]\nbaseline = 'known.json'\n"),
    ]);
    let missing = fch(app.path(), &["validate"]).exits(2);
    assert!(missing.stderr.contains("known.json"), "{}", missing.stderr);
    assert!(
        missing.stderr.contains("--write-baseline"),
        "{}",
        missing.stderr
    );
    write_baseline(app.path());
    assert_eq!(found(app.path(), &[]), [""; 0]);
    let elsewhere = tree(&[]);
    assert_eq!(
        found(elsewhere.path(), &[app.path().to_str().unwrap()]),
        [""; 0]
    );
}

#[test]
fn no_secret_gets_into_a_baseline() {
    let settings = "{\"IsEncrypted\": false, \"Values\": {\"Database\": {\"Key\": \"hunter2\"}}}";
    let app = tree(&[("host.json", ODD), ("local.settings.json", settings)]);
    write_baseline(app.path());
    assert!(!text(app.path()).contains("hunter2"));
    assert!(text(app.path()).contains("settings-value-type"));
}

#[test]
fn a_broken_file_does_not_get_into_a_baseline() {
    let app = tree(&[("host.json", "{")]);
    fch(app.path(), &["validate", "--write-baseline", FILE]).exits(1);
    assert!(!text(app.path()).contains("json-syntax"));
}

#[test]
fn a_damaged_baseline_is_an_error() {
    let app = tree(&[("host.json", ODD)]);
    for (damaged, why) in [
        ("", "EOF"),
        ("{\"version\": 1, \"findings\": [{", "line 1"),
        ("{\"version\": 7, \"findings\": []}", "its version is 7"),
    ] {
        write(app.path(), FILE, damaged.as_bytes());
        let run = fch(app.path(), &["validate", "--baseline", FILE]).exits(2);
        let said = run.stderr.contains("known.json is not a baseline") && run.stderr.contains(why);
        assert!(said, "{}", run.stderr);
    }
}
