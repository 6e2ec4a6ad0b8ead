//! What every scaffold's handler does, whatever its language: asked by itself, as the host asks.

use serde_json::{Value, json};

use super::Language;
use super::handler::{Body, Handler, Reply};

/// Bodies that are not the JSON which a function wants.
const BAD: &[&str] = &[
    "{",
    "[1]",
    "",
    r#"{"message": NaN}"#,
    r#"{"message": "\u12"}"#,
];
const NOT_UTF_8: &[u8] = b"{\"message\": \"\xff\"}";
/// JSON as it is written, but few can hold it.
const TOO_LARGE_A_NUMBER: &str = r#"{"message": 1e400}"#;

pub(super) fn answers_envelopes(handler: &Handler, language: &Language) {
    answers_the_readiness_probe(handler);
    // A function is not asked for, it is sent to.
    assert_eq!(handler.send("GET", "/order", Body::None).status, 404);

    let order = r#"{"id": 1005, "quantity": 2, "color": "black"}"#;
    let event = http_event("POST", order).to_string();
    for body in [Body::Sized(&event), Body::Chunked(&event)] {
        // H-REQ-07: both framings.
        let reply = handler.send("POST", "/order", body).envelope();
        assert_eq!(reply["Outputs"]["res"]["statusCode"], 200);
        assert_eq!(reply["Outputs"]["res"]["body"], "Order enqueued");
        assert_eq!(reply["Outputs"]["message"], order);
        let logs = json!([
            "order: settings has 2 bytes",
            "order: an order was enqueued"
        ]);
        assert_eq!(reply["Logs"], logs);
        assert_eq!(reply["ReturnValue"], Value::Null);
    }
    // The caller's fault is told to the caller: the invocation itself succeeds (H-RESP-35).
    let reply = handler.invoke("order", &http_event("POST", "test"));
    assert_eq!(reply["Outputs"]["res"]["statusCode"], 400);
    assert_eq!(reply["Outputs"].get("message"), None);

    let hello =
        |method, body| handler.invoke("hello", &http_event(method, body))["Outputs"]["res"].clone();
    assert_eq!(hello("GET", "")["body"], json!({ "message": "Hello!" }));
    assert_eq!(
        hello("POST", r#"{"message": {"ü": [1, null]}}"#)["body"],
        json!({ "message": { "ü": [1, null] } })
    );
    assert_eq!(
        hello("POST", r#"{"message": "hi"}"#)["headers"]["Content-Type"],
        "application/json"
    );
    for bad in BAD.iter().chain(&["7", r#"{"message": null}"#]) {
        assert_eq!(hello("POST", bad)["statusCode"], 400, "{bad}");
    }
    // Some languages take it, none fails.
    hello("POST", TOO_LARGE_A_NUMBER);

    // H-REQ-12, H-REQ-42, V-64: text is JSON in a JSON string.
    for (text, bytes) in [
        ("\"hi ü\"", 5),
        ("\"\"", 0),
        ("{\"id\": 7}", 9),
        ("plain", 5),
    ] {
        let message = json!({ "Data": { "item": text },
            "Metadata": { "DequeueCount": "1", "Id": "\"7\"", "sys": {} } });
        let reply = handler.invoke("queueMessage", &message);
        assert_eq!(
            reply["Logs"],
            json!([format!("queueMessage: {bytes} bytes")]),
            "{text}"
        );
        // An object with nothing in it, never a list.
        assert_eq!(reply["Outputs"], json!({}));
    }

    // H-REQ-45.
    for late in [true, false] {
        let timer = json!({ "Data": { "timer": { "Schedule": { "AdjustForDST": true },
            "ScheduleStatus": null, "IsPastDue": late } }, "Metadata": { "sys": {} } });
        let logs = handler.invoke("tick", &timer)["Logs"].clone();
        assert_eq!(logs, json!([format!("tick: late is {late}")]));
    }
    let timer = json!({ "Data": { "timer": { "Schedule": {} } }, "Metadata": {} });
    let logs = handler.invoke("tick", &timer)["Logs"].clone();
    assert_eq!(logs, json!(["tick: late is false"]));

    // H-REQ-44, V-68.
    let blob = json!({ "Data": { "blob": "\"hi\"" }, "Metadata": { "name": "\"a.txt\"" } });
    assert_eq!(
        handler.invoke("newBlob", &blob)["Logs"],
        json!(["newBlob: a.txt, 2 bytes"])
    );

    for (event, count) in [
        (json!({ "id": "1" }), 1),
        (json!("{\"id\": \"1\"}"), 1),
        (json!("[{\"id\": \"1\"}, {\"id\": \"2\"}]"), 2),
    ] {
        let event = json!({ "Data": { "gridEvent": event }, "Metadata": {} });
        let logs = handler.invoke("eventGridEvent", &event)["Logs"].clone();
        assert_eq!(logs, json!([format!("eventGridEvent: {count} events")]));
    }

    let call = |arguments: &str| {
        let call = format!("{{\"name\": \"say_hello\", \"arguments\": {arguments}}}");
        handler.invoke(
            "sayHello",
            &json!({ "Data": { "call": call }, "Metadata": {} }),
        )
    };
    assert_eq!(call("{\"name\": \"Ada\"}")["ReturnValue"], "Hello, Ada!");
    assert_eq!(call("{}")["ReturnValue"], "Hello, world!");
    assert_eq!(call("{}")["Logs"], json!(["sayHello: called"]));
    let warm = json!({ "Data": {}, "Metadata": {} });
    assert_eq!(
        handler.invoke("warmup", &warm)["Logs"],
        json!(["warmup: warm"])
    );

    // Whatever comes, a JSON answer that fails the invocation, never a crash or an empty body.
    for (path, body, status) in [
        ("/nobody", r#"{"Data": {}}"#, 404),
        ("/order", "{", 400),
        ("/order", "", 400),
        ("/order", "[1]", 400),
        ("/order", r#"{"Data": {"req": "text"}}"#, 500),
        ("/queueMessage", r#"{"Data": {}}"#, 500),
        ("/tick", r#"{"Data": {"timer": "no JSON"}}"#, 500),
    ] {
        let reply = handler.send("POST", path, Body::Sized(body));
        assert_eq!(reply.status, status, "{path} {body}");
        assert!(reply.json()["error"].is_string(), "{path} {body}");
    }
    let reply = handler.send("POST", "/queueMessage", Body::Bytes(NOT_UTF_8));
    assert_eq!(reply.status, 400);
    assert!(reply.json()["error"].is_string());
    refuses_what_is_too_large(handler, language, "/order");
}

pub(super) fn answers_raw_http(handler: &Handler, language: &Language) {
    answers_the_readiness_probe(handler);
    // H-FWD-03: the path as the caller wrote it; H-ROUTE-09: in any case.
    for path in ["/api/hello", "/API/Hello/?code=K&name=Atlas"] {
        let reply = handler.send("GET", path, Body::None);
        assert_eq!(
            (reply.status, reply.json()),
            (200, json!({ "message": "Hello!" }))
        );
    }
    let hello = r#"{ "message": "Hello Wörld!" }"#;
    for body in [Body::Sized(hello), Body::Chunked(hello)] {
        let reply = handler.send("POST", "/api/hello", body);
        assert_eq!(reply.json(), json!({ "message": "Hello Wörld!" }));
    }
    for bad in BAD {
        let reply = handler.send("POST", "/api/hello", Body::Sized(bad));
        assert_eq!(reply.status, 400, "{bad}");
        assert!(reply.json()["error"].is_string(), "{bad}");
    }
    for odd in [NOT_UTF_8, TOO_LARGE_A_NUMBER.as_bytes()] {
        let reply = handler.send("POST", "/api/hello", Body::Bytes(odd));
        assert!([200, 400].contains(&reply.status), "{}", reply.status);
        assert!(reply.json().is_object());
    }
    // Events come as envelopes all the same.
    let timer = json!({ "Data": { "timer": { "IsPastDue": false } }, "Metadata": {} });
    let logs = handler.invoke("tick", &timer)["Logs"].clone();
    assert_eq!(logs, json!(["tick: late is false"]));
    let nobody = handler.send("POST", "/nobody", Body::Sized(r#"{"Data": {}}"#));
    assert_eq!(nobody.status, 404);
    refuses_what_is_too_large(handler, language, "/api/hello");
}

/// H-START-25: the host asks for `/` to see whether the handler is up. Nothing else is there to get.
fn answers_the_readiness_probe(handler: &Handler) {
    let reply = handler.send("GET", "/", Body::None);
    assert_eq!((reply.status, reply.json()), (200, json!({})));
    let reply = handler.send("HEAD", "/", Body::None);
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    let reply = handler.send("GET", "/nobody", Body::None);
    assert_eq!(reply.status, 404);
    assert!(reply.json()["error"].is_string());
    let reply = handler.send("HEAD", "/nobody", Body::None);
    assert_eq!((reply.status, reply.body.as_str()), (404, ""));
}

fn refuses_what_is_too_large(handler: &Handler, language: &Language, path: &str) {
    if !language.refuses_before_the_body {
        return;
    }
    let too_large = |reply: Reply| {
        assert_eq!(reply.status, 413);
        assert!(reply.json()["error"].is_string());
    };
    let claim = format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
    too_large(handler.exchange(claim.as_bytes()));
    too_large(handler.flood(path, 130, !language.refuses_while_it_comes));
}

/// An HTTP event as the host sends it (H-REQ-19 to H-REQ-29, H-REQ-38).
fn http_event(method: &str, body: &str) -> Value {
    json!({
        "Data": { "req": {
            "Url": "http://localhost:7071/api/order?code=K",
            "Method": method,
            "Query": { "code": "K" },
            "Headers": { "Content-Type": ["application/json"], "Host": ["localhost:7071"] },
            "Params": { "id": null },
            "Identities": [{ "AuthenticationType": null, "IsAuthenticated": false, "Claims": [] }],
            "Body": body,
        }, "settings": "\"{}\"" },
        "Metadata": {
            "id": "\"1005\"",
            "Query": { "code": "K" },
            "Headers": { "Content-Type": "application/json" },
            "sys": { "MethodName": "order", "UtcNow": "2024-01-01T00:00:00Z", "RandGuid": "0" },
        },
    })
}
