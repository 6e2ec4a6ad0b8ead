//! What no schema can say, because it takes more than one file: each is a rule.

use std::fs;
use std::path::Path;

use fch::app::{App, Root};
use fch::json;
use fch::lint::{self, Options};

const HOST: &str =
    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "h"}}}"#;
const HTTP: &str = r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "r"}, {"type": "http", "direction": "out", "name": "res"}]}"#;
const QUEUE: &str = r#"{"bindings": [{"type": "queueTrigger", "name": "m", "queueName": "%Q%", "connection": "Orders"}]}"#;
const MIXED: &str = r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}, {"type": "queue", "direction": "out", "name": "m", "queueName": "out-box"}]}"#;
const ADMIN: &str = r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "admin/x"}, {"type": "http", "direction": "out", "name": "res"}]}"#;
const LOCAL: &str = r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#;

/// Item, files, and the rule that must speak. Without a file `h` the handler is missing.
type Row = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

#[test]
#[rustfmt::skip] // one line a row
fn what_needs_more_than_one_file_is_a_rule() {
    const FORWARDING: &str = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "h"}, "enableForwardingHttpRequest": true}}"#;
    const ROUTES: &str = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "h"}, "http": {"routes": [{"route": "{*route}"}]}}}"#;
    let rows: [Row; 9] = [
        ("46", &[("host.json", r#"{"functionTimeout": "00:05:00"}"#)], "host-version"),
        ("89", &[("host.json", HOST), ("f/function.json", QUEUE), ("local.settings.json", LOCAL)], "setting-missing"),
        ("89", &[("host.json", HOST), ("f/function.json", QUEUE), ("local.settings.json", LOCAL)], "connection-missing"),
        ("90", &[("host.json", HOST), ("f/function.json", HTTP), ("g/function.json", HTTP)], "route-conflict"),
        ("90", &[("host.json", HOST), ("f/function.json", ADMIN)], "route-reserved"),
        ("91", &[("host.json", FORWARDING), ("f/function.json", MIXED)], "forward-split"),
        ("92", &[("host.json", ROUTES), ("f/function.json", HTTP)], "routes-vs-functions"),
        ("95", &[("host.json", HOST), ("f/function.json", HTTP)], "exe-missing"),
        ("95", &[("host.json", r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin\\h.exe"}}}"#), ("f/function.json", HTTP)], "exe-on-linux"),
    ];
    for (item, files, rule) in rows {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(&dir.path().join(path), text);
        }
        let found = lint::run(&App::load(&Root::new(dir.path())), &Options::default());
        let names: Vec<&str> = found.findings.iter().map(|finding| finding.rule.name).collect();
        assert!(names.contains(&rule), "{item}: {names:?}");
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn comments_and_a_schema_address_do_not_disturb_the_linter() {
    let text = format!(
        "// ours\n{}",
        HOST.replacen('{', r#"{"$schema": "./x.json", "#, 1)
    );
    assert!(json::parse(&text).root.is_some());
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("host.json"), &text);
    let found = lint::run(&App::load(&Root::new(dir.path())), &Options::default());
    let about_host = found
        .findings
        .iter()
        .filter(|finding| finding.rule.name.starts_with("host-"));
    assert_eq!(about_host.count(), 0, "45");
}
