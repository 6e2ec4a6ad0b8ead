//! An output could not be written.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "output-failed",
    severity: Severity::Error,
    summary: "an output could not be written",
    why: "The invocation fails although the handler succeeded; an HTTP caller gets 500, a queue \
          message is tried again.",
    fix: "Check the binding's connection and names, and the value that was sent.",
};
