//! Answers to an envelope that the host refuses, and odd ones that it takes.

use serde_json::json;

use super::app::http;
use super::replies::{Vector, answer, check};

#[test]
fn envelopes_that_fail() {
    let labelled = |status: u16, kind: &str, body: &str| json!({"status": status, "headers": [["Content-Type", kind]], "body": body});
    let fine = r#"{"Outputs": {"res": {"body": "x"}}}"#;
    let failed = |name, reply| Vector(name, http(), reply, 500, None, "");
    check(&[
        failed("V82a", labelled(500, "application/json", fine)),
        failed("V82b", labelled(404, "application/json", fine)),
        failed(
            "V82c",
            json!({"status": 302, "headers": [["Location", "/V82c"]]}),
        ),
        failed("V83", labelled(200, "text/plain", "ok")),
        failed("V85", json!({})), // at once, unless --strict
        // H-RESP-03..06, H-RESP-12
        failed("NoType", json!({"body": "{}"})),
        failed("Problem", labelled(200, "application/problem+json", fine)),
        failed("List", answer(json!([1]))),
        failed("Text", labelled(200, "application/json", "oops")),
        failed("Null", labelled(200, "application/json", "null")),
        failed("Outputs", answer(json!({"Outputs": []}))),
        failed("Logs", answer(json!({"Logs": "no list"}))),
        failed("LogItem", answer(json!({"Logs": [{}]}))),
        // H-RESP-07
        failed("Closed", json!({"close": true})),
        failed(
            "Short",
            json!({"raw": "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nContent-Type: application/json\r\n\r\n{"}),
        ),
        failed("Garbage", json!({"raw": "what?\r\n\r\n"})),
        // H-RESP-02, H-RESP-03, H-RESP-08..11
        Vector(
            "V86",
            http(),
            labelled(202, "application/json", fine),
            200,
            None,
            "x",
        ),
        Vector(
            "TextJson",
            http(),
            labelled(200, "text/json", fine),
            200,
            None,
            "x",
        ),
        Vector(
            "Bom",
            http(),
            labelled(200, "application/json", &format!("\u{feff}{fine}")),
            200,
            None,
            "x",
        ),
        Vector("Unknown", http(), answer(json!({"foo": 1})), 204, None, ""),
        Vector(
            "Nulls",
            http(),
            answer(json!({"Outputs": null, "Logs": null, "ReturnValue": null})),
            204,
            None,
            "",
        ),
        Vector(
            "LogTypes",
            http(),
            answer(json!({"Outputs": {"res": {"body": "x"}}, "Logs": [1, true]})),
            200,
            None,
            "x",
        ),
    ]);
}
