//! Failures are explained: each has a rule name in the events.

use serde_json::{Value as Json, json};

use super::app::{App, http, http_and};

/// The handler answers 200 with this JSON.
fn answer(body: Json) -> Json {
    json!({ "body": body })
}

fn res(value: Json) -> Json {
    answer(json!({"Outputs": {"res": value}}))
}

fn and(kind: &str, direction: &str, more: Json) -> Json {
    let mut binding = json!({"type": kind, "direction": direction, "name": "it"});
    binding
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    http_and(binding)
}

#[test]
fn what_is_wrong_with_an_answer_has_a_name() {
    let queue = || and("queue", "out", json!({"queueName": "work"}));
    let text = |kind: &str| json!({"headers": [["Content-Type", kind]], "body": "{}"});
    let faults = [
        (
            "base64-lookalike",
            queue(),
            answer(json!({"Outputs": {"res": {}, "it": "test"}})),
        ),
        ("broken-reply", http(), json!({"close": true})),
        ("empty-envelope", http(), json!({})),
        ("envelope-content-type", http(), text("text/plain")),
        ("envelope-shape", http(), answer(json!([1]))),
        ("handler-404", http(), json!({"status": 404})),
        (
            "http-output-headers",
            http(),
            res(json!({"headers": {"x-a": null}})),
        ),
        ("http-output-shape", http(), res(json!("text"))),
        ("http-output-status", http(), res(json!({"status": 404}))),
        ("non-2xx-envelope", http(), json!({"status": 500})),
        (
            "unknown-output",
            http(),
            answer(json!({"Outputs": {"Res": {"body": "x"}}})),
        ),
        // A row without keys.
        (
            "output-failed",
            and("table", "out", json!({"tableName": "people"})),
            answer(json!({"Outputs": {"res": {}, "it": {"Text": "x"}}})),
        ),
        // Nothing gives `{nope}` a value.
        (
            "input-failed",
            and("blob", "in", json!({"path": "files/{nope}"})),
            res(json!({})),
        ),
    ];
    let app = faults
        .iter()
        .enumerate()
        .fold(App::new(), |app, (i, (_, bindings, _))| {
            app.function(&format!("F{i}"), bindings.clone())
        });
    let paths: Vec<String> = (0..faults.len()).map(|i| format!("/F{i}")).collect();
    let replies: Vec<(&str, Json)> = paths
        .iter()
        .zip(&faults)
        .map(|(path, fault)| (path.as_str(), fault.2.clone()))
        .collect();
    app.replies(&replies);
    let run = app.run();
    let mut missing = Vec::new();
    for (index, (rule, ..)) in faults.iter().enumerate() {
        run.get(&format!("/api/F{index}"));
        let function = format!("F{index}");
        let event = run.wait_for(rule, |event| {
            event["event"] == "invocation" && event["function"] == *function
        });
        if !event["findings"]
            .to_string()
            .contains(&format!("\"rule\":\"{rule}\""))
        {
            missing.push(format!("{rule}: {event}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_404_shows_the_path_that_the_handler_got() {
    let app =
        App::with_f(json!({})).host("/customHandler/enableForwardingHttpRequest", json!(true));
    app.replies(&[("/api/F", json!({"status": 404}))]);
    let run = app.run();
    run.get("/api/F?secret=1").is(404, "");
    let event = run.finds("handler-404").to_string();
    assert!(event.contains("GET /api/F"), "{event}");
}

#[test]
fn a_good_answer_has_no_findings() {
    let app = App::with_f(json!({"Outputs": {"res": {"body": "x"}}, "Logs": []}));
    let run = app.run();
    run.get("/api/F").is(200, "x");
    let event = run.wait_for("the invocation", |event| event["event"] == "invocation");
    assert_eq!(event["findings"], json!([]));
    assert_eq!(
        (&event["status"], &event["success"]),
        (&json!(200), &json!(true))
    );
    assert!(!run.said().contains("\"rule\":"), "{}", run.said());
}

/// What a start in this mode leads to.
#[track_caller]
fn start(mode: &str, rule: &str) -> String {
    let place = "/customHandler/initializationTimeout";
    let app = App::new()
        .function("F", http())
        .mode(mode)
        .host(place, json!("00:00:01"));
    let run = app.start(&["--port", "0"]);
    run.finds(rule).to_string()
}

#[test]
fn a_handler_that_ends_is_explained() {
    // H-START-33, H-START-36
    start("exit:3", "handler-exit");
    start("exit:1", "restart-budget");
    start("exit:0-after-ready", "exit-zero");
}

#[test]
fn a_handler_that_never_answers_is_explained() {
    // H-START-29, H-START-30
    start("silent", "ready-timeout");
}

#[cfg(target_os = "linux")]
#[test]
fn a_handler_that_listens_elsewhere_is_found_there() {
    // H-START-32; the host looks at the sockets of its child
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        let said = start("listen-v6", "bind-loopback");
        assert!(said.contains("[::1]:"), "{said}");
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let said = start(&format!("fixed-port:{free}"), "port-env");
    assert!(said.contains(&format!("127.0.0.1:{free}")), "{said}");
}

#[test]
fn errors_on_stderr_are_explained_once() {
    // H-START-24
    let app = App::new()
        .function("F", http())
        .mode("stderr:hello;stderr:again");
    let run = app.run();
    run.finds("stderr-error");
    run.get("/api/F");
    assert_eq!(run.said().matches("\"rule\":\"stderr-error\"").count(), 1);
}

#[test]
fn a_function_that_times_out_is_explained() {
    // H-RESP-47
    let app = App::new()
        .function("F", http())
        .host("/functionTimeout", json!("00:00:01"));
    app.replies(&[("/F", json!({"delay_ms": 60_000}))]);
    let run = app.run();
    run.get("/api/F").is(500, "");
    run.finds("run-timeout");
}

#[test]
fn every_fault_has_a_page() {
    let dir = tempfile::tempdir().unwrap();
    for fault in fch::emulator::faults::ALL {
        let run = crate::harness::fch(dir.path(), &["explain", fault.name]).exits(0);
        assert!(run.stdout.contains(fault.summary), "{}", fault.name);
    }
}
