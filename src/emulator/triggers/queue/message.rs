//! A queue message as an event: its value and its metadata (H-REQ-42).

use serde_json::Value as Json;

use crate::emulator::invoke::{Metadata, Value, envelope};
use crate::emulator::io::Encoding;
use crate::emulator::storage::QueueMessage;

/// The value and the metadata of a message; `None` when its text cannot be decoded.
pub fn read(message: &QueueMessage, encoding: Encoding, binary: bool) -> Option<(Value, Metadata)> {
    let content = encoding.decode(&message.text)?;
    Some(event(message, content, binary))
}

/// The event of a message whose content is known.
pub fn event(message: &QueueMessage, content: Vec<u8>, binary: bool) -> (Value, Metadata) {
    let text = String::from_utf8_lossy(&content).into_owned();
    let mut metadata = Metadata::default();
    metadata.set("QueueTrigger", Value::Text(text.clone()));
    metadata.set(
        "DequeueCount",
        Value::Json(Json::from(message.dequeue_count)),
    );
    metadata.set("ExpirationTime", Value::DateTimeOffset(message.expires));
    metadata.set("Id", Value::Text(message.id.clone()));
    metadata.set("InsertionTime", Value::DateTimeOffset(message.inserted));
    metadata.set(
        "NextVisibleTime",
        Value::DateTimeOffset(message.next_visible),
    );
    metadata.set("PopReceipt", Value::Text(message.pop_receipt.clone()));
    if binary {
        return (Value::Bytes(content), metadata);
    }
    // The content's own names win (H-REQ-36).
    envelope::add_properties(&mut metadata, &text);
    (Value::Text(text), metadata)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn message(text: &str) -> QueueMessage {
        QueueMessage {
            id: "id-1".into(),
            pop_receipt: "pop".into(),
            text: text.into(),
            dequeue_count: 1,
            inserted: "2026-01-01T00:00:00Z".parse().unwrap(),
            expires: "2026-01-08T00:00:00Z".parse().unwrap(),
            next_visible: "2026-01-01T00:10:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn metadata_is_what_the_extension_lists() {
        // H-REQ-42, V-64
        let (value, metadata) = read(&message("aGVsbG8="), Encoding::Base64, false).unwrap();
        assert_eq!(value, Value::Text("hello".into()));
        let names: Vec<&str> = metadata.iter().map(|(name, _)| name).collect();
        let expected = [
            "QueueTrigger",
            "DequeueCount",
            "ExpirationTime",
            "Id",
            "InsertionTime",
            "NextVisibleTime",
            "PopReceipt",
        ];
        assert_eq!(names, expected);
        assert_eq!(
            metadata.get("DequeueCount"),
            Some(&Value::Json(Json::from(1)))
        );
        let inserted = Value::DateTimeOffset("2026-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(metadata.get("InsertionTime"), Some(&inserted));
    }

    #[test]
    fn binary_messages_stay_bytes() {
        // H-REQ-15
        let (value, _) = read(&message("AP8="), Encoding::Base64, true).unwrap();
        assert_eq!(value, Value::Bytes(vec![0, 255]));
    }

    #[test]
    fn a_text_that_is_not_base64_is_no_event() {
        assert!(read(&message("{\"a\":1}"), Encoding::Base64, false).is_none());
        assert!(read(&message("{\"a\":1}"), Encoding::Plain, false).is_some());
    }
}
