//! From the bytes of an answer to a [`Reply`] (H-RESP-01..12).

use serde_json::{Map, Value as Json};

use super::send::charset;
use super::{Reply, parse, set_member, shown};
use crate::diagnostics::Finding;
use crate::emulator::faults::{
    empty_envelope, envelope_content_type, envelope_shape, finding, non_2xx_envelope,
};
use crate::emulator::invoke::envelope::{compact, dotnet};

/// Reads an answer with a 2xx status.
pub(super) fn reply(
    place: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Reply, Finding> {
    if body.is_empty() {
        return Err(empty(place, "has no body"));
    }
    let content_type = content_type.unwrap_or_default();
    if !is_json(content_type) {
        return Err(wrong_type(place, content_type, body));
    }
    let is_utf16 = charset(content_type).is_some_and(|name| name.eq_ignore_ascii_case("utf-16"));
    let text = dotnet::decode(body, is_utf16);
    if text.trim().is_empty() {
        return Err(empty(place, "has nothing but white space for a body"));
    }
    match parse(&text) {
        Some(Json::Object(members)) => members_of(place, &members),
        Some(Json::Null) => Err(empty(place, "is `null`")),
        Some(_) => Err(wrong_root(place, &text)),
        None => Err(not_json(place, &text)),
    }
}

/// The finding for a status other than 2xx (H-RESP-01).
pub(super) fn non_2xx(place: &str, status: u16, body: &[u8]) -> Finding {
    let message = format!("the handler answered the envelope with status {status}, not 2xx");
    let fault = finding(&non_2xx_envelope::INFO, place, message).help(
        "answer 200 with an envelope; the caller's status goes into `Outputs.<name>.statusCode`",
    );
    match body.is_empty() {
        true => fault,
        false => fault.note(format!("the body was `{}`", shown_bytes(body))),
    }
}

/// `application/json` or `text/json`, whatever follows (H-RESP-03, H-RESP-04).
fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    ["application/json", "text/json"]
        .iter()
        .any(|json| media_type.eq_ignore_ascii_case(json))
}

fn members_of(place: &str, members: &Map<String, Json>) -> Result<Reply, Finding> {
    let outputs = match set_member(members, "Outputs") {
        None => None,
        Some(Json::Object(outputs)) => Some(outputs.clone()),
        Some(other) => return Err(wrong_member(place, "Outputs", "an object", other)),
    };
    let logs = match set_member(members, "Logs") {
        None => Vec::new(),
        Some(Json::Array(items)) => logs(place, items)?,
        Some(other) => return Err(wrong_member(place, "Logs", "a list of texts", other)),
    };
    Ok(Reply {
        outputs,
        logs,
        return_value: set_member(members, "ReturnValue").cloned(),
    })
}

/// Log lines as text; numbers and booleans as they were written (H-RESP-12).
fn logs(place: &str, items: &[Json]) -> Result<Vec<String>, Finding> {
    let line = |item: &Json| match item {
        Json::Null => Ok(String::new()),
        Json::String(line) => Ok(line.clone()),
        Json::Bool(_) | Json::Number(_) => Ok(compact(item)),
        Json::Array(_) | Json::Object(_) => {
            Err(wrong_member(place, "Logs", "a list of texts", item))
        }
    };
    items.iter().map(line).collect()
}

/// Azure never completes such an invocation (H-RESP-06).
fn empty(place: &str, what: &str) -> Finding {
    let message = format!("the answer to the envelope {what}; in Azure the call hangs");
    finding(&empty_envelope::INFO, place, message)
        .note("Azure waits until `functionTimeout`, fails the call and restarts the handler")
        .help("answer at least `{}` with `Content-Type: application/json`")
}

fn wrong_type(place: &str, content_type: &str, body: &[u8]) -> Finding {
    let what = match content_type.trim() {
        "" => "has no content type".to_owned(),
        other => format!("has the content type `{}`", shown(other)),
    };
    let message = format!("the answer to the envelope {what}, not `application/json`");
    finding(&envelope_content_type::INFO, place, message)
        .note(format!("the body was `{}`", shown_bytes(body)))
        .help("send `Content-Type: application/json`")
}

const ENVELOPE: &str =
    r#"answer such as `{"Outputs": {"res": {"body": "hello"}}, "Logs": [], "ReturnValue": null}`"#;

fn wrong_root(place: &str, text: &str) -> Finding {
    let message = "the answer to the envelope is JSON, but not an object";
    finding(&envelope_shape::INFO, place, message)
        .note(format!("it was `{}`", shown(text)))
        .help(ENVELOPE)
}

fn not_json(place: &str, text: &str) -> Finding {
    let message = "the answer to the envelope is not valid JSON";
    finding(&envelope_shape::INFO, place, message)
        .note(format!("it was `{}`", shown(text)))
        .help(ENVELOPE)
}

fn wrong_member(place: &str, name: &str, expected: &str, value: &Json) -> Finding {
    let value = shown(&compact(value));
    let message = format!("`{name}` of the answer is not {expected}: `{value}`");
    finding(&envelope_shape::INFO, place, message).help(ENVELOPE)
}

/// A body may be large, and only its beginning is wanted.
fn shown_bytes(body: &[u8]) -> String {
    const ENOUGH: usize = 512;
    let start = body.get(..ENOUGH).unwrap_or(body);
    shown(&String::from_utf8_lossy(start))
}
