//! What is known about an event besides its value: the binding data of the host.

use super::value::Value;

/// Names and values in order. Names ignore case; the first spelling stays, the last value wins
/// (H-REQ-34). Binding expressions such as `{name}` read it, and the envelope shows it as
/// `Metadata`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    entries: Vec<(String, Value)>,
}

impl Metadata {
    /// The value of a name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut entries = self.entries.iter();
        entries
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Sets a name (H-REQ-34).
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        let name = name.into();
        let mut entries = self.entries.iter_mut();
        match entries.find(|(key, _)| key.eq_ignore_ascii_case(&name)) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((name, value)),
        }
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(k, v)| (k.as_str(), v))
    }
}
