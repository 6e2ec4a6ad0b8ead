//! A blob as an event: its value and its metadata (H-REQ-44).

use serde_json::{Map, Value as Json, json};

use super::pattern::Pattern;
use crate::emulator::invoke::{Metadata, Value, envelope};
use crate::emulator::storage::{Blob, BlobItem};

/// The value and the metadata of a blob that `pattern` matches.
pub fn read(pattern: &Pattern, blob: &Blob, uri: &str, binary: bool) -> (Value, Metadata) {
    let name = &blob.item.name;
    let path = format!("{}/{name}", pattern.container);
    let mut metadata = Metadata::default();
    metadata.set("BlobTrigger", Value::Text(path));
    metadata.set("Uri", Value::Text(uri.to_owned()));
    metadata.set("Properties", Value::Json(properties(&blob.item)));
    metadata.set("Metadata", Value::Json(user_metadata(&blob.metadata)));
    for (token, value) in pattern.tokens(name).unwrap_or_default() {
        metadata.set(token, Value::Text(value));
    }
    let value = Value::of_stream(blob.content.clone(), binary);
    if let Value::Text(text) = &value {
        envelope::add_properties(&mut metadata, text);
    }
    (value, metadata)
}

/// The properties that say something about a local blob; Azure lists more.
fn properties(item: &BlobItem) -> Json {
    let modified = item.modified.strftime("%Y-%m-%dT%H:%M:%S+00:00");
    json!({
        "LastModified": modified.to_string(),
        "BlobType": 0,
        "ContentLength": item.length,
        "ContentType": item.content_type,
        "ETag": format!("\"{}\"", item.etag),
    })
}

fn user_metadata(pairs: &[(String, String)]) -> Json {
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into()));
    Json::Object(pairs.collect::<Map<_, _>>())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn blob(name: &str, content: &[u8]) -> Blob {
        Blob {
            item: BlobItem {
                name: name.into(),
                etag: "0x1".into(),
                modified: "2026-01-01T00:00:00Z".parse().unwrap(),
                length: content.len() as u64,
                content_type: Some("text/plain".into()),
            },
            metadata: vec![("owner".into(), "me".into())],
            content: content.to_vec(),
        }
    }

    #[test]
    fn metadata_holds_the_tokens_and_the_blobs_own() {
        // H-REQ-44, V-68
        let pattern = Pattern::parse("in/{name}.txt").unwrap();
        let (value, metadata) = read(&pattern, &blob("a.txt", b"hi"), "http://x/in/a.txt", false);
        assert_eq!(value, Value::Text("hi".into()));
        assert_eq!(metadata.get("name"), Some(&Value::Text("a".into())));
        assert_eq!(
            metadata.get("Uri"),
            Some(&Value::Text("http://x/in/a.txt".into()))
        );
        assert_eq!(
            metadata.get("BlobTrigger"),
            Some(&Value::Text("in/a.txt".into()))
        );
        assert_eq!(
            metadata.get("Metadata"),
            Some(&Value::Json(json!({"owner": "me"})))
        );
        let Some(Value::Json(properties)) = metadata.get("Properties") else {
            panic!("no object");
        };
        assert_eq!(properties["ContentLength"], json!(2));
    }

    #[test]
    fn binary_content_stays_bytes() {
        let pattern = Pattern::parse("in/{name}").unwrap();
        let (value, _) = read(&pattern, &blob("a", &[0, 255]), "", true);
        assert_eq!(value, Value::Bytes(vec![0, 255]));
    }
}
