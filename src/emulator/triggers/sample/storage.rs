//! Samples of queue, blob and timer triggers.

use serde_json::{Map, Value as Json, json};

use super::super::blob::pattern::Pattern;
use super::super::queue::message;
use super::super::timer::timer_info;
use super::{Sample, is_time_span, values};
use crate::emulator::invoke::{Metadata, Value};
use crate::emulator::plan::Binding;
use crate::emulator::storage::QueueMessage;

pub(super) fn sample(trigger: &Binding) -> Option<Sample> {
    if trigger.is("queueTrigger") {
        return Some(queue());
    }
    if trigger.is("blobTrigger") {
        return Some(blob(trigger));
    }
    if trigger.is("timerTrigger") {
        return Some(Sample::new(timer_info(!is_time_span(trigger), None, false)));
    }
    None
}

/// H-REQ-42.
fn queue() -> Sample {
    Sample::new(values::order()).with(json!({
        "DequeueCount": 1,
        "ExpirationTime": "2026-01-22T08:30:00Z",
        "Id": values::ID,
        "InsertionTime": values::TIME,
        "NextVisibleTime": "2026-01-15T08:40:00Z",
        "PopReceipt": "AgAAAAMAAAAAAAAA",
    }))
}

/// The event of a message that nobody put (H-REQ-56).
pub(super) fn queue_event(text: &str, binary: bool) -> (Value, Metadata) {
    let now = jiff::Timestamp::now();
    let fake = QueueMessage {
        id: uuid::Uuid::new_v4().to_string(),
        pop_receipt: String::new(),
        text: String::new(),
        dequeue_count: 1,
        inserted: now,
        expires: now + jiff::SignedDuration::from_hours(7 * 24),
        next_visible: now,
    };
    message::event(&fake, text.as_bytes().to_vec(), binary)
}

/// H-REQ-44, with a name that the path matches.
fn blob(trigger: &Binding) -> Sample {
    const TEXT: &str = "The content of a sample blob.";
    let path = trigger.text("path").unwrap_or("samples/{name}");
    let name = blob_name(path);
    let pattern = Pattern::parse(path).ok();
    let container = pattern.as_ref().map_or("samples", |p| p.container.as_str());
    let tokens = pattern.as_ref().and_then(|pattern| pattern.tokens(&name));
    let tokens: Map<String, Json> = tokens
        .into_iter()
        .flatten()
        .map(|(token, value)| (token.to_owned(), value.into()))
        .collect();
    let metadata = json!({
        "BlobTrigger": format!("{container}/{name}"),
        "Uri": format!("http://127.0.0.1:10000/devstoreaccount1/{container}/{name}"),
        "Properties": {
            "LastModified": "2026-01-15T08:30:00+00:00",
            "BlobType": 0,
            "ContentLength": TEXT.len(),
            "ContentType": "text/plain",
            "ETag": "\"0x8DE0000000000000\"",
        },
        "Metadata": {},
    });
    Sample::new(TEXT.into())
        .with(metadata)
        .with(Json::Object(tokens))
}

/// A name for the pattern after the container, its tokens filled with likely parts.
fn blob_name(path: &str) -> String {
    let (_, pattern) = path.split_once('/').unwrap_or((path, ""));
    if pattern.is_empty() {
        return "sample.txt".to_owned();
    }
    let tokens = crate::bindings::expression::tokens(pattern).unwrap_or_default();
    let mut name = String::new();
    let mut at = 0;
    for token in tokens {
        name.push_str(&pattern[at..token.span.start]);
        name.push_str(&token_value(&token.name, &pattern[token.span.end..]));
        at = token.span.end;
    }
    name.push_str(&pattern[at..]);
    name.replace("{{", "{").replace("}}", "}")
}

fn token_value(name: &str, rest: &str) -> String {
    let name = name.to_ascii_lowercase();
    if name.starts_with("ext") {
        return "txt".to_owned();
    }
    if name.contains("id") {
        return "1".to_owned();
    }
    // A name at the very end is a file's whole name.
    if rest.is_empty() && (name.contains("name") || name.contains("blob")) {
        return "sample.txt".to_owned();
    }
    "sample".to_owned()
}
