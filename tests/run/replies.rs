//! What the caller gets for what the handler answers to an envelope.

use serde_json::{Value as Json, json};

use super::app::{App, http};

const PLAIN: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// One app, one function a vector: its bindings, what the handler answers, and what the caller
/// gets: status, content type (if it matters) and body.
pub(super) struct Vector(
    pub(super) &'static str,
    pub(super) Json,
    pub(super) Json,
    pub(super) u16,
    pub(super) Option<&'static str>,
    pub(super) &'static str,
);

#[track_caller]
pub(super) fn check(vectors: &[Vector]) {
    let app = vectors
        .iter()
        .fold(App::new(), |app, Vector(name, bindings, ..)| {
            app.function(name, bindings.clone())
        });
    let paths: Vec<String> = vectors.iter().map(|v| format!("/{}", v.0)).collect();
    let replies: Vec<(&str, Json)> = paths
        .iter()
        .zip(vectors)
        .map(|(path, v)| (path.as_str(), v.2.clone()))
        .collect();
    app.replies(&replies);
    let run = app.run();
    let mut wrong = Vec::new();
    for Vector(name, _, _, status, kind, body) in vectors {
        let answer = run.get(&format!("/api/{name}"));
        let right_kind = kind.is_none() || answer.header("content-type") == *kind;
        if (answer.status, answer.text().as_str()) != (*status, body) || !right_kind {
            wrong.push(format!(
                "{name}: expected {status} {kind:?} {body:?}, got {answer:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The handler answers 200 with this JSON.
pub(super) fn answer(body: Json) -> Json {
    json!({ "body": body })
}

/// The same with this value of the http output.
fn res(value: Json) -> Json {
    answer(json!({"Outputs": {"res": value}}))
}

fn returning() -> Json {
    let mut bindings = http();
    bindings[1]["name"] = json!("$return");
    bindings
}

fn trigger_only() -> Json {
    json!([http()[0]])
}

#[test]
fn named_http_outputs() {
    check(&[
        Vector(
            "V73",
            http(),
            res(json!({"statusCode": 201, "body": "ok", "headers": {"x-a": "1"}})),
            201,
            Some(PLAIN),
            "ok",
        ),
        Vector(
            "V74",
            http(),
            res(
                json!({"StatusCode": "202", "Body": {"a": 1}, "Headers": {"Content-Type": "application/json"}}),
            ),
            202,
            Some(JSON),
            "{\n  \"a\": 1\n}",
        ),
        Vector("V76", http(), res(json!("SomeBlah")), 500, None, ""),
        Vector(
            "V77",
            http(),
            res(json!("{\"body\":\"hello\",\"statusCode\":\"300\"}")),
            300,
            None,
            "hello",
        ),
        Vector("V79", http(), res(json!({})), 200, None, ""),
        Vector(
            "V80",
            http(),
            answer(json!({"outputs": {"res": {"body": "x"}}, "logs": ["l1", "l2"]})),
            200,
            Some(PLAIN),
            "x",
        ),
        // H-RESP-22
        Vector("Number", http(), res(json!(5)), 500, None, ""),
        Vector("List", http(), res(json!([1])), 500, None, ""),
        // H-RESP-24
        Vector("NoOutputs", http(), answer(json!({})), 204, None, ""),
        Vector(
            "NoRes",
            http(),
            answer(json!({"Outputs": {}})),
            200,
            Some(PLAIN),
            "{}",
        ),
        // H-RESP-26, H-RESP-27
        Vector(
            "NoNumber",
            http(),
            res(json!({"statusCode": "teapot", "body": "x"})),
            200,
            None,
            "x",
        ),
        Vector(
            "Status",
            http(),
            res(json!({"status": 404, "body": "x"})),
            200,
            None,
            "x",
        ),
        // H-RESP-28, H-RESP-31: no base64 attempt, no label
        Vector(
            "Base64",
            http(),
            res(json!({"body": "dGVzdA=="})),
            200,
            Some(PLAIN),
            "dGVzdA==",
        ),
        Vector(
            "True",
            http(),
            res(json!({"body": true})),
            200,
            Some(PLAIN),
            "True",
        ),
        Vector(
            "Five",
            http(),
            res(json!({"body": 5})),
            200,
            Some(PLAIN),
            "5",
        ),
        Vector(
            "Items",
            http(),
            res(json!({"body": [1, {"b": []}]})),
            200,
            Some(PLAIN),
            "[\n  1,\n  {\n    \"b\": []\n  }\n]",
        ),
        Vector("Null", http(), res(json!({"body": null})), 200, None, ""),
        // H-RESP-14, H-DISC-22
        Vector(
            "Date",
            http(),
            res(json!({"body": "2020-01-31T13:05:09Z"})),
            200,
            Some(PLAIN),
            "01/31/2020 13:05:09",
        ),
        // H-RESP-33, H-RESP-35
        Vector(
            "Unread",
            http(),
            res(json!({"statusCode": 503, "body": {"a": 1}, "enableContentNegotiation": true})),
            503,
            Some(PLAIN),
            "{\n  \"a\": 1\n}",
        ),
        // H-RESP-30
        Vector(
            "Png",
            http(),
            res(json!({"body": "x", "headers": {"content-type": "image/png"}})),
            200,
            Some("image/png; charset=utf-8"),
            "x",
        ),
        // H-RESP-32, H-RESP-34
        Vector(
            "NullHeader",
            http(),
            res(json!({"body": "x", "headers": {"x-a": null}})),
            500,
            None,
            "",
        ),
        Vector(
            "ListHeader",
            http(),
            res(json!({"body": "x", "headers": {"x-a": [1]}})),
            500,
            None,
            "",
        ),
        Vector(
            "NoContent",
            http(),
            res(json!({"statusCode": 204, "body": "x"})),
            500,
            None,
            "",
        ),
        Vector(
            "Empty204",
            http(),
            res(json!({"statusCode": 204})),
            204,
            None,
            "",
        ),
        Vector(
            "Teapot",
            http(),
            res(json!({"statusCode": 418, "body": "tea"})),
            418,
            None,
            "tea",
        ),
    ]);
}

#[test]
fn return_values() {
    let back = |value: Json| answer(json!({ "ReturnValue": value }));
    check(&[
        Vector(
            "V89a",
            returning(),
            back(json!("Hello return")),
            200,
            Some(PLAIN),
            "Hello return",
        ),
        Vector(
            "V89b",
            returning(),
            back(json!({"status": 418, "body": "tea"})),
            418,
            None,
            "tea",
        ),
        Vector(
            "V89c",
            returning(),
            back(json!({"a": 1})),
            200,
            Some(PLAIN),
            "{\n  \"a\": 1\n}",
        ),
        Vector(
            "V91",
            http(),
            back(json!({"res": {"status": 404, "body": "no"}})),
            404,
            None,
            "no",
        ),
        Vector(
            "V92a",
            trigger_only(),
            back(json!("hi")),
            200,
            Some(PLAIN),
            "hi",
        ),
        Vector(
            "V92b",
            trigger_only(),
            back(json!({"a": 1})),
            200,
            Some(JSON),
            "{\"a\":1}",
        ),
        Vector("V92c", trigger_only(), answer(json!({})), 204, None, ""),
        // H-RESP-37..40
        Vector("Number", returning(), back(json!(5)), 200, Some(PLAIN), "5"),
        Vector(
            "True",
            returning(),
            back(json!(true)),
            200,
            Some(PLAIN),
            "True",
        ),
        Vector("Missing", returning(), answer(json!({})), 204, None, ""),
        Vector(
            "Parsed",
            returning(),
            back(json!("{\"statusCode\": 202, \"body\": \"b\"}")),
            202,
            None,
            "b",
        ),
    ]);
}
