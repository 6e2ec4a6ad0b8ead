//! The answer to an envelope is not labelled as JSON.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "envelope-content-type",
    severity: Severity::Error,
    summary: "the answer to an envelope is not labelled as JSON",
    why: "The host reads `application/json` and `text/json` only. Anything else fails the \
          invocation, and the caller gets 500.",
    fix: "Send `Content-Type: application/json`.",
};
