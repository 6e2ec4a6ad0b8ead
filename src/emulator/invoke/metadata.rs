//! What is known about an event besides its value: the binding data of the host.

use std::collections::HashMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::value::Value;

/// Names and values in order. Names ignore case; the first spelling stays, the last value wins
/// (H-REQ-34). Binding expressions such as `{name}` read it, and the envelope shows it as
/// `Metadata`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    entries: Vec<(String, Value)>,
    /// Where each name is, in lower case: a message may bring any number of them.
    places: HashMap<String, usize>,
}

impl Metadata {
    /// The value of a name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.places.get(&name.to_ascii_lowercase())?;
        self.entries.get(*place).map(|(_, value)| value)
    }

    /// Sets a name (H-REQ-34).
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        let name = name.into();
        let next = self.entries.len();
        let place = self.places.entry(name.to_ascii_lowercase()).or_insert(next);
        match self.entries.get_mut(*place) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((name, value)),
        }
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(k, v)| (k.as_str(), v))
    }

    /// The entries that the envelope shows, encoded (H-REQ-33, H-REQ-34).
    pub fn to_json(&self) -> Map<String, Json> {
        let shown = self.shown();
        shown.map(|(k, v)| (k.to_owned(), v.encode())).collect()
    }

    fn shown(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.iter()
            .filter(|(name, value)| !is_null(value) && !names_a_trigger(name))
    }
}

/// The same as [`Metadata::to_json`], without copies.
impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.shown() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn is_null(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Json(Json::Null))
}

/// `QueueTrigger`, but also a user's `orderTrigger` (H-REQ-33).
fn names_a_trigger(name: &str) -> bool {
    const SUFFIX: &[u8] = b"trigger";
    let name = name.as_bytes();
    let tail = name.len().checked_sub(SUFFIX.len());
    tail.and_then(|start| name.get(start..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(SUFFIX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn nulls_and_triggers_are_not_shown() {
        // H-REQ-33
        let mut metadata = Metadata::default();
        metadata.set("QueueTrigger", text("x"));
        metadata.set("myTRIGGER", text("x"));
        metadata.set("gone", Value::Null);
        metadata.set("Trigger of joy", text("x"));
        let shown = Json::Object(metadata.to_json());
        assert_eq!(shown, json!({"Trigger of joy": "\"x\""}));
    }

    #[test]
    fn the_first_spelling_stays_and_the_last_value_wins() {
        // H-REQ-34
        let mut metadata = Metadata::default();
        metadata.set("Id", text("a"));
        metadata.set("id", text("b"));
        let shown = Json::Object(metadata.to_json());
        assert_eq!(shown, json!({"Id": "\"b\""}));
    }

    #[test]
    fn what_is_written_is_what_to_json_says() {
        let mut metadata = Metadata::default();
        metadata.set("a", text("é"));
        metadata.set("b", Value::Json(json!({"c": [1, null]})));
        let written = serde_json::to_value(&metadata).unwrap();
        assert_eq!(written, Json::Object(metadata.to_json()));
    }
}
