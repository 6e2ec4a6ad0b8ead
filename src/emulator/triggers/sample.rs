//! Events to fire by hand: a realistic sample for every trigger type, and from text.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::emulator::invoke::Invocation;
use crate::emulator::plan::Function;

/// A sample event of a function, as JSON that a user can edit and pass back:
/// `{"value": ..., "metadata": {...}}`, for an httpTrigger
/// `{"method", "path", "query", "headers", "body"}`.
pub fn event(_function: &Function) -> Json {
    Json::Null
}

/// The invocation that an event in the form of [`event`] means; not for httpTriggers.
///
/// # Errors
/// What is wrong with it, in one line.
pub fn invocation(_function: &Arc<Function>, _event: &Json) -> Result<Invocation, String> {
    Err("not written yet".into())
}

/// The invocation of `POST /admin/functions/{name}` with `{"input": text}` (H-REQ-54..56).
///
/// # Errors
/// For an httpTrigger: a real request is needed (H-REQ-55).
pub fn from_input(_function: &Arc<Function>, _input: &str) -> Result<Invocation, String> {
    Err("not written yet".into())
}
