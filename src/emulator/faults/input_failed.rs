//! An input could not be read.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "input-failed",
    severity: Severity::Error,
    summary: "an input could not be read",
    why: "The handler is not called; the invocation fails.",
    fix: "Check the binding's connection, path and keys.",
};
