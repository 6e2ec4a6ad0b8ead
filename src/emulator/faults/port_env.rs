//! The handler listens on another port than the one the host calls.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "port-env",
    severity: Severity::Error,
    summary: "the handler listens on another port than the one the host calls",
    why: "The host picks a port, hands it over in `FUNCTIONS_CUSTOMHANDLER_PORT`, and calls \
          127.0.0.1 on exactly that port. A fixed port, or a variable of another name, leaves it \
          without an answer until the start times out.",
    fix: "Read the port from `FUNCTIONS_CUSTOMHANDLER_PORT`, or set `customHandler.port` in \
          host.json to the port the server insists on.",
};
