//! A value on its way into the envelope, and its encoding V(x) (H-REQ-12).

use jiff::Timestamp;
use serde_json::Value as Json;

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
