//! `fch invoke`, `fch routes`, and `fch run --exec`.

use serde_json::{Value as Json, json};

use super::app::{App, http, http_at, probe};
use crate::harness::{Run, ended};

/// `F` answers JSON, `Q` reads a queue, `T` is a timer, `S` a Service Bus queue.
fn app() -> App {
    let trigger = |kind: &str, more: Json| {
        let mut binding = json!({"type": kind, "direction": "in", "name": "it"});
        binding
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!([binding])
    };
    let app = App::new()
        .function("F", http_at("items/{id?}"))
        .function("Q", trigger("queueTrigger", json!({"queueName": "work"})))
        .function(
            "T",
            trigger("timerTrigger", json!({"schedule": "0 0 0 1 1 *"})),
        )
        .function(
            "S",
            trigger(
                "serviceBusTrigger",
                json!({"queueName": "orders", "connection": "Bus"}),
            ),
        );
    let body = json!({"Outputs": {"res": {
        "statusCode": 201, "body": {"ok": true}, "headers": {"content-type": "application/json"},
    }}});
    app.replies(&[("/F", json!({ "body": body }))]);
    app
}

fn fch(app: &App, arguments: &[&str]) -> Run {
    ended(app.command(arguments).output().unwrap())
}

/// `fch invoke` without and with a host that runs.
fn both_ways(check: impl Fn(&App)) {
    let alone = app();
    check(&alone);
    let served = app();
    let run = served.run();
    check(&served);
    assert_eq!(served.starts().len(), 1, "the handler that runs is used");
    drop(run);
}

#[test]
fn a_request_is_sent_and_its_answer_judged() {
    both_ways(|app| {
        let app = &app;
        let run = fch(app, &["invoke", "F", "--data", r#"{"a": 1}"#]).exits(0);
        assert!(run.stdout.contains("\"ok\": true"), "{run:?}");
        let sent = app.seen_at("/F", 1).pop().unwrap();
        let req = super::app::envelope(&sent)["Data"]["req"].clone();
        assert_eq!(
            (&req["Method"], &req["Body"]),
            (&json!("POST"), &json!(r#"{"a": 1}"#))
        );

        fch(app, &["invoke", "F", "--expect-status", "201"]).exits(0);
        fch(app, &["invoke", "F", "--expect-status", "200"]).exits(1);
        crate::harness::write(app.dir.path(), "right.json", br#"{"ok":true}"#);
        crate::harness::write(app.dir.path(), "wrong.json", br#"{"ok":false}"#);
        let file = |name: &str| app.dir.path().join(name).to_str().unwrap().to_owned();
        fch(app, &["invoke", "F", "--expect", &file("right.json")]).exits(0);
        fch(app, &["invoke", "F", "--expect", &file("wrong.json")]).exits(1);
    });
}

#[test]
fn parts_of_the_request_can_be_given() {
    let app = app();
    let line = [
        "invoke", "F", "--method", "POST", "--header", "X-A: 1", "--query", "q=a b", "--set",
        "id=7",
    ];
    fch(&app, &line).exits(0);
    let req = app.envelope("/F")["Data"]["req"].clone();
    assert_eq!(req["Method"], "POST");
    assert_eq!(req["Params"], json!({"id": "7"}));
    assert_eq!(req["Query"], json!({"q": "a b"}));
    assert!(
        req["Headers"]
            .to_string()
            .to_lowercase()
            .contains("\"x-a\":[\"1\"]"),
        "{req}"
    );
}

#[test]
fn events_of_every_trigger_can_be_sent() {
    both_ways(|app| {
        fch(app, &["invoke", "Q", "--data", "hello"]).exits(0);
        assert_eq!(app.envelope("/Q")["Data"]["it"], "\"hello\"");
        fch(app, &["invoke", "T"]).exits(0);
        assert!(app.envelope("/T")["Data"]["it"]["IsPastDue"].is_boolean());
        fch(app, &["invoke", "S", "--event", "sample"]).exits(0);
        let bus = app.envelope("/S");
        assert!(bus["Data"]["it"].is_string());
        for key in ["MessageId", "DeliveryCount", "SequenceNumber"] {
            assert!(
                bus["Metadata"].get(key).is_some(),
                "{key} (H-REQ-48): {bus}"
            );
        }
    });
}

#[test]
fn a_dry_run_prints_an_event_that_can_be_sent() {
    let app = app();
    for function in ["F", "Q", "T", "S"] {
        let run = fch(&app, &["invoke", function, "--dry-run"]).exits(0);
        assert!(run.json().is_object(), "{function}");
        assert!(app.starts().is_empty());
        crate::harness::write(
            app.dir.path(),
            &format!("{function}.json"),
            run.stdout.as_bytes(),
        );
    }
    let file = app.dir.path().join("Q.json");
    fch(&app, &["invoke", "Q", "--event", file.to_str().unwrap()]).exits(0);
    assert_eq!(app.seen_at("/Q", 1).len(), 1);
}

#[test]
fn the_exchange_and_the_commands_can_be_shown() {
    let app = app();
    let run = fch(&app, &["invoke", "F", "--show"]).exits(0);
    let all = format!("{}{}", run.stdout, run.stderr);
    for part in [
        "POST /F",
        "application/json; charset=utf-8",
        "\"Metadata\"",
        "\"Outputs\"",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let starts = app.starts().len();
    let run = fch(&app, &["invoke", "F", "--curl"]).exits(0);
    assert!(
        run.stdout.contains("curl") && run.stdout.contains("/api/items"),
        "{run:?}"
    );
    assert_eq!(app.starts().len(), starts, "nothing is called");
}

#[test]
fn failures_have_a_code() {
    let app = app();
    app.replies(&[
        ("/F", json!({"status": 500})),
        ("/Q", json!({"status": 500})),
    ]);
    let run = fch(&app, &["invoke", "F"]).exits(1);
    assert!(
        format!("{}{}", run.stdout, run.stderr).contains("non-2xx-envelope"),
        "{run:?}"
    );
    fch(&app, &["invoke", "Q", "--data", "x!"]).exits(1);
    fch(&app, &["invoke", "F", "--expect-status", "500"]).exits(0);
    let run = fch(&app, &["invoke", "Nope"]).exits(2);
    assert!(run.stderr.contains("Nope"), "{run:?}");
}

#[test]
fn exec_ends_with_the_code_of_the_command() {
    let app = App::with_f(json!({"Outputs": {"res": {"body": "through the host"}}}));
    let probe = probe();
    let line = [
        "run",
        "--no-build",
        "--exec",
        "--",
        probe.to_str().unwrap(),
        "call:/api/F",
    ];
    let run = fch(&app, &line).exits(7);
    assert!(run.stdout.contains("called: through the host"), "{run:?}");
    assert!(!app.root().join(".fch/run.json").exists());
    let start = app.starts()[0]["pid"].as_u64().unwrap();
    assert!(!super::os::is_probe(start), "the handler is gone");
}

#[test]
fn exec_does_not_wait_for_a_handler_that_never_comes() {
    let app = App::new().function("F", http()).mode("exit:1");
    let probe = probe();
    let line = [
        "run",
        "--no-build",
        "--exec",
        "--",
        probe.to_str().unwrap(),
        "call:/api/F",
    ];
    let run = fch(&app, &line);
    assert!(run.code != 0 && run.code != 7, "{run:?}");
}

#[test]
fn routes_are_listed_without_a_host() {
    let app = app();
    let routes = fch(&app, &["routes", "--json"]).exits(0);
    let text = routes.json().to_string();
    assert!(
        text.contains("items/{id?}") && text.contains("\"F\""),
        "{text}"
    );
    assert!(app.starts().is_empty());
}
