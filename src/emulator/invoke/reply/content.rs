//! What a value of an http output asks for: status, headers and body (H-RESP-21..39).

use serde_json::{Map, Value as Json};

use super::{member, parse, set_member, shown};
use crate::diagnostics::Finding;
use crate::emulator::faults::{finding, http_output_shape, http_output_status};
use crate::emulator::invoke::envelope::compact;

/// A response before it is checked and spelled.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Content {
    /// The status; may be one that cannot be sent.
    pub status: Option<i64>,
    /// Header names and values of any kind.
    pub headers: Map<String, Json>,
    /// The body.
    pub body: Body,
    /// `enableContentNegotiation`.
    pub negotiates: bool,
}

/// A body before it is spelled.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    /// Sent as they are, without a content type of their own (H-RESP-37).
    Bytes(Vec<u8>),
    /// Sent as text (H-RESP-28).
    Json(Json),
}

impl Default for Body {
    fn default() -> Self {
        Body::Json(Json::Null)
    }
}

/// Reads the value of a named http output (H-RESP-21..29).
pub(super) fn named(
    place: &str,
    name: &str,
    value: &Json,
    findings: &mut Vec<Finding>,
) -> Result<Content, Finding> {
    let parsed = match value {
        Json::String(text) => parse(text),
        other => Some(other.clone()),
    };
    let Some(Json::Object(object)) = parsed else {
        return Err(wrong_value(place, name, value));
    };
    findings.extend(ignored_status(place, name, &object));
    Ok(Content {
        status: named_status(place, name, &object)?,
        headers: named_headers(place, name, &object)?,
        body: Body::Json(member(&object, "body").cloned().unwrap_or_default()),
        negotiates: false,
    })
}

/// A number or a text of digits; any other text counts as missing (H-RESP-26).
fn named_status(
    place: &str,
    name: &str,
    object: &Map<String, Json>,
) -> Result<Option<i64>, Finding> {
    for status in ["statusCode", "status"] {
        if let Some(value @ (Json::Array(_) | Json::Object(_))) = member(object, status) {
            return Err(wrong_member(place, name, status, "a number", value));
        }
    }
    Ok(member(object, "statusCode").and_then(status))
}

fn named_headers(
    place: &str,
    name: &str,
    object: &Map<String, Json>,
) -> Result<Map<String, Json>, Finding> {
    match set_member(object, "headers") {
        None => Ok(Map::new()),
        Some(Json::Object(headers)) => Ok(headers.clone()),
        Some(other) => Err(wrong_member(place, name, "headers", "an object", other)),
    }
}

/// Reads the value of a `$return` output, or what else takes that way (H-RESP-23, H-RESP-36..41).
pub(super) fn returned(value: &Json) -> Content {
    let value = match value {
        Json::String(text) => parse(text).unwrap_or_else(|| value.clone()),
        other => other.clone(),
    };
    match &value {
        Json::Object(object) if member(object, "body").is_some() => response_object(object),
        _ => Content {
            body: Body::Json(value),
            ..Content::default()
        },
    }
}

/// An object with a `body`: the first of `statusCode` and `status` counts, even if it is null
/// (H-RESP-38).
fn response_object(object: &Map<String, Json>) -> Content {
    let status_value = member(object, "statusCode").or_else(|| member(object, "status"));
    let headers = member(object, "headers").and_then(Json::as_object);
    let negotiates = member(object, "enableContentNegotiation").and_then(Json::as_bool);
    Content {
        status: status_value.and_then(status),
        headers: headers.cloned().unwrap_or_default(),
        body: Body::Json(member(object, "body").cloned().unwrap_or_default()),
        negotiates: negotiates.unwrap_or_default(),
    }
}

fn status(value: &Json) -> Option<i64> {
    match value {
        Json::Number(number) => number.as_i64(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// `status` without `statusCode` (H-RESP-27).
fn ignored_status(place: &str, name: &str, object: &Map<String, Json>) -> Option<Finding> {
    let status = set_member(object, "status")?;
    if set_member(object, "statusCode").is_some() {
        return None;
    }
    let status = shown(&compact(status));
    let message = format!("`status` of the output `{name}` is ignored: `{status}`");
    Some(finding(&http_output_status::INFO, place, message).help("write `statusCode`"))
}

fn wrong_value(place: &str, name: &str, value: &Json) -> Finding {
    let value = shown(&compact(value));
    let message = format!("the http output `{name}` is not an object: `{value}`");
    finding(&http_output_shape::INFO, place, message)
        .help(format!("write `\"{name}\": {{\"body\": ...}}`"))
}

fn wrong_member(place: &str, name: &str, member: &str, expected: &str, value: &Json) -> Finding {
    let value = shown(&compact(value));
    let message = format!("`{member}` of the http output `{name}` is not {expected}: `{value}`");
    finding(&http_output_shape::INFO, place, message)
}
