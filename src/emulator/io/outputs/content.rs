//! What an output value is as bytes, and as queue messages.

use serde_json::Value as Json;

use crate::emulator::invoke::envelope::compact;
use crate::emulator::invoke::outputs::OutputValue;

/// Text as it is, all else as compact JSON in the host's spelling.
pub(super) fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => compact(other),
    }
}

/// The content of a blob (H-RESP-20).
pub(super) fn bytes(value: OutputValue) -> Vec<u8> {
    match value {
        OutputValue::Bytes(bytes) => bytes,
        OutputValue::Json(json) => text(&json).into_bytes(),
    }
}

/// The contents of queue messages: an array is one for each element, and so is a text that
/// holds an array (H-RESP-19).
pub(super) fn messages(value: OutputValue) -> Vec<Vec<u8>> {
    let json = match value {
        OutputValue::Bytes(bytes) => return vec![bytes],
        OutputValue::Json(json) => json,
    };
    let elements = match json {
        Json::Array(elements) => elements,
        Json::String(text) => array(&text).unwrap_or_else(|| vec![Json::String(text)]),
        other => vec![other],
    };
    elements
        .iter()
        .map(|element| text(element).into_bytes())
        .collect()
}

fn array(text: &str) -> Option<Vec<Json>> {
    let trimmed = text.trim();
    let looks_so = trimmed.starts_with('[') && trimmed.ends_with(']');
    serde_json::from_str(trimmed).ok().filter(|_| looks_so)
}
