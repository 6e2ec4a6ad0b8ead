//! The value of the http output is not an object.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "http-output-shape",
    severity: Severity::Error,
    summary: "the value of the http output is not an object",
    why: "A named `http` output is read as an object with `statusCode`, `headers` and `body`. A \
          plain text, number or list fails the invocation, and the caller gets 500.",
    fix: "Put the text in `body`: `\"res\": {\"body\": \"...\"}`.",
};
