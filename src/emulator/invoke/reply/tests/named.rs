//! Named http outputs (H-RESP-21..35).

use super::*;

#[test]
fn status_headers_and_body() {
    // V-73
    let value = json!({"statusCode": 201, "body": "ok", "headers": {"x-a": "1"}});
    let response = named(value).unwrap();
    assert_eq!(response.status, 201);
    let headers = [("Content-Type", TEXT), ("x-a", "1")];
    assert_eq!(response.headers, headers.map(|(k, v)| (k.into(), v.into())));
    assert_eq!(response.body, "ok");
}

#[test]
fn members_in_any_case_and_an_object_for_a_body() {
    // V-74, H-RESP-28, H-RESP-30
    let value = json!({
        "StatusCode": "202", "Body": {"a": 1}, "Headers": {"Content-Type": "application/json"},
    });
    assert_eq!(named(value), reply(202, JSON, "{\n  \"a\": 1\n}"));
}

#[test]
fn values_that_are_no_response() {
    // V-76, H-RESP-22
    for value in [
        json!("SomeBlah"),
        json!(5),
        json!([1]),
        json!(null),
        json!("[]"),
        json!(""),
    ] {
        assert_eq!(named(value), Err("http-output-shape"));
    }
    for member in ["headers", "statusCode", "status"] {
        assert_eq!(named(json!({member: [1]})), Err("http-output-shape"));
    }
}

#[test]
fn what_looks_like_a_date_is_spelled_anew() {
    // H-RESP-14, H-DISC-22
    let date = "2020-01-31T13:05:09Z";
    let response = named(json!({"body": date, "headers": {"x-at": date}})).unwrap();
    assert_eq!(response.body, "01/31/2020 13:05:09");
    assert_eq!(
        response.headers[1],
        ("x-at".into(), "01/31/2020 13:05:09".into())
    );
    let day = named(json!({"body": "2020-01-31"}));
    assert_eq!(day, reply(200, TEXT, "2020-01-31"));
}

#[test]
fn an_object_in_a_text() {
    // V-77
    let value = json!("{\"body\":\"hello\",\"statusCode\":\"300\"}");
    assert_eq!(named(value), reply(300, TEXT, "hello"));
}

#[test]
fn empty_values() {
    // V-79, H-RESP-24, H-RESP-25
    assert_eq!(named(json!({})), reply(200, TEXT, ""));
    let res = [("res", "http")];
    let missing = respond(&res, &json!({"Outputs": {}}), None).0;
    assert_eq!(missing, reply(200, TEXT, "{}"));
    let nothing = respond(&res, &json!({"Outputs": null}), None).0;
    assert_eq!(nothing, Ok(HttpReply::empty(204)));
}

#[test]
fn status_is_ignored_with_a_remark() {
    // H-RESP-26, H-RESP-27
    let respond = |value: Json| {
        let (response, findings) = respond(
            &[("res", "http")],
            &json!({"Outputs": {"res": value}}),
            None,
        );
        (response.map(|r| r.status), findings)
    };
    assert_eq!(
        respond(json!({"status": 404})),
        (Ok(200), vec!["http-output-status"])
    );
    assert_eq!(
        respond(json!({"status": 404, "statusCode": 404})),
        (Ok(404), vec![])
    );
    assert_eq!(respond(json!({"statusCode": "many"})), (Ok(200), vec![]));
}

#[test]
fn bodies_that_are_no_texts() {
    // H-RESP-28
    let cases = [
        (json!(true), "True"),
        (json!(false), "False"),
        (json!(5), "5"),
        (json!(1.5), "1.5"),
        (json!(null), ""),
        (json!("test"), "test"),
        (json!([]), "[]"),
    ];
    for (body, text) in cases {
        assert_eq!(named(json!({"body": body})), reply(200, TEXT, text));
    }
}

#[test]
fn content_types_of_the_response() {
    // H-RESP-30
    let cases = [
        ("application/json", JSON),
        ("image/png", "image/png; charset=utf-8"),
        ("text/html; charset=UTF-8", "text/html; charset=UTF-8"),
        (
            "text/html;charset=\"latin1\"",
            "text/html;charset=\"utf-8\"",
        ),
        ("", TEXT),
    ];
    for (given, sent) in cases {
        let value = json!({"body": "é", "headers": {"CONTENT-type": given}});
        assert_eq!(named(value), reply(200, sent, "é"));
    }
    let utf16 = json!({"body": "é", "headers": {"content-type": "text/plain; charset=utf-16"}});
    assert_eq!(named(utf16).unwrap().body, &b"\xe9\0"[..]);
}

#[test]
fn headers_that_cannot_be_sent() {
    // H-RESP-32
    let headers = [
        json!({"a": null}),
        json!({"content-type": null}),
        json!({"a": [1]}),
        json!({"a": {"b": 1}}),
        json!({"a b": "x"}),
        json!({"": "x"}),
        json!({"a": "é"}),
        json!({"a": "x\r\nb: y"}),
        json!({"a\nb": "x"}),
    ];
    for headers in headers {
        let value = json!({"headers": headers});
        assert_eq!(named(value), Err("http-output-headers"), "{headers}");
    }
}

#[test]
fn headers_as_text() {
    // H-RESP-32
    let headers = json!({"n": 5, "b": true, "B": "dropped", "Content-Length": "99"});
    let response = named(json!({"headers": headers})).unwrap();
    let expected = [("Content-Type", TEXT), ("n", "5"), ("b", "True")];
    assert_eq!(
        response.headers,
        expected.map(|(k, v)| (k.into(), v.into()))
    );
}

#[test]
fn statuses_without_a_body() {
    // H-RESP-34
    for status in [204, 304] {
        assert_eq!(named(json!({"statusCode": status})).unwrap().status, status);
        let with_body = json!({"statusCode": status, "body": "x"});
        assert_eq!(named(with_body), Err("http-output-headers"));
    }
    for status in [0, 101, 1000, -1] {
        assert_eq!(
            named(json!({"statusCode": status})),
            Err("http-output-headers")
        );
    }
    assert_eq!(named(json!({"statusCode": 503})).unwrap().status, 503);
}
