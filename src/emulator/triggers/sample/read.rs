//! From an event as JSON to the value and the metadata of an invocation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use crate::emulator::invoke::{Metadata, Value, envelope};
use crate::emulator::plan::Binding;

/// What the extension gives to a function without a type of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Text; JSON in the event is the text's content.
    Text,
    /// JSON as it is: an object stays an object (H-REQ-12).
    Json,
}

/// Types whose value is an object of its own and no text.
const OBJECTS: &[&str] = &[
    "timerTrigger",
    "eventGridTrigger",
    "warmupTrigger",
    "signalRTrigger",
    "webPubSubTrigger",
    "socketIOTrigger",
    "activityTrigger",
    "orchestrationTrigger",
    "entityTrigger",
    "authenticationEventsTrigger",
];

fn form(trigger: &Binding) -> Form {
    match OBJECTS.iter().any(|kind| trigger.is(kind)) {
        true => Form::Json,
        false => Form::Text,
    }
}

/// Reads `{"value": ..., "metadata": {...}, "encoding": "base64"}`.
///
/// # Errors
/// What is wrong with it, in one line.
pub(super) fn event(trigger: &Binding, event: &Json) -> Result<(Value, Metadata), String> {
    let Json::Object(members) = event else {
        return Err("an event is an object with `value` and `metadata`".into());
    };
    check_names(members)?;
    let value = members.get("value").ok_or("the event has no `value`")?;
    let value = value_of(trigger, value, members.get("encoding"))?;
    let mut metadata = metadata(members.get("metadata"))?;
    if let Value::Text(text) = &value {
        envelope::add_properties(&mut metadata, text);
    }
    add_trigger_name(trigger, &value, &mut metadata);
    Ok((value, metadata))
}

fn check_names(members: &Map<String, Json>) -> Result<(), String> {
    let known = |name: &&String| !["value", "metadata", "encoding"].contains(&name.as_str());
    match members.keys().find(known) {
        Some(name) => Err(format!(
            "`{name}` is not part of an event; it has `value`, `metadata` and `encoding`"
        )),
        None => Ok(()),
    }
}

fn value_of(trigger: &Binding, value: &Json, encoding: Option<&Json>) -> Result<Value, String> {
    match encoding.map(Json::as_str) {
        None => {}
        Some(Some("base64")) => return bytes(value),
        Some(_) => return Err("the only `encoding` there is is `base64`".into()),
    }
    if trigger.is_binary() && !trigger.many {
        return Ok(Value::Bytes(text_of(value).into_bytes()));
    }
    Ok(match (form(trigger), value) {
        (_, Json::Null) => Value::Null,
        (_, Json::String(text)) => Value::Text(text.clone()),
        (Form::Json, json) => Value::Json(json.clone()),
        // A batch is an array of texts, and one JSON text in the envelope (H-REQ-17).
        (Form::Text, Json::Array(events)) if trigger.many => Value::Json(
            events
                .iter()
                .map(|event| Json::String(text_of(event)))
                .collect(),
        ),
        (Form::Text, json) => Value::Text(json.to_string()),
    })
}

fn bytes(value: &Json) -> Result<Value, String> {
    let text = value
        .as_str()
        .ok_or("with `encoding` the `value` must be text")?;
    let bytes = STANDARD.decode(text.trim());
    bytes
        .map(Value::Bytes)
        .map_err(|_| "the `value` is not base64".into())
}

/// Text as it is, all else as JSON text.
pub(super) fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn metadata(members: Option<&Json>) -> Result<Metadata, String> {
    let mut metadata = Metadata::default();
    match members {
        None | Some(Json::Null) => {}
        Some(Json::Object(members)) => {
            for (name, value) in members {
                metadata.set(name.clone(), metadata_value(name, value));
            }
        }
        Some(_) => return Err("`metadata` must be an object".into()),
    }
    Ok(metadata)
}

/// Names whose values are dates with an offset in the extensions.
const OFFSET_DATES: &[&str] = &[
    "ExpirationTime",
    "InsertionTime",
    "NextVisibleTime",
    "EnqueuedTime",
    "ExpiresAt",
];

/// Names whose values are dates without one.
const DATES: &[&str] = &["EnqueuedTimeUtc", "ExpiresAtUtc", "Timestamp"];

/// A metadata value as the extension types it, so that its form in the envelope is right
/// (H-REQ-12).
fn metadata_value(name: &str, value: &Json) -> Value {
    let named = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let time = || value.as_str()?.parse::<Timestamp>().ok();
    match (value, time()) {
        (_, Some(time)) if named(OFFSET_DATES) => Value::DateTimeOffset(time),
        (_, Some(time)) if named(DATES) => Value::DateTime(time),
        (Json::Null, _) => Value::Null,
        (Json::String(text), _) => Value::Text(text.clone()),
        (other, _) => Value::Json(other.clone()),
    }
}

/// `{queueTrigger}` in a path is the message; the handler does not see it (H-REQ-33).
fn add_trigger_name(trigger: &Binding, value: &Value, metadata: &mut Metadata) {
    if let Value::Text(text) = value
        && trigger.is("queueTrigger")
        && metadata.get("QueueTrigger").is_none()
    {
        metadata.set("QueueTrigger", Value::Text(text.clone()));
    }
}
