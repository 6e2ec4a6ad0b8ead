//! The properties of a JSON text as binding data (H-REQ-36, H-REQ-37).

use serde_json::Value as Json;

use super::{dotnet, parse};
use crate::emulator::invoke::{Metadata, Value};

/// Adds the top-level properties of a text that is a JSON object; of any other text nothing.
pub(super) fn add(metadata: &mut Metadata, text: &str) {
    let text = text.trim();
    if !(text.starts_with('{') && text.ends_with('}')) {
        return;
    }
    let Some(Json::Object(properties)) = parse(text) else {
        return;
    };
    for (name, property) in properties {
        if let Some(value) = value(property) {
            metadata.set(name, value);
        }
    }
}

/// Lists and nulls are left out, scalars become text.
fn value(property: Json) -> Option<Value> {
    match property {
        Json::Null | Json::Array(_) => None,
        Json::Object(_) => Some(Value::Json(property)),
        Json::String(text) => Some(Value::Text(dotnet::reformatted_date(&text).unwrap_or(text))),
        scalar => Some(Value::Text(dotnet::text(&scalar))),
    }
}
