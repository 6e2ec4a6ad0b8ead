//! `fch: allow(RULE)` in comments, and comments that allow nothing.

use super::{found, report};
use crate::harness::{HOST, fch, tree, write};

/// What is found in a host.json, but for its being no strict JSON.
fn in_host(text: &str) -> Vec<String> {
    let app = tree(&[("host.json", text)]);
    found(app.path(), &["--allow", "jsonc-portability"])
}

#[test]
fn a_comment_allows_findings_of_its_line_or_the_next() {
    let quiet = [
        "{\"version\": \"2.0\",\n\"ours\": 1 // fch: allow(host-unknown-key)\n}",
        "{\"version\": \"2.0\",\n// fch: allow(host-unknown-key): a tool of ours reads it\n\"ours\": 1}",
        "{\"version\": \"2.0\",\n/* fch: allow(host-unknown-key) */ \"ours\": 1}",
        "{\"version\": \"2.0\",\r\n// fch: allow(host-unknown-key)\r\n// ours\r\n\r\n\"ours\": 1}",
        "{\"version\": \"2.0\",\n\"ours\": 1}\n// fch: allow-file(host-unknown-key)",
    ];
    for text in quiet {
        assert_eq!(in_host(text), [""; 0], "{text}");
    }
}

#[test]
fn a_comment_allows_nothing_elsewhere() {
    let text = "{\"version\": \"2.0\",\n\"a\": 1, // fch: allow(host-unknown-key)\n\"b\": 1}";
    assert_eq!(in_host(text), ["warning host-unknown-key host.json:3"]);
    let text = "{\"version\": \"2.0\",\n\"ours\": \"// fch: allow(host-unknown-key)\"}";
    assert_eq!(in_host(text), ["warning host-unknown-key host.json:2"]);
}

#[test]
fn settings_and_funcignore_have_comments_too() {
    let app = tree(&[
        ("host.json", HOST),
        (
            "F/function.json",
            "{\"bindings\": [{\"type\": \"timerTrigger\", \"name\": \"t\", \"schedule\": \"0 0 2 * * *\"}]}",
        ),
        (".funcignore", "# fch: allow(ignore-drops-needed)\nF\n"),
        (
            "local.settings.json",
            "{\"IsEncrypted\": false,\n// fch: allow(settings-unknown-key)\n\"values\": {},\n\"Values\": {\"FUNCTIONS_WORKER_RUNTIME\": \"custom\", \"AzureWebJobsStorage\": \"\"}}",
        ),
    ]);
    let json = report(app.path(), &[]);
    assert_eq!(json["findings"], serde_json::json!([]), "{json}");
    assert_eq!(json["summary"]["suppressed"], 2);
    let summary = fch(app.path(), &["validate"]).exits(0).stdout;
    assert!(summary.trim_end().ends_with("; 2 suppressed"), "{summary}");
}

#[test]
fn a_comment_that_allows_nothing_is_reported() {
    let text = "{\n// fch: allow(cron-invalid)\n\"version\": \"2.0\"}";
    assert_eq!(in_host(text), ["warning unused-ignore host.json:2"]);
    let app = tree(&[("host.json", text)]);
    assert_eq!(found(app.path(), &["--allow", "unused-ignore"]), [""; 0]);
    // What is turned off may have something to say to others.
    assert_eq!(found(app.path(), &["--allow", "cron-invalid"]), [""; 0]);
    let excused =
        "// fch: allow-file(unused-ignore)\n{\n// fch: allow(cron-invalid)\n\"version\": \"2.0\"}";
    assert_eq!(in_host(excused), [""; 0]);
}

#[test]
fn a_comment_with_a_slip_of_the_finger_says_what_was_meant() {
    let app = tree(&[(
        "host.json",
        "// fch: alow(cron-invalid)\n// fch: allow(cron-invald)\n{\"version\": \"2.0\"}",
    )]);
    let text = fch(app.path(), &["validate"]).exits(0).stdout;
    for part in [
        "did you mean `allow`?",
        "there is no rule `cron-invald` that a comment can suppress",
        "did you mean `cron-invalid`?",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn files_that_the_host_does_not_take_have_no_unused_comments() {
    let app = tree(&[
        (
            "host.json",
            "{\"version\": \"2.0\", \"functions\": [\"G\"]}",
        ),
        (
            "F/function.json",
            "{\"bindings\": []} // fch: allow(one-trigger)",
        ),
        (
            "G/function.json",
            "{\"bindings\": [ // fch: allow(cron-invalid)\n",
        ),
    ]);
    let found = found(app.path(), &[]);
    assert!(
        !found.iter().any(|it| it.contains("unused-ignore")),
        "{found:?}"
    );
}

#[test]
fn fch_run_refuses_what_the_host_refuses() {
    let app = tree(&[("host.json", HOST)]);
    let bad = "{\"bindings\": [{\"type\": \"timerTrigger\", \"name\": \"t\", \"schedule\": \"0 0 2 * * MON-7\"}]} // fch: allow(cron-invalid)";
    write(app.path(), "F/function.json", bad.as_bytes());
    assert_eq!(found(app.path(), &[]), [""; 0]);
    let run = fch(app.path(), &["routes"]);
    assert!(run.stderr.contains("error[cron-invalid]"), "{}", run.stderr);
}
