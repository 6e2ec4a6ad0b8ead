//! A response as the host puts it on the wire, or why it cannot (H-RESP-28..34).

use serde_json::Value as Json;

use super::content::{Body, Content};
use super::{negotiate, shown};
use crate::diagnostics::Finding;
use crate::emulator::faults::{finding, http_output_headers};
use crate::emulator::invoke::HttpReply;
use crate::emulator::invoke::envelope::dotnet;

/// The content type of a text without one (H-RESP-30).
const TEXT: &str = "text/plain; charset=utf-8";

/// Checks and spells a response.
pub(super) fn reply(
    place: &str,
    content: Content,
    accept: Option<&str>,
) -> Result<HttpReply, Finding> {
    let status = status(place, content.status.unwrap_or(200))?;
    let headers = headers(place, &content)?;
    let content_type = headers.content_type;
    let mut reply = match content.body {
        Body::Bytes(bytes) => bytes_reply(status, content_type, bytes),
        Body::Json(Json::Null) if content.negotiates => HttpReply::empty(status),
        Body::Json(value) if content.negotiates => negotiate::reply(status, &value, accept),
        Body::Json(value) => text_reply(status, content_type, &printed(&value)),
    };
    reply.headers.extend(headers.others);
    without_forbidden_body(place, reply)
}

/// What HTTP/1.1 can carry as a final status.
fn status(place: &str, status: i64) -> Result<u16, Finding> {
    match u16::try_from(status) {
        Ok(status @ 200..=999) => Ok(status),
        _ => Err(fault(
            place,
            format!("status `{status}` cannot be sent as a response"),
        )),
    }
}

/// The content type, when there is one, and the other headers, as text.
#[derive(Default)]
struct Headers {
    content_type: Option<String>,
    others: Vec<(String, String)>,
}

/// Spells the headers (H-RESP-32). Those that frame the message are the front's own work.
fn headers(place: &str, content: &Content) -> Result<Headers, Finding> {
    let mut headers = Headers::default();
    for (name, value) in &content.headers {
        let text = header_text(place, name, value)?;
        let is_repeated = |(other, _): &(String, String)| other.eq_ignore_ascii_case(name);
        if name.eq_ignore_ascii_case("content-type") {
            headers.content_type = Some(text).filter(|text| !text.is_empty());
        } else if !is_framing(name) && !headers.others.iter().any(is_repeated) {
            headers.others.push((name.clone(), text));
        }
    }
    Ok(headers)
}

fn header_text(place: &str, name: &str, value: &Json) -> Result<String, Finding> {
    if !is_header_name(name) {
        let name = shown(name);
        return Err(fault(place, format!("`{name}` is not a header name")));
    }
    let what = match value {
        Json::Null => "null",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
        _ => "a text with characters that a header cannot have",
    };
    let text = printed(value);
    if value.is_null() || !text.bytes().all(is_header_byte) {
        return Err(fault(place, format!("the header `{name}` is {what}")));
    }
    Ok(text)
}

/// A value as text. What the host's reader took for a date is spelled anew (H-RESP-14).
fn printed(value: &Json) -> String {
    let date = value.as_str().and_then(dotnet::reformatted_date);
    date.unwrap_or_else(|| dotnet::text(value))
}

/// A token (RFC 9110, 5.6.2).
fn is_header_name(name: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_token)
}

fn is_header_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~')
}

/// Headers that say where a message ends: a wrong one would break the connection.
fn is_framing(name: &str) -> bool {
    ["content-length", "transfer-encoding", "connection"]
        .iter()
        .any(|framing| name.eq_ignore_ascii_case(framing))
}

fn bytes_reply(status: u16, content_type: Option<String>, bytes: Vec<u8>) -> HttpReply {
    let headers = content_type.map(|value| ("Content-Type".to_owned(), value));
    HttpReply {
        status,
        headers: headers.into_iter().collect(),
        body: bytes.into(),
    }
}

/// A text in the charset of its content type: UTF-8 or UTF-16, any other is replaced by UTF-8
/// (H-RESP-30).
fn text_reply(status: u16, content_type: Option<String>, text: &str) -> HttpReply {
    let content_type = content_type.unwrap_or_else(|| TEXT.to_owned());
    let charset = charset(&content_type);
    let is = |name: &str| charset.is_some_and(|charset| charset.eq_ignore_ascii_case(name));
    let body = match is("utf-16") {
        true => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        false => text.as_bytes().to_vec(),
    };
    let content_type = match charset {
        Some(_) if is("utf-8") || is("utf-16") => content_type,
        Some(other) => with_charset(&content_type, other),
        None => format!("{content_type}; charset=utf-8"),
    };
    bytes_reply(status, Some(content_type), body)
}

/// Puts UTF-8 in the place of another charset, which stands after the media type.
fn with_charset(content_type: &str, other: &str) -> String {
    match content_type.rsplit_once(other) {
        Some((before, after)) => format!("{before}utf-8{after}"),
        None => content_type.to_owned(),
    }
}

/// The `charset` parameter of a content type, without quotes.
pub(super) fn charset(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1);
    let value = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then_some(value)
    })?;
    Some(value.trim().trim_matches('"')).filter(|charset| !charset.is_empty())
}

/// Some statuses end a response at its head (H-RESP-34).
fn without_forbidden_body(place: &str, reply: HttpReply) -> Result<HttpReply, Finding> {
    let status = reply.status;
    if matches!(status, 204 | 205 | 304) && !reply.body.is_empty() {
        return Err(fault(place, format!("status {status} with a body")));
    }
    Ok(reply)
}

fn fault(place: &str, message: String) -> Finding {
    finding(&http_output_headers::INFO, place, message)
        .note("the caller gets 500")
        .help("write every header as one text, and no body with 204, 205 and 304")
}
