//! The response of the http output cannot be sent.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "http-output-headers",
    severity: Severity::Error,
    summary: "the response of the http output cannot be sent",
    why: "A header that is null or a list, or a body with status 204 or 304, makes the response \
          fail: the caller gets 500.",
    fix: "Write every header as one text, and no body with 204 and 304.",
};
