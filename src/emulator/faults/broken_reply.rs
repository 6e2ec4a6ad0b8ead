//! The handler closed the connection or broke the HTTP protocol.

use std::net::SocketAddr;

use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::emulator::invoke::client::SendError;
use crate::emulator::plan::Function;

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "broken-reply",
    severity: Severity::Error,
    summary: "the handler closed the connection or broke the HTTP protocol",
    why: "The invocation fails, and the caller gets 500, or 502 when proxying. A body that \
          breaks off half-way breaks off for the caller too.",
    fix: "Look for a crash in the handler's output; check that `Content-Length` matches the \
          body.",
};

/// The fault for a call of `function` that got no whole answer; `why` says what the handler did,
/// such as `closed the connection before it answered`.
pub fn found(function: &Function, why: &str) -> Finding {
    super::finding(&INFO, &function.place, format!("the handler {why}"))
        .help("look for a crash in the handler's output; `Content-Length` has to match the body")
}

/// The fault for a call that could not be sent, or was not answered.
pub fn unanswered(function: &Function, address: SocketAddr, error: &SendError) -> Finding {
    match error {
        SendError::Connect(error) => {
            let message = format!("nothing takes connections on {address}: {error}");
            super::finding(&INFO, &function.place, message)
                .help("look for a crash of the handler in the lines above")
        }
        SendError::Silent(limit) => {
            let why = format!("neither sent nor took a byte for {} s", limit.as_secs());
            found(function, &why)
        }
        SendError::Broken(why) => found(function, why),
    }
}
