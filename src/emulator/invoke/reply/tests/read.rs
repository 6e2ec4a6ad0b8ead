//! Is an answer an envelope reply (H-RESP-01..12).

use super::*;
use crate::emulator::invoke::reply::read;

#[test]
fn lower_case_members_and_logs() {
    // V-80, H-RESP-09
    let body = r#"{"outputs":{"res":{"body":"x"}},"logs":["l1","l2",3,true]}"#;
    let read = read_json(body).unwrap();
    assert_eq!(read.logs, ["l1", "l2", "3", "true"]);
    let response = http_response(&function(&[("res", "http")]), &read, None, &mut Vec::new());
    assert_eq!(response.map_err(|f| f.rule.name), reply(200, TEXT, "x"));
}

#[test]
fn the_exact_member_is_preferred() {
    // H-RESP-09
    let read = read_json(r#"{"logs":["other"],"Logs":["exact"]}"#).unwrap();
    assert_eq!(read.logs, ["exact"]);
}

#[test]
fn content_types() {
    // V-83, H-RESP-03, H-RESP-04
    let rule = |content_type| {
        let reply = read("F", content_type, b"{}");
        reply.map(|_| "fine").unwrap_or_else(|f| f.rule.name)
    };
    for fine in [
        "application/json",
        "Text/JSON; charset=latin1",
        "application/json;x=y",
    ] {
        assert_eq!(rule(Some(fine)), "fine");
    }
    for bad in [
        "text/plain",
        "application/problem+json",
        "application/vnd.x+json",
        "",
    ] {
        assert_eq!(rule(Some(bad)), "envelope-content-type");
    }
    assert_eq!(rule(None), "envelope-content-type");
}

#[test]
fn charsets() {
    // H-RESP-03, H-RESP-08
    let expected = Reply {
        logs: vec!["é".into()],
        ..Reply::default()
    };
    let text = r#"{"Logs":["é"]}"#;
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read_utf16 = read("F", Some("application/json; charset=UTF-16"), &utf16);
    assert_eq!(read_utf16.unwrap(), expected);
    assert_eq!(read_json(&format!("\u{feff}{text}")), Ok(expected));
}

#[test]
fn nothing_in_the_answer() {
    // V-85, H-RESP-06
    for body in ["", " \n", "null"] {
        assert_eq!(read_json(body), Err("empty-envelope"));
    }
    let without_type = read("F", None, b"").map_err(|f| f.rule.name);
    assert_eq!(without_type, Err("empty-envelope"));
}

#[test]
fn answers_of_another_shape() {
    // H-RESP-05, H-RESP-12
    let bodies = [
        "ok",
        "[]",
        "5",
        "\"x\"",
        "{",
        r#"{"Outputs":[]}"#,
        r#"{"Outputs":"x"}"#,
        r#"{"Logs":"x"}"#,
        r#"{"Logs":[{}]}"#,
        r#"{"Logs":[["x"]]}"#,
    ];
    for body in bodies {
        assert_eq!(read_json(body), Err("envelope-shape"), "{body}");
    }
}

#[test]
fn members_that_are_unknown_or_null() {
    // H-RESP-10, H-RESP-11
    let nulls = r#"{"Outputs":null,"Logs":null,"ReturnValue":null}"#;
    for body in ["{}", r#"{"foo":1}"#, nulls, "{'foo': 1,}"] {
        assert_eq!(read_json(body), Ok(Reply::default()), "{body}");
    }
}

#[test]
fn a_status_other_than_2xx() {
    // V-82, H-RESP-01
    let finding = non_2xx("F/function.json", 404, b"no such page");
    assert_eq!(finding.rule.name, "non-2xx-envelope");
    assert!(finding.message.contains("404"));
    assert!(
        finding
            .notes
            .iter()
            .any(|note| note.contains("no such page"))
    );
}

#[test]
fn messages_are_short_and_on_one_line() {
    let body = format!("\u{1b}[31m{}\n{}", "x".repeat(70), "y".repeat(100_000));
    let finding = read("F", Some("application/json"), body.as_bytes()).unwrap_err();
    for line in finding.notes.iter().chain([&finding.message]) {
        assert!(line.chars().count() < 160, "{line}");
        assert!(!line.contains(['\n', '\u{1b}']), "{line}");
    }
}
