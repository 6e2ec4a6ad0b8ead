//! What an HTTP function's handler is sent without forwarding: every byte of the envelope.

use serde_json::{Value as Json, json};

use super::app::{App, envelope, http, http_at};

fn keys(json: &Json) -> Vec<&str> {
    json.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// The app of the vectors, answering anything.
fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

#[test]
fn a_get_becomes_a_post_with_the_function_name() {
    // V-56, H-REQ-01..11, H-REQ-19..27, H-REQ-38..41
    let app = app();
    let run = app.run();
    run.request(
        "GET /api/F?name=Atlas",
        &[("Accept", "a"), ("Accept", "b")],
        None,
    )
    .is(200, "x");
    let seen = app.seen();
    assert_eq!(seen.len(), 1);
    let request = &seen[0];
    assert_eq!(
        (&request["method"], &request["target"]),
        (&json!("POST"), &json!("/F"))
    );
    assert_ne!(request["framing"], "none", "H-REQ-07");

    let headers: Vec<(String, String)> =
        serde_json::from_value(request["headers"].clone()).unwrap();
    let header = |name: &str| {
        let found = headers.iter().find(|(n, _)| n == name);
        found
            .unwrap_or_else(|| panic!("{name} in {headers:?}"))
            .1
            .clone()
    };
    let port = app.starts()[0]["env"]["FUNCTIONS_CUSTOMHANDLER_PORT"].clone();
    assert_eq!(
        header("Host"),
        format!("127.0.0.1:{}", port.as_str().unwrap())
    );
    assert_eq!(header("Content-Type"), "application/json; charset=utf-8");
    let id = header("X-Azure-Functions-InvocationId");
    assert!(
        id.len() == 36 && id == id.to_lowercase() && id.matches('-').count() == 4,
        "{id}"
    );
    let version = header("X-Azure-Functions-HostVersion");
    assert!(
        version.starts_with("4.") && version.matches('.').count() == 3,
        "{version}"
    );
    assert_eq!(
        header("User-Agent"),
        format!("Azure-Functions-Host/{version}")
    );
    assert!(
        !headers
            .iter()
            .any(|(n, _)| n.eq_ignore_ascii_case("accept")),
        "H-REQ-04"
    );

    let body = request["body"].as_str().unwrap();
    let host = format!("localhost:{}", run.address.port());
    let start = format!(
        r#"{{"Data":{{"req":{{"Url":"http://{host}/api/F?name=Atlas","Method":"GET","Query":{{"name":"Atlas"}},"Headers":{{"#
    );
    assert!(body.starts_with(&start), "{body}");
    let middle =
        r#"},"Params":{},"Identities":[{"AuthenticationType":null,"IsAuthenticated":false,"#;
    assert!(body.contains(middle), "{body}");

    let envelope = envelope(request);
    assert_eq!(keys(&envelope), ["Data", "Metadata"]);
    let req = &envelope["Data"]["req"];
    assert_eq!(
        keys(req),
        ["Url", "Method", "Query", "Headers", "Params", "Identities"]
    );
    assert_eq!(req["Headers"]["Accept"], json!(["a", "b"]));
    assert_eq!(req["Headers"]["Host"], json!([host]));
    assert_eq!(req["Identities"][0]["Claims"], json!([]));
    let metadata = &envelope["Metadata"];
    assert_eq!(keys(metadata), ["name", "Query", "Headers", "sys"]);
    assert_eq!(metadata["name"], "\"Atlas\"");
    assert_eq!(metadata["Query"], json!({"name": "Atlas"}));
    assert_eq!(metadata["Headers"]["Accept"], "a,b", "H-REQ-39");
    assert_eq!(keys(&metadata["sys"]), ["MethodName", "UtcNow", "RandGuid"]);
    assert_eq!(metadata["sys"]["MethodName"], "F");
    let now = metadata["sys"]["UtcNow"].as_str().unwrap();
    assert!(
        now.len() == 28 && now.ends_with('Z'),
        "7 digits of the second: {now}"
    );
}

#[test]
fn the_identity_is_an_admin_where_a_key_would_be_needed() {
    // H-REQ-27, H-ROUTE-18
    let mut bindings = http();
    bindings[0]["authLevel"] = json!("function");
    let app = App::new().function("F", bindings);
    app.run().get("/api/F");
    let identities = app.envelope("/F")["Data"]["req"]["Identities"].clone();
    let all = identities.to_string();
    assert!(all.contains("\"WebJobsAuthLevel\""), "{all}");
    let claim = "http://schemas.microsoft.com/2017/07/functions/claims/authlevel";
    assert!(all.contains(claim) && all.contains("\"Admin\""), "{all}");
}

#[test]
fn bodies_are_text_but_for_two_kinds() {
    // V-58, V-59, H-REQ-28..30
    let app = app();
    let run = app.run();
    let multipart: &[u8] =
        b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n";
    use base64::Engine;
    let multipart64 = base64::prelude::BASE64_STANDARD.encode(multipart);
    let vectors: [(&str, &[u8], &str); 6] = [
        ("application/octet-stream", b"\x00\xff", "AP8="),
        ("multipart/form-data; boundary=x", multipart, &multipart64),
        ("application/json", br#"{"a": 1}"#, r#"{"a": 1}"#),
        ("text/plain", "é€".as_bytes(), "é€"),
        ("", b"plain", "plain"),
        ("image/png", b"\x89PNG", "\u{fffd}PNG"),
    ];
    for (index, (kind, body, expected)) in vectors.iter().enumerate() {
        let headers = [("Content-Type", *kind)];
        let headers = &headers[..usize::from(!kind.is_empty())];
        run.request("POST /api/F", headers, Some(body)).is(200, "x");
        let request = &app.seen_at("/F", index + 1)[index];
        assert_eq!(
            envelope(request)["Data"]["req"]["Body"],
            **expected,
            "{kind}"
        );
    }
    let text = app.seen()[3]["body"].clone();
    assert!(
        text.as_str().unwrap().contains("é€"),
        "not escaped (H-REQ-10)"
    );
}

#[test]
fn an_empty_or_chunked_body_is_none() {
    // H-REQ-28
    let app = app();
    let run = app.run();
    run.post("/api/F", &[], "").is(200, "x");
    let mut connection = run.connect();
    connection.request("POST /api/F", &[("Transfer-Encoding", "chunked")], None);
    connection.send(b"3\r\nabc\r\n0\r\n\r\n");
    connection.answer().is(200, "x");
    run.finds("chunked-body");
    for request in app.seen() {
        assert!(
            envelope(&request)["Data"]["req"].get("Body").is_none(),
            "{request}"
        );
    }
}

#[test]
fn metadata_takes_the_body_then_the_query_then_the_route() {
    // H-REQ-33, H-REQ-36, H-REQ-38
    let app = App::new().function("F", http_at("at/{place}"));
    let run = app.run();
    let body = r#"{"id": 5, "ok": true, "who": {"n": 1}, "no": null, "list": [1], "q": "body", "place": "body"}"#;
    let json = [("Content-Type", "application/json")];
    run.post("/api/at/home?q=query&code=secret&xTrigger=1", &json, body);
    let metadata = app.envelope("/F")["Metadata"].clone();
    assert_eq!(metadata["id"], "\"5\"");
    assert_eq!(metadata["ok"], "\"True\"");
    assert_eq!(metadata["who"], json!({"n": 1}));
    assert_eq!(metadata["q"], "\"query\"");
    assert_eq!(metadata["place"], "\"home\"");
    for absent in ["no", "list", "code", "xTrigger", "req", "$request"] {
        assert!(metadata.get(absent).is_none(), "{absent}: {metadata}");
    }
    assert_eq!(metadata["Query"]["code"], "secret", "H-REQ-39");
}

#[test]
fn route_values_are_text_and_missing_ones_null() {
    // V-61, H-REQ-24, H-ROUTE-10
    let app = App::new().function("F", http_at("items/{id:int}/{kind?}"));
    let run = app.run();
    run.get("/api/items/x").is(404, "");
    assert!(app.seen().is_empty());
    run.get("/api/items/7");
    let envelope = app.envelope("/F");
    assert_eq!(
        envelope["Data"]["req"]["Params"].to_string(),
        r#"{"id":"7","kind":null}"#
    );
    assert_eq!(envelope["Metadata"]["id"], "\"7\"");
    assert!(envelope["Metadata"].get("kind").is_none());
}

#[test]
fn repeated_query_parameters_differ_by_place() {
    // V-62, H-REQ-22, H-REQ-38, H-REQ-39
    let app = app();
    app.run()
        .get("/api/F?x=1&x=2&y=a%20b&z+=c+d&&bare&=e&n=%ff");
    let envelope = app.envelope("/F");
    assert_eq!(
        envelope["Data"]["req"]["Query"],
        json!({"x": "1,2", "y": "a b", "z ": "c d", "bare": "", "": "e", "n": "%ff"})
    );
    assert_eq!(envelope["Metadata"]["x"], "\"2\"");
    assert_eq!(envelope["Metadata"]["Query"]["x"], "2");
}

#[test]
fn a_failing_handler_is_tried_again_as_the_policy_says() {
    // V-70, H-REQ-51..53
    let last = json!({"Outputs": {"res": {"body": "Retry Count:2 Max Retry Count:2"}}});
    let app = App::with_f(json!({})).host(
        "/retry",
        json!({"strategy": "fixedDelay", "maxRetryCount": 2, "delayInterval": "00:00:00"}),
    );
    app.replies(&[
        ("/F", json!({"status": 500, "times": 2})),
        ("/F", json!({"body": last})),
    ]);
    app.run()
        .get("/api/F")
        .is(200, "Retry Count:2 Max Retry Count:2");
    let seen = app.seen();
    let contexts: Vec<Json> = seen
        .iter()
        .map(|r| envelope(r)["Metadata"]["RetryContext"].clone())
        .collect();
    assert_eq!(contexts.len(), 3);
    for (count, context) in contexts.iter().enumerate() {
        assert_eq!(context["RetryCount"], count);
        assert_eq!(context["MaxRetryCount"], 2);
        assert_eq!(context["Exception"].is_null(), count == 0, "{context}");
    }
    let id = |request: &Json| {
        let headers = request["headers"].as_array().unwrap().iter();
        headers
            .filter(|h| h[0].to_string().to_lowercase().contains("-invocationid"))
            .map(|h| h[1].clone())
            .next()
    };
    assert_ne!(
        id(&seen[0]),
        id(&seen[1]),
        "each try has its own id (H-REQ-52)"
    );
}

#[test]
fn without_a_policy_there_is_no_retry_context() {
    // H-REQ-53
    let app = app();
    app.run().get("/api/F");
    assert!(app.envelope("/F")["Metadata"].get("RetryContext").is_none());
}
