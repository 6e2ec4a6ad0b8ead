//! What else an answer to an envelope brings about: headers, logs, redirects, time-outs.

use serde_json::{Value as Json, json};

use super::app::{App, http, within};

/// The handler answers 200 with this value of the http output.
fn res(value: Json) -> Json {
    json!({"body": {"Outputs": {"res": value}}})
}

#[test]
fn headers_of_a_named_output_reach_the_caller_and_logs_the_log() {
    // V-73, V-80, H-RESP-13, H-RESP-32, H-LIM-09
    let app = App::with_f(json!({
        "Outputs": {"res": {"body": "x", "headers": {"X-A": "1", "X-N": 5, "X-T": true}}},
        "Logs": ["l1", "l2"],
    }));
    let app = app.host("/extensions/http/customHeaders", json!({"X-Extra": "yes"}));
    let run = app.run();
    let answer = run.get("/api/F").is(200, "x");
    for (name, value) in [
        ("x-a", "1"),
        ("x-n", "5"),
        ("x-t", "True"),
        ("x-extra", "yes"),
    ] {
        assert_eq!(answer.all(name), [value], "{name}");
    }
    for text in ["l1", "l2"] {
        let said = |e: &Json| e["event"] == "log" && e["text"] == text && e["function"] == "F";
        run.wait_for(text, said);
    }
}

#[test]
fn a_redirect_of_the_handler_is_followed() {
    // H-REQ-06
    let app = App::new().function("F", http());
    app.replies(&[
        (
            "/F",
            json!({"status": 302, "headers": [["Location", "/other"]]}),
        ),
        ("/other", res(json!({"body": "there"}))),
    ]);
    app.run().get("/api/F").is(200, "there");
    let methods: Vec<Json> = app.seen().iter().map(|r| r["method"].clone()).collect();
    assert_eq!(methods, ["POST", "GET"]);
}

#[test]
fn a_function_that_takes_too_long_fails_and_the_handler_starts_again() {
    // H-RESP-47, H-START-42; V-85 with --strict
    for (reply, more) in [
        (json!({"delay_ms": 60_000, "times": 1}), &[][..]),
        (json!({"status": 200, "times": 1}), &["--strict"]),
    ] {
        let app = App::new()
            .function("F", http())
            .host("/functionTimeout", json!("00:00:01"));
        app.replies(&[("/F", reply), ("/F", res(json!({"body": "x"})))]);
        let run = app.run_with(more);
        let began = std::time::Instant::now();
        run.get("/api/F").is(500, "");
        assert!(began.elapsed().as_millis() >= 900, "{:?}", began.elapsed());
        within("the handler starts again", || {
            (app.starts().len() > 1).then_some(())
        });
        run.get("/api/F").is(200, "x");
    }
}
