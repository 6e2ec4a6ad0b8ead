//! `fch new`: what it writes, and that what it writes builds, runs and answers as the host expects.
#![allow(clippy::unwrap_used)]

mod build;
mod ci;
mod handler;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{self, Run, files as paths, needs};
use build::{built_go, built_rust, succeeds};
use handler::{Body, Handler};

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
fn http_only_is_for_http() {
    let dir = tempfile::tempdir().unwrap();
    let run = fch(dir.path(), &["app", "--http-only", "--trigger", "queue"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("needs a function with an HTTP trigger"));
    assert!(paths(dir.path()).is_empty());
}

// ---- that it is good code ----

#[test]
fn rust_is_formatted() {
    if needs("rustfmt", "--version") {
        for (args, _) in combinations() {
            let app = app(&args);
            let main = app.path().join("src/main.rs");
            succeeds(
                Command::new("rustfmt")
                    .args(["--check", "--edition", "2021"])
                    .arg(main),
            );
        }
    }
}

#[test]
fn go_is_formatted_and_vetted() {
    if needs("go", "version") && needs("gofmt", "--help") {
        for (args, _) in combinations() {
            let app = app(&[&["--language", "go"], args.as_slice()].concat());
            let output = succeeds(Command::new("gofmt").arg("-d").arg(app.path()));
            assert_eq!(text(&output.stdout), "", "{args:?}");
            succeeds(
                Command::new("go")
                    .args(["vet", "./..."])
                    .current_dir(app.path()),
            );
        }
    }
}

// ---- that it runs ----

#[test]
fn rust_envelopes_are_answered() {
    if let Some(app) = built_rust(&EVERYTHING) {
        answers_envelopes(&app);
    }
}

#[test]
fn rust_raw_http_is_answered() {
    if let Some(app) = built_rust(&["--http-only"]) {
        answers_raw_http(&app);
    }
}

#[test]
fn go_envelopes_are_answered() {
    if let Some(app) = built_go(&EVERYTHING) {
        answers_envelopes(&app);
    }
}

#[test]
fn go_raw_http_is_answered() {
    if let Some(app) = built_go(&["--http-only"]) {
        answers_raw_http(&app);
    }
}

fn answers_envelopes(app: &TempDir) {
    let handler = Handler::start(app.path());
    // H-START-25: the readiness probe.
    assert_eq!(handler.send("GET", "/", Body::None).status, 200);

    let order = r#"{"id": 1005, "quantity": 2, "color": "black"}"#;
    let event = http_event("POST", order).to_string();
    for body in [Body::Sized(&event), Body::Chunked(&event)] {
        // H-REQ-07: both framings.
        let reply = handler.send("POST", "/order", body).envelope();
        assert_eq!(reply["Outputs"]["res"]["statusCode"], 200);
        assert_eq!(reply["Outputs"]["res"]["body"], "Order enqueued");
        assert_eq!(reply["Outputs"]["message"], order);
    }
    // The caller's fault is told to the caller: the invocation itself succeeds (H-RESP-35).
    let reply = handler.invoke("order", &http_event("POST", "test"));
    assert_eq!(reply["Outputs"]["res"]["statusCode"], 400);
    assert_eq!(reply["Outputs"].get("message"), None);

    // H-REQ-12, H-REQ-42, V-64: text is JSON in a JSON string.
    let message = json!({ "Data": { "item": "\"hi ü\"" },
        "Metadata": { "DequeueCount": "1", "Id": "\"7\"", "sys": {} } });
    let reply = handler.invoke("queueMessage", &message);
    assert_eq!(reply["Logs"], json!(["queueMessage: 5 bytes"]));

    // H-REQ-45.
    let timer = json!({ "Data": { "timer": { "Schedule": { "AdjustForDST": true },
        "ScheduleStatus": null, "IsPastDue": true } }, "Metadata": { "sys": {} } });
    assert_eq!(
        handler.invoke("tick", &timer)["Logs"],
        json!(["tick: late is true"])
    );

    // H-REQ-44, V-68.
    let blob = json!({ "Data": { "blob": "\"hi\"" }, "Metadata": { "name": "\"a.txt\"" } });
    assert_eq!(
        handler.invoke("newBlob", &blob)["Logs"],
        json!(["newBlob: a.txt, 2 bytes"])
    );

    // Whatever comes, a JSON answer that fails the invocation, never a crash or an empty body.
    for (path, body, status) in [
        ("/nobody", timer.to_string(), 404),
        ("/order", "{".to_owned(), 400),
        ("/order", String::new(), 400),
        ("/order", "[1]".to_owned(), 400),
        ("/order", r#"{"Data": {"req": "text"}}"#.to_owned(), 500),
        ("/queueMessage", r#"{"Data": {}}"#.to_owned(), 500),
        ("/panic", r#"{"Data": {}}"#.to_owned(), 500),
    ] {
        let reply = handler.send("POST", path, Body::Sized(&body));
        assert_eq!(reply.status, status, "{path} {body}");
        assert!(reply.json()["error"].is_string(), "{path} {body}");
    }
    refuses_what_is_too_large(&handler);
}

fn answers_raw_http(app: &TempDir) {
    let handler = Handler::start(app.path());
    assert_eq!(handler.send("GET", "/", Body::None).status, 200);
    // H-FWD-03: the path as the caller wrote it; H-ROUTE-09: in any case.
    for path in ["/api/app", "/API/App/?code=K&name=Atlas"] {
        let reply = handler.send("GET", path, Body::None);
        assert_eq!(
            (reply.status, reply.json()),
            (200, json!({ "message": "Hello!" }))
        );
    }
    let hello = r#"{ "message": "Hello World!" }"#;
    for body in [Body::Sized(hello), Body::Chunked(hello)] {
        let reply = handler.send("POST", "/api/app", body);
        assert_eq!(reply.json(), json!({ "message": "Hello World!" }));
    }
    assert_eq!(
        handler.send("POST", "/api/app", Body::Sized("{")).status,
        400
    );
    assert_eq!(handler.send("GET", "/api/nobody", Body::None).status, 404);
    refuses_what_is_too_large(&handler);
}

fn refuses_what_is_too_large(handler: &Handler) {
    let claim = "POST /order HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n";
    let reply = handler.exchange(claim.as_bytes());
    assert_eq!(reply.status, 413);
    assert!(reply.json()["error"].is_string());
}

/// An HTTP event as the host sends it (H-REQ-19 to H-REQ-29, H-REQ-38).
fn http_event(method: &str, body: &str) -> Value {
    json!({
        "Data": { "req": {
            "Url": "http://localhost:7071/api/order?code=K",
            "Method": method,
            "Query": { "code": "K" },
            "Headers": { "Content-Type": ["application/json"], "Host": ["localhost:7071"] },
            "Params": { "id": null },
            "Identities": [{ "AuthenticationType": null, "IsAuthenticated": false, "Claims": [] }],
            "Body": body,
        } },
        "Metadata": {
            "id": "\"1005\"",
            "Query": { "code": "K" },
            "Headers": { "Content-Type": "application/json" },
            "sys": { "MethodName": "order", "UtcNow": "2024-01-01T00:00:00Z", "RandGuid": "0" },
        },
    })
}
