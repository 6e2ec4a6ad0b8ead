//! Outputs that go nowhere: kept for inspection (`fch outputs`, `GET /admin/fch/outputs`).

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value as Json;

/// How many entries are kept.
const MOST_ENTRIES: usize = 1000;
/// How many bytes of values are kept.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// One output that was kept.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// When, in RFC 3339.
    pub time: String,
    /// The invocation.
    pub invocation: String,
    /// The function.
    pub function: String,
    /// The binding's name.
    pub binding: String,
    /// The binding's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value; bytes as base64.
    pub value: Json,
}

/// The newest outputs, bounded in number and size.
#[derive(Debug, Default)]
pub struct Captured {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// Each with the size of its value, oldest first.
    kept: VecDeque<(Entry, usize)>,
    bytes: usize,
}

impl Captured {
    /// Keeps an entry; the oldest ones make room. The newest is kept whatever its size.
    pub fn push(&self, entry: Entry) {
        let size = entry.value.to_string().len();
        let mut entries = self.lock();
        entries.bytes += size;
        entries.kept.push_back((entry, size));
        entries.trim();
    }

    /// What is kept, oldest first.
    pub fn list(&self) -> Vec<Entry> {
        let entries = self.lock();
        entries
            .kept
            .iter()
            .map(|(entry, _)| entry.clone())
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing can be half done under this lock.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn trim(&mut self) {
        while self.kept.len() > MOST_ENTRIES || (self.bytes > MOST_BYTES && self.kept.len() > 1) {
            let size = self.kept.pop_front().map_or(0, |(_, size)| size);
            self.bytes -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(invocation: usize, value: &str) -> Entry {
        Entry {
            time: "2026-01-01T00:00:00Z".into(),
            invocation: invocation.to_string(),
            function: "F".into(),
            binding: "out".into(),
            kind: "serviceBus".into(),
            value: value.into(),
        }
    }

    #[test]
    fn the_newest_entries_stay_in_order() {
        let captured = Captured::default();
        (0..MOST_ENTRIES + 5).for_each(|n| captured.push(entry(n, "x")));
        let kept = captured.list();
        assert_eq!(kept.len(), MOST_ENTRIES);
        let first = kept.first().map(|entry| entry.invocation.as_str());
        assert_eq!(first, Some("5"));
    }

    #[test]
    fn large_values_push_out_older_ones_but_never_themselves() {
        let captured = Captured::default();
        captured.push(entry(1, &"a".repeat(MOST_BYTES / 2)));
        captured.push(entry(2, &"b".repeat(MOST_BYTES / 2)));
        let kept: Vec<String> = captured.list().into_iter().map(|e| e.invocation).collect();
        assert_eq!(kept, ["2"]);
        captured.push(entry(3, &"c".repeat(MOST_BYTES + 1)));
        let kept: Vec<String> = captured.list().into_iter().map(|e| e.invocation).collect();
        assert_eq!(kept, ["3"]);
    }
}
