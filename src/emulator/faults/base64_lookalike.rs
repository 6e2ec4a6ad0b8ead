//! A text output is valid base64, so the host decodes it.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "base64-lookalike",
    severity: Severity::Warning,
    summary: "a text output is valid base64, so the host decodes it",
    why: "Unless the binding says `\"dataType\": \"binary\"`, a text that happens to be base64 \
          (`test`, `abcd1234`) arrives as other bytes.",
    fix: "Send an object or a list, encode the text as base64 yourself, or set `\"dataType\": \
          \"binary\"` on the output binding.",
};
