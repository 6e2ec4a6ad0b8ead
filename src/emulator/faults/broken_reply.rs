//! The handler closed the connection or broke the HTTP protocol.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "broken-reply",
    severity: Severity::Error,
    summary: "the handler closed the connection or broke the HTTP protocol",
    why: "The invocation fails, and the caller gets 500.",
    fix: "Look for a crash in the handler's output; check that `Content-Length` matches the \
          body.",
};
