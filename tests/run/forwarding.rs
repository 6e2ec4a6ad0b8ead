//! HTTP functions with `enableForwardingHttpRequest`: what changes on the way, and what not.

use serde_json::{Value as Json, json};

use super::app::{App, http, http_and, http_at};

/// An app that forwards, with the function `F` for every verb.
fn app() -> App {
    let mut bindings = http();
    bindings[0]["methods"] = Json::Null;
    App::new()
        .function("F", bindings)
        .host("/customHandler/enableForwardingHttpRequest", json!(true))
}

/// The values of a header that the handler saw.
fn values(request: &Json, name: &str) -> Vec<String> {
    let headers = request["headers"].as_array().unwrap().iter();
    let these = headers.filter(|h| h[0].as_str().unwrap().eq_ignore_ascii_case(name));
    these.map(|h| h[1].as_str().unwrap().to_owned()).collect()
}

#[test]
fn request_and_answer_are_passed_on() {
    // V-94, H-FWD-02, H-FWD-03, H-FWD-06, H-FWD-08, H-FWD-09, H-FWD-12, H-FWD-14
    let app = app();
    app.replies(&[("/api/F", json!({
        "status": 203, "body": "{\"a\": 1}",
        "headers": [["Content-Type", "application/json"], ["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]],
    }))]);
    let run = app.run();
    let headers = [("User-Agent", "me/1"), ("X-Mine", "1"), ("Cookie", "c=1")];
    let answer = run.request("GET /api/F?code=K&name=Atlas", &headers, None);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.all("set-cookie"), ["a=1", "b=2"]);
    answer.is(203, "{\"a\": 1}");

    let request = &app.seen()[0];
    assert_eq!(request["method"], "GET");
    assert_eq!(request["target"], "/api/F?code=K&name=Atlas");
    assert_eq!(request["framing"], "none");
    assert_eq!(
        values(request, "host"),
        [format!("localhost:{}", run.address.port())]
    );
    assert_eq!(values(request, "x-mine"), ["1"]);
    assert_eq!(values(request, "cookie"), ["c=1"]);
    assert_eq!(values(request, "content-type"), [""; 0]);
    assert_eq!(
        values(request, "x-azure-functions-invocationid")[0].len(),
        36
    );
    let version = &values(request, "x-azure-functions-hostversion")[0];
    let agent = values(request, "user-agent").join(" ");
    assert_eq!(agent, format!("me/1 Azure-Functions-Host/{version}"));
}

#[test]
fn every_verb_is_passed_on() {
    // H-FWD-02
    let app = app();
    let run = app.run();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        run.request(&format!("{method} /api/F"), &[], None);
        assert_eq!(app.seen().last().unwrap()["method"], method);
    }
    let mut connection = run.connect();
    connection.request("HEAD /api/F", &[], None);
    assert_eq!(connection.head().status, 200);
    assert_eq!(app.seen().last().unwrap()["method"], "HEAD");
}

#[test]
fn the_path_is_the_callers_or_the_functions_name() {
    // V-95, H-CFG-33..36
    let legacy = |app: App| {
        let host = json!({"version": "2.0", "httpWorker": {
            "enableForwardingHttpRequest": true,
            "description": {"defaultExecutablePath": super::app::probe()},
        }});
        app.host_json(host)
    };
    let hello = || App::new().function("F", http_at("hello"));
    let forwards = |app: App| app.host("/customHandler/enableForwardingHttpRequest", json!(true));
    let anything = App::new()
        .function("F", http_at("{*rest}"))
        .host("/extensions/http/routePrefix", json!(""));
    let queue = json!({"type": "queue", "direction": "out", "name": "q", "queueName": "q"});
    for (app, path, method, target) in [
        (forwards(hello()), "/api/hello", "GET", "/api/hello"),
        (forwards(anything), "/", "GET", "/"),
        (hello(), "/api/hello", "POST", "/F"),
        (legacy(hello()), "/api/hello", "GET", "/F"),
        // An extra binding makes it an envelope.
        (
            forwards(App::new().function("F", http_and(queue))),
            "/api/F",
            "POST",
            "/F",
        ),
    ] {
        app.run().get(path);
        let request = &app.seen()[0];
        assert_eq!(
            (&request["method"], &request["target"]),
            (&json!(method), &json!(target))
        );
    }
}

#[test]
fn any_status_is_the_handlers_business() {
    // V-97, H-FWD-11, H-FWD-13
    let app = app();
    app.replies(&[
        ("/api/F", json!({"status": 500, "body": "boom", "times": 1})),
        (
            "/api/F",
            json!({"status": 302, "headers": [["Location", "/elsewhere"]]}),
        ),
    ]);
    let run = app.run();
    run.get("/api/F").is(500, "boom");
    let event = run.wait_for("the invocation", |event| event["event"] == "invocation");
    assert_eq!(event["success"], true, "{event}");
    let answer = run.get("/api/F").is(302, "");
    assert_eq!(answer.header("location"), Some("/elsewhere"));
}

#[test]
fn content_headers_are_lost_but_for_length_and_type() {
    // V-98, H-FWD-07
    let app = app();
    let lost = [
        "Content-Encoding",
        "Content-Language",
        "Content-Disposition",
        "Expires",
    ];
    let mut headers: Vec<(&str, &str)> = lost.iter().map(|name| (*name, "gzip")).collect();
    headers.push(("Content-Type", "text/x"));
    app.run().post("/api/F", &headers, "squeezed");
    let request = &app.seen()[0];
    assert_eq!(request["body"], "squeezed");
    assert_eq!(request["framing"], "content-length");
    assert_eq!(values(request, "content-type"), ["text/x"]);
    for name in lost {
        assert_eq!(values(request, name), [""; 0], "{name}");
    }
}

#[test]
fn the_query_is_written_anew() {
    // V-100, H-FWD-04
    let app = app();
    app.run().get("/api/F?a=1&a=2&flag");
    assert_eq!(app.seen()[0]["target"], "/api/F?a=1%2C2&flag=");
}

#[test]
fn a_chunked_body_fails_in_strict_mode() {
    // V-101, H-FWD-10
    let app = app();
    let run = app.run_with(&["--strict"]);
    let mut connection = run.connect();
    connection.request("POST /api/F", &[("Transfer-Encoding", "chunked")], None);
    connection.send(b"3\r\nabc\r\n0\r\n\r\n");
    assert_eq!(connection.answer().status, 500);
    run.finds("chunked-body");
}

#[test]
fn an_answer_that_never_comes_is_an_empty_500() {
    // H-FWD-16
    let app = app();
    app.replies(&[("/api/F", json!({"close": true}))]);
    let run = app.run();
    run.get("/api/F").is(500, "");
    run.finds("broken-reply");
}

#[test]
fn a_large_body_passes_both_ways() {
    // H-FWD-09, H-FWD-14
    let app = app();
    app.replies(&[("/api/F", json!({"echo": true}))]);
    let body = vec![b'x'; 10_000_000];
    let answer = app.run().request("POST /api/F", &[], Some(&body));
    assert!(
        answer.status == 200 && answer.body == body,
        "{} bytes",
        answer.body.len()
    );
}
