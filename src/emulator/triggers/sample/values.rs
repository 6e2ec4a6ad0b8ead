//! The values that samples are made of. Fixed, so that a sample is the same each time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use crate::emulator::plan::Binding;

/// When it happened, in UTC.
pub(super) const TIME: &str = "2026-01-15T08:30:00Z";

/// A GUID.
pub(super) const ID: &str = "5a4c9b0e-3f0d-4a55-9d43-7f1c7d2a6e10";

/// What the trigger says for a property, else `default`.
pub(super) fn text<'a>(trigger: &'a Binding, name: &str, default: &'a str) -> &'a str {
    trigger
        .text(name)
        .filter(|text| !text.is_empty())
        .unwrap_or(default)
}

/// What a message might say.
pub(super) fn order() -> Json {
    json!({ "id": 1, "name": "sample" })
}

/// Bytes as text.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
