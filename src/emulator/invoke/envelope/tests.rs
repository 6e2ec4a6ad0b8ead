//! The envelope of an HTTP request and the entries that every event has.

use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;

fn event(query: &str) -> HttpEvent {
    HttpEvent {
        url: format!("http://localhost:7071/api/F?{query}"),
        method: "GET".into(),
        query: query.into(),
        headers: vec![("Host".into(), "localhost:7071".into())],
        ..HttpEvent::default()
    }
}

fn post(content_type: &str, body: &'static [u8]) -> HttpEvent {
    HttpEvent {
        method: "POST".into(),
        headers: vec![("content-TYPE".into(), content_type.into())],
        body: Some(body.into()),
        ..HttpEvent::default()
    }
}

fn shown(metadata: &Metadata) -> Map<String, Json> {
    metadata.to_json()
}

#[test]
fn a_get_request() {
    // V-56, H-REQ-19, H-REQ-40
    let event = event("name=Atlas");
    let data = http_data(&event);
    let names: Vec<_> = data.as_object().into_iter().flat_map(Map::keys).collect();
    let expected = ["Url", "Method", "Query", "Headers", "Params", "Identities"];
    assert_eq!(names, expected);
    assert_eq!(data["Url"], "http://localhost:7071/api/F?name=Atlas");
    assert_eq!(data["Method"], "GET");
    assert_eq!(data["Query"], json!({"name": "Atlas"}));
    assert_eq!(data["Headers"], json!({"Host": ["localhost:7071"]}));
    assert_eq!(data["Params"], json!({}));

    let mut metadata = http_metadata(&event);
    add_sys(&mut metadata, "F");
    let shown = shown(&metadata);
    assert_eq!(shown["name"], "\"Atlas\"");
    assert_eq!(shown["Query"], json!({"name": "Atlas"}));
    assert_eq!(shown["Headers"], json!({"Host": "localhost:7071"}));
    assert_eq!(shown["sys"]["MethodName"], "F");
    assert_eq!(shown.len(), 4);
}

#[test]
fn repeated_query_names() {
    // V-62, H-REQ-38, H-REQ-39
    let event = event("x=1&x=2&code=a%2Bb+c");
    let data = http_data(&event);
    assert_eq!(data["Query"], json!({"x": "1,2", "code": "a+b c"}));
    let shown = shown(&http_metadata(&event));
    assert_eq!(shown["x"], "\"2\"");
    assert_eq!(shown["Query"], json!({"x": "2", "code": "a+b c"}));
    assert!(!shown.contains_key("code"));
}

#[test]
fn route_values() {
    // V-61, H-REQ-24
    let event = HttpEvent {
        params: vec![("id".into(), Some("7".into())), ("kind".into(), None)],
        ..event("id=8")
    };
    assert_eq!(
        http_data(&event)["Params"],
        json!({"id": "7", "kind": null})
    );
    let shown = shown(&http_metadata(&event));
    assert_eq!(shown["id"], "\"7\"");
    assert!(!shown.contains_key("kind"));
}

#[test]
fn repeated_headers() {
    // H-REQ-23, H-REQ-39
    let headers = [("X-A", "1"), ("Accept", "*/*"), ("x-a", "2")];
    let event = HttpEvent {
        headers: headers.map(|(k, v)| (k.into(), v.into())).into(),
        ..HttpEvent::default()
    };
    let data = http_data(&event);
    assert_eq!(
        data["Headers"],
        json!({"X-A": ["1", "2"], "Accept": ["*/*"]})
    );
    let shown = shown(&http_metadata(&event));
    assert_eq!(shown["Headers"], json!({"X-A": "1,2", "Accept": "*/*"}));
}

#[test]
fn bodies() {
    // V-58, V-59, H-REQ-29, H-REQ-30
    let body = |event: HttpEvent| http_data(&event)["Body"].clone();
    assert_eq!(body(post("application/octet-stream", b"\x00\xff")), "AP8=");
    assert_eq!(body(post("Multipart/form-data; boundary=x", b"hi")), "aGk=");
    assert_eq!(body(post("application/json", b"{\"a\":1}")), "{\"a\":1}");
    assert_eq!(body(post("image/png", b"\x89PNG")), "\u{fffd}PNG");
    assert_eq!(body(post("text/plain", b"\xef\xbb\xbfhi")), "hi");
}

#[test]
fn properties_of_a_json_body() {
    // H-REQ-36, H-REQ-38
    let body = br#" {"id":5,"on":true,"f":1.0,"o":{"a":1},"l":[1],"n":null,
        "at":"2020-01-31T13:05:09Z","Query":"mine","x":"body"} "#;
    let event = HttpEvent {
        query: "x=query".into(),
        ..post("application/json", body)
    };
    let shown = Json::Object(shown(&http_metadata(&event)));
    let expected = json!({
        "id": "\"5\"", "on": "\"True\"", "f": "\"1\"", "o": {"a": 1},
        "at": "\"01/31/2020 13:05:09\"", "Query": "\"mine\"", "x": "\"query\"",
        "Headers": {"content-TYPE": "application/json"},
    });
    assert_eq!(shown, expected);
}

#[test]
fn properties_of_a_message() {
    // V-65, H-REQ-37
    let mut metadata = Metadata::default();
    metadata.set("Id", Value::Text("system".into()));
    add_properties(&mut metadata, r#"{"Id":"42","n":5}"#);
    for not_an_object in ["[1]", "{broken}", "text", ""] {
        add_properties(&mut metadata, not_an_object);
    }
    let shown = Json::Object(shown(&metadata));
    assert_eq!(shown, json!({"Id": "\"42\"", "n": "\"5\""}));
}

#[test]
fn properties_in_the_dialect_of_the_host() {
    // H-REQ-36, H-DISC-19
    let mut metadata = Metadata::default();
    add_properties(&mut metadata, "{'id': '42', n: 5, /* c */ }");
    let expected = json!({"id": "\"42\"", "n": "\"5\""});
    assert_eq!(Json::Object(shown(&metadata)), expected);
}

#[test]
fn nobody_and_the_admin() {
    // H-REQ-25..27
    let nobody = http_data(&event(""))["Identities"].clone();
    assert_eq!(nobody[0]["AuthenticationType"], Json::Null);
    assert_eq!(nobody[0]["IsAuthenticated"], false);
    assert_eq!(nobody[0]["Claims"], json!([]));

    let event = HttpEvent {
        admin: true,
        ..event("")
    };
    let admin = http_data(&event)["Identities"].clone();
    assert_eq!(admin[0]["AuthenticationType"], "WebJobsAuthLevel");
    let claim = &admin[0]["Claims"][0];
    assert_eq!(claim["Value"], "Admin");
    let level = "http://schemas.microsoft.com/2017/07/functions/claims/authlevel";
    assert_eq!(claim["Type"], level);
}

#[test]
fn sys_makes_way_for_the_user() {
    // H-REQ-35
    let mut metadata = Metadata::default();
    add_properties(&mut metadata, r#"{"SYS":1}"#);
    add_sys(&mut metadata, "F");
    let shown = shown(&metadata);
    assert_eq!(shown["SYS"], "\"1\"");
    let names: Vec<_> = shown["$sys"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .collect();
    assert_eq!(names, ["MethodName", "UtcNow", "RandGuid"]);
}

#[test]
fn retry_context_is_not_encoded() {
    // H-REQ-51
    let mut metadata = Metadata::default();
    add_retry(&mut metadata, 1, -1, Some("it failed"));
    let shown = shown(&metadata);
    let expected = json!({
        "RetryCount": 1, "MaxRetryCount": -1, "Exception": "it failed",
        "Instance": null, "State": null,
    });
    assert_eq!(shown["RetryContext"], expected);
}

#[test]
fn the_envelope_is_compact_and_in_order() {
    // V-64, H-REQ-10, H-REQ-11
    let data = [
        ("msg".to_owned(), Value::Text("hello é".into())),
        ("in".to_owned(), Value::Json(json!({"a": 1.0}))),
    ];
    let mut metadata = Metadata::default();
    metadata.set("DequeueCount", Value::Json(json!(1)));
    let expected =
        r#"{"Data":{"msg":"\"hello é\"","in":{"a":1.0}},"Metadata":{"DequeueCount":"1"}}"#;
    assert_eq!(String::from_utf8_lossy(&write(&data, &metadata)), expected);
}

proptest! {
    #[test]
    fn any_request_makes_an_envelope(
        query in any::<String>(),
        headers in any::<Vec<(String, String)>>(),
        body in any::<Option<Vec<u8>>>(),
    ) {
        let body = body.map(Into::into);
        let event = HttpEvent { query, headers, body, ..HttpEvent::default() };
        let data = [("req".to_owned(), Value::Raw(http_data(&event)))];
        let written = write(&data, &http_metadata(&event));
        let read: Json = serde_json::from_slice(&written)?;
        prop_assert_eq!(&read["Data"]["req"], &http_data(&event));
    }
}
