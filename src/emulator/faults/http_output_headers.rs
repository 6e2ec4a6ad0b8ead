//! The response of the http output cannot be sent.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "http-output-headers",
    severity: Severity::Error,
    summary: "the response of the http output cannot be sent",
    why: "A header that is null, a list, or not plain ASCII text, a body with status 204, 205 \
          or 304, or a status outside 200 to 999 makes the response fail: the caller gets 500.",
    fix: "Write every header as one line of ASCII text, and no body with 204, 205 and 304.",
};
