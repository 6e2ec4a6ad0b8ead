//! The handler's answer to an envelope: is it one, and what does it say (H-RESP-01..14).

mod content;
mod given;
mod http;
mod negotiate;
mod read;
mod send;
mod shown;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use serde_json::{Map, Value as Json};

use super::envelope::parse;
pub(super) use given::{Given, given};
pub(super) use shown::shown;

use crate::diagnostics::Finding;
use crate::emulator::plan::Function;

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
pub fn read(place: &str, content_type: Option<&str>, body: &[u8]) -> Result<Reply, Finding> {
    read::reply(place, content_type, body)
}

/// The finding for an answer with any other status (H-RESP-01).
pub fn non_2xx(place: &str, status: u16, body: &[u8]) -> Finding {
    read::non_2xx(place, status, body)
}

/// The HTTP response that a reply means for a function with an httpTrigger (H-RESP-21..43).
/// `accept` is the caller's `Accept` header (H-RESP-42). Remarks go to `findings`.
///
/// # Errors
/// What makes the host answer 500, explained.
pub fn http_response(
    function: &Function,
    reply: &Reply,
    accept: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<super::HttpReply, Finding> {
    http::response(function, reply, accept, findings)
}

/// A member of an object: with exactly this name, else in any case.
fn member<'a>(object: &'a Map<String, Json>, name: &str) -> Option<&'a Json> {
    let ignoring_case = || {
        let mut members = object.iter();
        members.find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    object
        .get(name)
        .or_else(|| ignoring_case().map(|(_, value)| value))
}

/// [`member`], with null as good as missing.
fn set_member<'a>(object: &'a Map<String, Json>, name: &str) -> Option<&'a Json> {
    member(object, name).filter(|value| !value.is_null())
}
