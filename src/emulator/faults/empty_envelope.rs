//! The answer to an envelope has no body.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "empty-envelope",
    severity: Severity::Error,
    summary: "the answer to an envelope has no body",
    why: "In Azure nobody completes the invocation: the caller waits until `functionTimeout`, \
          then the call fails and the handler is restarted.",
    fix: "Answer at least `{}` with `Content-Type: application/json`.",
};
