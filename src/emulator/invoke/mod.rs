//! One invocation: the envelope and its reply, forwarding, proxying.
//!
//! [`envelope`] and [`reply`] are pure: values in, bytes or values out. [`client`] holds the
//! connections to the handler. [`execute`] runs an event through all of it, with inputs,
//! outputs, retries and the time limit.

pub mod call;
pub mod client;
pub mod envelope;
pub mod execute;
pub mod forward;
pub mod headers;
pub mod id;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod loopback;
pub mod metadata;
pub mod outputs;
pub mod pending;
pub mod proxy;
pub mod query;
pub mod redirect;
pub mod reply;
pub mod spelled;
pub mod upload;
pub mod value;

use std::sync::Arc;

use bytes::Bytes;

pub use metadata::Metadata;
pub use value::Value;

use crate::diagnostics::Finding;
use crate::emulator::plan::Function;

/// An event that starts a function.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// The function.
    pub function: Arc<Function>,
    /// What caused it, for the log: `GET /api/F`, `queue orders`, `timer`, `admin`.
    pub cause: String,
    /// The trigger's value.
    pub value: TriggerValue,
    /// What is known about the event, without `sys` and `RetryContext`.
    pub metadata: Metadata,
    /// What was noticed about the event before it came here; goes into the record.
    pub remarks: Vec<Finding>,
}

impl Invocation {
    /// The `Accept` header of the HTTP caller.
    pub fn accept(&self) -> Option<&str> {
        let TriggerValue::Http(event) = &self.value else {
            return None;
        };
        let mut headers = event.headers.iter();
        headers
            .find(|(name, _)| name.eq_ignore_ascii_case("accept"))
            .map(|(_, value)| value.as_str())
    }
}

/// What the trigger delivers.
#[derive(Debug, Clone)]
pub enum TriggerValue {
    /// An HTTP request, buffered (H-REQ-19).
    Http(Box<HttpEvent>),
    /// Anything else.
    Value(Value),
}

/// An HTTP request as the envelope needs it.
#[derive(Debug, Clone, Default)]
pub struct HttpEvent {
    /// Scheme, host, decoded path and raw query (H-REQ-20).
    pub url: String,
    /// The verb, as received.
    pub method: String,
    /// The raw query, without `?`.
    pub query: String,
    /// Name in the spelling Kestrel keeps, and each value, in order (H-REQ-23).
    pub headers: Vec<(String, String)>,
    /// Route values; `None` for an optional one that was left out (H-REQ-24).
    pub params: Vec<(String, Option<String>)>,
    /// The body, when `Content-Length` was given and is above zero (H-REQ-28).
    pub body: Option<Bytes>,
    /// True when the caller counts as Admin: sends a key, or the function is not anonymous
    /// (H-REQ-26, H-REQ-27).
    pub admin: bool,
}

/// How an invocation ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The invocation id of the last try.
    pub id: String,
    /// Whether the host counts it as successful.
    pub success: bool,
    /// What the HTTP caller gets; for other triggers `None`.
    pub response: Option<HttpReply>,
    /// What went wrong, or is worth knowing.
    pub findings: Vec<Finding>,
}

/// An HTTP response made from an envelope reply (H-RESP-21ff).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl HttpReply {
    /// A status without a body, as for every failure (H-RESP-45).
    pub fn empty(status: u16) -> Self {
        HttpReply {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }
}
