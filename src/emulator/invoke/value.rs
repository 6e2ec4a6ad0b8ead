//! A value on its way into the envelope, and its encoding V(x) (H-REQ-12).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::envelope::{compact, dotnet};

/// What a trigger or an input binding delivers.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, such as a missing blob (H-REQ-18).
    Null,
    /// Text.
    Text(String),
    /// Bytes: base64 in the envelope.
    Bytes(Vec<u8>),
    /// Any JSON: an object stays one, all else becomes a string that holds its JSON.
    Json(Json),
    /// A date without an offset.
    DateTime(Timestamp),
    /// A date with an offset.
    DateTimeOffset(Timestamp),
    /// JSON that goes in as it is: the HTTP request object, `RetryContext`.
    Raw(Json),
}

impl Value {
    /// What a stream delivers: text, or bytes with `dataType: binary` (H-REQ-16).
    pub fn of_stream(bytes: Vec<u8>, binary: bool) -> Value {
        if binary {
            return Value::Bytes(bytes);
        }
        Value::Text(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The value as the envelope shows it: V(x) (H-REQ-12).
    pub fn encode(&self) -> Json {
        match self {
            Value::Raw(json) => json.clone(),
            Value::Json(json) if json.is_object() => json.clone(),
            other => Json::String(other.encode_text()),
        }
    }

    /// V(x) of everything that ends as a JSON string.
    fn encode_text(&self) -> String {
        match self {
            Value::Null => "null".to_owned(),
            Value::Text(text) => compact(text),
            Value::Bytes(bytes) => STANDARD.encode(bytes),
            Value::Json(json) | Value::Raw(json) => compact(json),
            Value::DateTime(time) => dotnet::date_time(*time),
            Value::DateTimeOffset(time) => dotnet::date_time_offset(*time),
        }
    }

    /// The text that a binding expression such as `{name}` sees.
    pub fn text(&self) -> String {
        match self {
            Value::Null => String::new(),
            Value::Text(text) => text.clone(),
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::Json(json) | Value::Raw(json) => dotnet::text(json),
            Value::DateTime(time) => dotnet::date_time(*time),
            Value::DateTimeOffset(time) => dotnet::date_time_offset(*time),
        }
    }
}

/// The encoding V(x), without a copy of the objects, which may be large.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Raw(json) => json.serialize(serializer),
            Value::Json(json) if json.is_object() => json.serialize(serializer),
            other => serializer.serialize_str(&other.encode_text()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn time() -> Timestamp {
        "2019-10-16T00:05:51.123Z".parse().unwrap()
    }

    #[test]
    fn scalars_and_lists_become_strings_of_json() {
        // H-REQ-13
        assert_eq!(Value::Text("hi".into()).encode(), json!("\"hi\""));
        assert_eq!(Value::Json(json!(4)).encode(), json!("4"));
        assert_eq!(Value::Json(json!(true)).encode(), json!("true"));
        assert_eq!(Value::Null.encode(), json!("null"));
        let list = Value::Json(json!(["a", "b"]));
        assert_eq!(list.encode(), json!("[\"a\",\"b\"]"));
    }

    #[test]
    fn a_message_that_holds_an_object_stays_a_text() {
        // H-REQ-14
        let message = Value::Text("{\"a\":1}".into());
        assert_eq!(message.encode(), json!("\"{\\\"a\\\":1}\""));
    }

    #[test]
    fn objects_stay_objects() {
        // H-REQ-12 rule 4
        assert_eq!(Value::Json(json!({"a": 1})).encode(), json!({"a": 1}));
    }

    #[test]
    fn bytes_become_base64() {
        // V-67
        assert_eq!(Value::Bytes(b"hello".to_vec()).encode(), json!("aGVsbG8="));
    }

    #[test]
    fn dates_lose_their_fraction() {
        // H-REQ-12 rules 2 and 3
        let date = Value::DateTime(time()).encode();
        assert_eq!(date, json!("2019-10-16T00:05:51"));
        let offset = Value::DateTimeOffset(time()).encode();
        assert_eq!(offset, json!("2019-10-16T00:05:51+00:00"));
    }

    proptest! {
        #[test]
        fn any_text_can_be_decoded_again(text in any::<String>()) {
            let Json::String(once) = Value::Text(text.clone()).encode() else {
                return Err(TestCaseError::fail("not a string"));
            };
            prop_assert_eq!(serde_json::from_str::<String>(&once).unwrap(), text);
        }

        #[test]
        fn any_bytes_can_be_decoded_again(bytes in any::<Vec<u8>>()) {
            let Json::String(text) = Value::Bytes(bytes.clone()).encode() else {
                return Err(TestCaseError::fail("not a string"));
            };
            prop_assert_eq!(STANDARD.decode(text).unwrap(), bytes);
        }
    }
}
