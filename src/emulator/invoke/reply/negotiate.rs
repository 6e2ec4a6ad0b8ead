//! A return value as MVC writes it, by the caller's `Accept` (H-RESP-42).

use serde_json::Value as Json;

use crate::emulator::invoke::HttpReply;
use crate::emulator::invoke::envelope::compact;

const TEXT: &str = "text/plain";
const JSON: &str = "application/json";

/// The response: texts as text unless the caller prefers JSON, all else as JSON.
pub(super) fn reply(status: u16, value: &Json, accept: Option<&str>) -> HttpReply {
    let (media_type, body) = match value {
        Json::String(text) => match preferred(accept.unwrap_or_default()) {
            Some(json) => (json, compact(value)),
            None => (TEXT, text.clone()),
        },
        other => (JSON, compact(other)),
    };
    let content_type = format!("{media_type}; charset=utf-8");
    HttpReply {
        status,
        headers: vec![("Content-Type".into(), content_type)],
        body: body.into(),
    }
}

/// The JSON type that the caller would rather have than text. `*/*` makes MVC ignore the whole
/// header.
fn preferred(accept: &str) -> Option<&'static str> {
    let mut ranges: Vec<_> = accept.split(',').filter_map(range).collect();
    if ranges.iter().any(|(media_type, _)| media_type == "*/*") {
        return None;
    }
    ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let first = ranges.iter().find_map(|(name, _)| written_as(name));
    first.filter(|media_type| *media_type != TEXT)
}

/// A media range and its quality; a quality of zero is a refusal.
fn range(part: &str) -> Option<(String, f64)> {
    let mut parameters = part.split(';').map(str::trim);
    let name = parameters.next()?.to_ascii_lowercase();
    let quality = parameters.find_map(|p| p.strip_prefix("q=")?.parse().ok());
    let quality: f64 = quality.unwrap_or(1.0);
    (quality > 0.0).then_some((name, quality))
}

/// What MVC would write a text as for a media range.
fn written_as(range: &str) -> Option<&'static str> {
    match range {
        "text/plain" | "text/*" => Some(TEXT),
        "application/json" | "application/*" => Some(JSON),
        "text/json" => Some("text/json"),
        _ => None,
    }
}
