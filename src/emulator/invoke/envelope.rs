//! The envelope that the host sends: `Data` and `Metadata` (H-REQ-10..53).

pub mod dotnet;
mod http;
mod identity;
mod newtonsoft;
mod properties;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use jiff::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value as Json, json};
use uuid::Uuid;

pub use newtonsoft::{compact, indented, parse};

use super::{HttpEvent, Metadata, Value};

/// The value of an httpTrigger in `Data` (H-REQ-19..31).
pub fn http_data(event: &HttpEvent) -> Json {
    http::data(event)
}

/// The binding data of an HTTP request (H-REQ-38..41), without `sys`.
pub fn http_metadata(event: &HttpEvent) -> Metadata {
    http::metadata(event)
}

/// Adds the top-level properties of a text that is a JSON object (H-REQ-36, H-REQ-37).
pub fn add_properties(metadata: &mut Metadata, text: &str) {
    properties::add(metadata, text);
}

/// Adds `sys` (H-REQ-35).
pub fn add_sys(metadata: &mut Metadata, function: &str) {
    let name = match metadata.get("sys") {
        Some(_) => "$sys",
        None => "sys",
    };
    let sys = json!({
        "MethodName": function,
        "UtcNow": dotnet::utc(Timestamp::now()),
        "RandGuid": Uuid::new_v4().to_string(),
    });
    metadata.set(name, Value::Raw(sys));
}

/// Adds `RetryContext` (H-REQ-51): `retry` is 0 on the first try, `most` is -1 for ever.
pub fn add_retry(metadata: &mut Metadata, retry: u32, most: i64, error: Option<&str>) {
    let context = json!({
        "RetryCount": retry,
        "MaxRetryCount": most,
        "Exception": error,
        "Instance": null,
        "State": null,
    });
    metadata.set("RetryContext", Value::Raw(context));
}

/// The envelope's bytes: compact JSON in Newtonsoft's spelling (H-REQ-10). `data` in order, the
/// trigger first (H-REQ-11).
pub fn write(data: &[(String, Value)], metadata: &Metadata) -> Vec<u8> {
    let envelope = Envelope {
        data: Data(data),
        metadata,
    };
    compact(&envelope).into_bytes()
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<'a> {
    data: Data<'a>,
    metadata: &'a Metadata,
}

struct Data<'a>(&'a [(String, Value)]);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
