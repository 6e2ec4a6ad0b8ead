//! HTTP functions with `enableProxyingHttpRequest`: streamed both ways, nothing rebuilt.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::app::{App, http};

/// An app that proxies, with the function `F` for every verb.
fn app() -> App {
    let mut bindings = http();
    bindings[0]["methods"] = Json::Null;
    App::new()
        .function("F", bindings)
        .host("/customHandler/enableProxyingHttpRequest", json!(true))
}

fn values(request: &Json, name: &str) -> Vec<String> {
    let headers = request["headers"].as_array().unwrap().iter();
    let these = headers.filter(|h| h[0].as_str().unwrap().eq_ignore_ascii_case(name));
    these.map(|h| h[1].as_str().unwrap().to_owned()).collect()
}

#[test]
fn path_query_and_headers_are_not_touched() {
    // H-PXY-02, H-PXY-03, H-PXY-05
    let app = app();
    app.replies(&[(
        "/api/F",
        json!({"status": 302, "headers": [["Location", "/x"], ["Set-Cookie", "a=1"]]}),
    )]);
    let run = app.run();
    let headers = [
        ("Content-Encoding", "gzip"),
        ("X-Mine", "1"),
        ("x-ms-invocation-id", "forged"),
        ("X-Azure-Functions-InvocationId", "forged"),
    ];
    let answer = run.request(
        "PATCH /api/F?a=1&a=2&flag&p=%2f+%20",
        &headers,
        Some(b"squeezed"),
    );
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, Some("/x"))
    );
    assert_eq!(answer.all("set-cookie"), ["a=1"]);
    let request = &app.seen()[0];
    assert_eq!(request["method"], "PATCH");
    assert_eq!(request["target"], "/api/F?a=1&a=2&flag&p=%2f+%20");
    assert_eq!(request["body"], "squeezed");
    assert_eq!(values(request, "content-encoding"), ["gzip"]);
    assert_eq!(values(request, "x-mine"), ["1"]);
    let ids = [
        values(request, "x-ms-invocation-id"),
        values(request, "x-azure-functions-invocationid"),
    ];
    assert!(
        ids.iter().all(|id| id.len() == 1 && id[0].len() == 36),
        "{ids:?}"
    );
    assert!(values(request, "x-azure-functions-hostversion")[0].starts_with("4."));
}

#[test]
fn an_event_reaches_the_caller_before_the_answer_ends() {
    // H-PXY-02
    let app = app();
    let wait = 1500;
    app.replies(&[(
        "/api/F",
        json!({
            "headers": [["Content-Type", "text/event-stream"]],
            "chunks": [["data: 1\n\n", 0], ["data: 2\n\n", wait]],
        }),
    )]);
    let run = app.run();
    run.ready();
    let mut connection = run.connect();
    let began = Instant::now();
    connection.request("GET /api/F", &[], None);
    assert_eq!(
        connection.head().header("content-type"),
        Some("text/event-stream")
    );
    assert_eq!(connection.chunk().as_deref(), Some(&b"data: 1\n\n"[..]));
    assert!(
        began.elapsed() < Duration::from_millis(wait),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(connection.chunk().as_deref(), Some(&b"data: 2\n\n"[..]));
    assert_eq!(connection.chunk(), None);
}

#[test]
fn a_chunked_body_stays_chunked() {
    // H-PXY-02
    let app = app();
    app.replies(&[("/api/F", json!({"echo": true}))]);
    let run = app.run();
    let mut connection = run.connect();
    connection.request("POST /api/F", &[("Transfer-Encoding", "chunked")], None);
    connection.send(b"3\r\nabc\r\n");
    connection.send(b"2\r\nde\r\n0\r\n\r\n");
    connection.answer().is(200, "abcde");
    assert_eq!(app.seen()[0]["framing"], "chunked");
}

#[test]
fn ten_megabytes_pass_both_ways() {
    // H-PXY-02
    let app = app();
    app.replies(&[("/api/F", json!({"echo": true}))]);
    let body: Vec<u8> = (0..10_000_000u32).map(|i| i as u8).collect();
    let answer = app.run().request("PUT /api/F", &[], Some(&body));
    assert!(
        answer.status == 200 && answer.body == body,
        "{} bytes",
        answer.body.len()
    );
}

#[test]
fn proxying_wins_over_forwarding() {
    // H-PXY-01: forwarding would write `flag=`
    let app = app().host("/customHandler/enableForwardingHttpRequest", json!(true));
    app.run().get("/api/F?flag");
    assert_eq!(app.seen()[0]["target"], "/api/F?flag");
}

#[test]
fn a_connection_serves_many_requests() {
    let app = app();
    app.replies(&[("/api/F", json!({"body": "x"}))]);
    let run = app.run();
    let mut connection = run.connect();
    for _ in 0..5 {
        connection.request("GET /api/F", &[], None);
        connection.answer().is(200, "x");
    }
}

#[test]
fn a_handler_that_is_gone_gives_an_error_and_not_a_hang() {
    // H-PXY-06, H-PXY-07
    let app = app().mode("exit:0-after-ready");
    let run = app.run();
    run.finds("exit-zero");
    let answer = run.get("/api/F");
    assert!((500..600).contains(&answer.status), "{answer:?}");
    let event = run.wait_for("the invocation", |event| event["event"] == "invocation");
    assert_eq!(event["success"], false, "{event}");
}

#[test]
fn a_handler_that_restarts_is_waited_for() {
    // H-PXY-06, H-START-41
    let app = app();
    app.replies(&[
        ("/api/F", json!({"exit": 1, "times": 1})),
        ("/api/F", json!({"body": "x"})),
    ]);
    let run = app.run();
    assert!(run.get("/api/F").status >= 500);
    // A process that ends still takes connections for a moment; the host has the same race.
    run.finds("handler-exit");
    run.get("/api/F").is(200, "x");
}

#[test]
fn the_profile_makes_one_function_that_gets_everything() {
    // V-44, H-CFG-42, H-CFG-46, H-CFG-54
    let app = App::new().host("/configurationProfile", json!("mcp-custom-handler"));
    app.replies(&[("/mcp", json!({"body": "hello"}))]);
    let run = app.run();
    run.get("/mcp").is(200, "hello");
    assert_eq!(app.seen()[0]["target"], "/mcp");
    let list = run.get("/admin/functions").json();
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(list[0]["name"], "http-handler1");
    let trigger = &list[0]["config"]["bindings"][0];
    assert_eq!(trigger["route"], "{*route}", "{list}");
    drop(run);

    let app = app.host("/extensions/http/routePrefix", json!("x"));
    let run = app.run();
    run.get("/x/mcp");
    assert_eq!(app.seen().last().unwrap()["target"], "/x/mcp");
    run.get("/mcp").is(404, "");
}

#[test]
fn the_profile_and_function_folders_exclude_each_other() {
    // H-CFG-43, H-CFG-56
    let app = app().host("/configurationProfile", json!("mcp-custom-handler"));
    let run = app.run();
    assert_eq!(run.get("/mcp").status, 503);
    assert_eq!(run.get("/admin/host/status").json()["state"], "Error");
}
