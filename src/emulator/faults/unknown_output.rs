//! The answer names an output that the function does not have.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "unknown-output",
    severity: Severity::Warning,
    summary: "the answer names an output that the function does not have",
    why: "Outputs are looked up by the exact name of the binding, upper and lower case \
          included. Others are dropped without a word.",
    fix: "Use the `name` of the output binding in function.json.",
};
