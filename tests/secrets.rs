//! No value of a setting and no connection string ever reaches an output.

use std::path::Path;

use crate::harness::{HOST, Run, fch_with, tree};

/// Planted where values stand; every one must stay inside.
pub(crate) const CANARIES: [&str; 9] = [
    "canary-plain-1f3a",
    "canary-nested-9b2c",
    "canary-list-77aa",
    "canary-string-0d0e",
    "canary-twice-5c5c",
    "canary-inline-ab12",
    "canary-runtime-4411",
    "canary-broken-2718",
    "314159265358",
];

/// local.settings.json with a canary in every place where a value can stand.
pub(crate) const SETTINGS: &str = r#"{
  "IsEncrypted": true,
  "Values": {
    "Plain": "canary-plain-1f3a",
    "FUNCTIONS_WORKER_RUNTIME": "canary-runtime-4411",
    "Nested": {"Inner": "canary-nested-9b2c"},
    "List": ["canary-list-77aa"],
    "Number": 314159265358,
    "Twice": "canary-twice-5c5c", "Twice": "canary-twice-5c5c"
  },
  "values": {"x": "canary-plain-1f3a"},
  "Unknown": "canary-plain-1f3a",
  "ConnectionStrings": {"Db": {"ConnectionString": "canary-string-0d0e"}}
}"#;

/// Every way to look at an app; the last ones change it.
const COMMANDS: [&[&str]; 20] = [
    &["validate"],
    &["validate", "--color", "always"],
    &["validate", "--format", "concise"],
    &["validate", "--format", "json"],
    &["validate", "--format", "sarif"],
    &["validate", "--format", "github"],
    &["validate", "--format", "junit"],
    &["validate", "-v", "--statistics"],
    &["validate", "--plan", "flex", "--deny", "all"],
    &["validate", "-o", "report.txt"],
    &["validate", "--write-baseline", "baseline.json"],
    &["validate", "--diff"],
    &["validate", "--diff", "--unsafe-fixes", "--color", "always"],
    &["package", "--no-build", "--list"],
    &["package", "--no-build", "--json"],
    &["package", "--no-build", "-v"],
    &["build", "-v"],
    &["routes", "--json"],
    &["validate", "--fix", "-v"],
    &["validate", "--fix", "--unsafe-fixes", "-v"],
];

fn check(files: &[(&str, &str)]) {
    let app = tree(files);
    let read = |name: &str| std::fs::read_to_string(app.path().join(name)).unwrap_or_default();
    for args in COMMANDS {
        let Run { stdout, stderr, .. } =
            fch_with(app.path(), args, &[("GITHUB_STEP_SUMMARY", "summary.md")]);
        let said = stdout + &stderr + &read("report.txt") + &read("baseline.json");
        hides(&(said + &read("summary.md")), args, app.path());
    }
}

#[track_caller]
fn hides(said: &str, args: &[&str], app: &Path) {
    let leaked = CANARIES.iter().find(|canary| said.contains(**canary));
    let app = app.display();
    assert_eq!(leaked, None, "{args:?} in {app} says: {said}");
}

/// Texts of local.settings.json that end after any of their bytes or lack one of their signs.
pub(crate) fn breakages() -> Vec<String> {
    let signs = SETTINGS.match_indices(['{', '"', ':', ',', '}', '[', ']']);
    let broken = signs.enumerate().filter(|(n, _)| n % 8 == 0);
    let broken = broken.flat_map(|(_, (at, sign))| {
        let (before, after) = SETTINGS.split_at(at);
        let without = format!("{before}{}", &after[sign.len()..]);
        [before.to_owned(), without]
    });
    broken.collect()
}

#[test]
fn values_of_settings_are_never_printed() {
    check(&[("host.json", HOST), ("local.settings.json", SETTINGS)]);
}

#[test]
fn broken_settings_are_not_quoted() {
    for broken in [
        "{\"Values\": {\"A\": \"canary-broken-2718\" \"B\": 1}",
        "{\"Values\": {\"A\": canary-broken-2718}}",
        "{\"Values\": {\"A\" \"canary-broken-2718\"}}",
        "\"canary-broken-2718\"",
        "canary-broken-2718",
        "{\"Values\": {\"A\": \"canary-broken-2718",
        "{\"Values\": \"canary-broken-2718\", \"IsEncrypted\": \"canary-broken-2718\"}",
    ] {
        check(&[("host.json", HOST), ("local.settings.json", broken)]);
    }
}

#[test]
fn connection_strings_in_functions_are_not_quoted() {
    let function = r#"{"bindings": [{"type": "queueTrigger", "name": "q", "queueName": "in-box",
  "connection": "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=canary-inline-ab12=="}]}"#;
    check(&[("host.json", HOST), ("F/function.json", function)]);
    let broken = r#"{"bindings": [{"connection": "AccountKey=canary-inline-ab12==" "x": 1}]}"#;
    check(&[("host.json", HOST), ("F/function.json", broken)]);
}

#[test]
fn values_in_comments_are_not_quoted() {
    let settings = r#"{"IsEncrypted": true, // "Plain": "canary-plain-1f3a"
  "unknown": 1, /* "B": "canary-nested-9b2c" */
  "Values": {"A": "x",
  // "A": "canary-twice-5c5c",
  "A": "y"}}"#;
    check(&[("host.json", HOST), ("local.settings.json", settings)]);
    let host = r#"{"bad": 1, // AccountKey=canary-inline-ab12==
  "version": "2.0"}"#;
    check(&[("host.json", host)]);
}

#[test]
fn connection_strings_are_not_quoted_wherever_they_stand() {
    for value in [
        "AccountKey = canary-inline-ab12",
        "canary-inline-ab12==",
        "https://example.com/?code=canary-inline-ab12",
    ] {
        let function = format!(
            r#"{{"bindings": [{{"type": "queueTrigger", "x": 1, "name": "q", "queueName": "in-box", "connection": "{value}"}}]}}"#
        );
        check(&[("host.json", HOST), ("F/function.json", &function)]);
        let broken = function.trim_end_matches('}');
        check(&[("host.json", HOST), ("F/function.json", broken)]);
    }
    let string = "Endpoint=sb://x/;SharedAccessKey=canary-inline-ab12";
    for key in ["name", "direction", "route", "type", string] {
        let function =
            format!(r#"{{"bindings": [{{"type": "httpTrigger", "{key}": "{string}"}}]}}"#);
        check(&[("host.json", HOST), ("F/function.json", &function)]);
    }
}
