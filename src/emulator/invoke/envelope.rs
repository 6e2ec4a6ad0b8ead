//! The envelope that the host sends: `Data` and `Metadata` (H-REQ-10..53).

use serde_json::Value as Json;

use super::{HttpEvent, Metadata, Value};

/// The value of an httpTrigger in `Data` (H-REQ-19..31).
pub fn http_data(_event: &HttpEvent) -> Json {
    Json::Null
}

/// The binding data of an HTTP request (H-REQ-38..41), without `sys`.
pub fn http_metadata(_event: &HttpEvent) -> Metadata {
    Metadata::default()
}

/// Adds the top-level properties of a text that is a JSON object (H-REQ-36, H-REQ-37).
pub fn add_properties(_metadata: &mut Metadata, _text: &str) {}

/// Adds `sys` (H-REQ-35).
pub fn add_sys(_metadata: &mut Metadata, _function: &str) {}

/// Adds `RetryContext` (H-REQ-51): `retry` is 0 on the first try, `most` is -1 for ever.
pub fn add_retry(_metadata: &mut Metadata, _retry: u32, _most: i64, _error: Option<&str>) {}

/// The envelope's bytes: compact JSON in Newtonsoft's spelling (H-REQ-10). `data` in order, the
/// trigger first (H-REQ-11).
pub fn write(_data: &[(String, Value)], _metadata: &Metadata) -> Vec<u8> {
    Vec::new()
}
