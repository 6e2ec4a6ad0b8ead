//! Outputs that go nowhere: kept for inspection (`fch outputs`, `GET /admin/fch/outputs`).

use std::collections::VecDeque;
use std::sync::Mutex;

use serde::Serialize;
use serde_json::Value as Json;

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
    entries: Mutex<VecDeque<Entry>>,
}

impl Captured {
    /// What is kept, oldest first.
    pub fn list(&self) -> Vec<Entry> {
        let entries = self.entries.lock();
        let entries = entries.unwrap_or_else(std::sync::PoisonError::into_inner);
        entries.iter().cloned().collect()
    }
}
