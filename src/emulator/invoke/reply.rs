//! The handler's answer to an envelope: is it one, and what does it say (H-RESP-01..14).

use serde_json::{Map, Value as Json};

/// The members of an envelope reply (H-RESP-09).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// `Outputs`; `None` when missing or null, which differs from empty (H-RESP-24).
    pub outputs: Option<Map<String, Json>>,
    /// `Logs`, as text.
    pub logs: Vec<String>,
    /// `ReturnValue`; `None` when missing or null.
    pub return_value: Option<Json>,
}

/// Reads an answer with a 2xx status.
///
/// # Errors
/// What Azure would not take, explained, at `place` (the function's function.json).
pub fn read(
    _place: &str,
    _content_type: Option<&str>,
    _body: &[u8],
) -> Result<Reply, crate::diagnostics::Finding> {
    Ok(Reply::default())
}

/// The HTTP response that a reply means for a function with an httpTrigger (H-RESP-21..43).
/// `accept` is the caller's `Accept` header (H-RESP-42). Remarks go to `findings`.
///
/// # Errors
/// What makes the host answer 500, explained.
pub fn http_response(
    _function: &crate::emulator::plan::Function,
    _reply: &Reply,
    _accept: Option<&str>,
    _findings: &mut Vec<crate::diagnostics::Finding>,
) -> Result<super::HttpReply, crate::diagnostics::Finding> {
    Ok(super::HttpReply::empty(204))
}
