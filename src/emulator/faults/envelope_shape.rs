//! The answer to an envelope is not the object the host expects.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "envelope-shape",
    severity: Severity::Error,
    summary: "the answer to an envelope is not the object the host expects",
    why: "The host expects a JSON object with `Outputs` (an object), `Logs` (a list of texts) \
          and `ReturnValue`. Anything else fails the invocation, and the caller gets 500.",
    fix: "Answer for example `{\"Outputs\": {\"res\": {\"body\": \"hello\"}}, \"Logs\": []}`.",
};
