//! `ReturnValue` as the response (H-RESP-36..43).

use super::*;

#[test]
fn return_values() {
    // V-89, H-RESP-37..40
    let text = returned(json!("Hello return"));
    assert_eq!(text, reply(200, TEXT, "Hello return"));
    let teapot = returned(json!({"status": 418, "body": "tea"}));
    assert_eq!(teapot, reply(418, TEXT, "tea"));
    let object = returned(json!({"a": 1, "statusCode": 404}));
    let lines = "{\n  \"a\": 1,\n  \"statusCode\": 404\n}";
    assert_eq!(object, reply(200, TEXT, lines));
    assert_eq!(returned(json!(true)), reply(200, TEXT, "True"));
    assert_eq!(returned(json!(5)), reply(200, TEXT, "5"));
    assert_eq!(returned(json!("5")), reply(200, TEXT, "5"));
    assert_eq!(returned(json!([1])), reply(200, TEXT, "[\n  1\n]"));
    assert_eq!(returned(json!(null)), Ok(HttpReply::empty(204)));
    let parsed = returned(json!("{\"STATUS\":\"201\",\"Body\":null}"));
    assert_eq!(parsed, reply(201, TEXT, ""));
}

#[test]
fn a_return_value_that_is_base64() {
    // H-RESP-37
    let body = json!({"ReturnValue": "test"});
    let (response, findings) = respond(&[("$return", "http")], &body, None);
    let response = response.unwrap();
    assert_eq!(response.body, &b"\xb5\xeb\x2d"[..]);
    assert!(response.headers.is_empty());
    assert_eq!(findings, ["base64-lookalike"]);
}

#[test]
fn outputs_do_not_reach_the_return_binding() {
    // H-RESP-36
    let body = json!({"Outputs": {"$return": {"body": "x"}}});
    let response = respond(&[("$return", "http")], &body, None).0;
    assert_eq!(response, Ok(HttpReply::empty(204)));
}

#[test]
fn a_return_value_feeds_named_outputs() {
    // V-91, H-RESP-41
    let body = json!({
        "Outputs": {"res": {"body": "yes"}},
        "ReturnValue": {"res": {"status": 404, "body": "no"}},
    });
    let (response, findings) = respond(&[("res", "http")], &body, None);
    assert_eq!(response, reply(404, TEXT, "no"));
    assert!(findings.is_empty());
}

#[test]
fn a_return_value_without_any_http_output() {
    // V-92, H-RESP-42, H-RESP-43
    let respond = |value: Json, accept| respond(&[], &json!({"ReturnValue": value}), accept).0;
    assert_eq!(respond(json!("hi"), None), reply(200, TEXT, "hi"));
    assert_eq!(
        respond(json!({"a": 1}), None),
        reply(200, JSON, r#"{"a":1}"#)
    );
    assert_eq!(
        respond(json!([1]), Some("text/plain")),
        reply(200, JSON, "[1]")
    );
    assert_eq!(respond(json!(5), None), reply(200, JSON, "5"));
    assert_eq!(respond(json!(null), None), Ok(HttpReply::empty(204)));
    let json = Some("application/json");
    assert_eq!(respond(json!("hi"), json), reply(200, JSON, "\"hi\""));
    let browser = Some("text/html,application/json;q=0.9,*/*;q=0.8");
    assert_eq!(respond(json!("hi"), browser), reply(200, TEXT, "hi"));
    let text_first = Some("application/json;q=0.5, text/plain");
    assert_eq!(respond(json!("hi"), text_first), reply(200, TEXT, "hi"));
}

#[test]
fn a_type_in_another_case_is_read_like_a_return_value() {
    // H-RESP-23
    let outputs = [("res", "HTTP")];
    let respond = |body: Json| respond(&outputs, &body, None).0;
    let status = respond(json!({"Outputs": {"res": {"status": 201, "body": "x"}}}));
    assert_eq!(status, reply(201, TEXT, "x"));
    assert_eq!(
        respond(json!({"Outputs": {"res": "a b"}})),
        reply(200, TEXT, "a b")
    );
    assert_eq!(respond(json!({"Outputs": {}})), Ok(HttpReply::empty(204)));
}

#[test]
fn content_negotiation_when_asked_for() {
    // H-RESP-38
    let value = json!({"body": {"a": 1}, "status": 201, "enableContentNegotiation": true});
    assert_eq!(returned(value), reply(201, JSON, r#"{"a":1}"#));
}
