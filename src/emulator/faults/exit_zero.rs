//! The handler ended with exit code 0, and the host does not start it again.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "exit-zero",
    severity: Severity::Error,
    summary: "the handler ended with exit code 0, and the host does not start it again",
    why: "A clean exit counts as intended. Every later call fails with a refused connection \
          until the app restarts.",
    fix: "Keep the server running; end with another code (200 asks for a restart at once) when \
          it has to be started again.",
};
