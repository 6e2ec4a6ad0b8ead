//! The handler ended with an error code.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "handler-exit",
    severity: Severity::Error,
    summary: "the handler ended with an error code",
    why: "The host starts it again, and after three failures within 30 minutes shuts the whole \
          app down. Invocations on their way fail.",
    fix: "Read the handler's last lines on stderr; run the same command by hand with \
          `FUNCTIONS_CUSTOMHANDLER_PORT` set.",
};
