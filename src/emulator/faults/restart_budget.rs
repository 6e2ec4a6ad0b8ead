//! The handler failed three times, and the host gives up.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "restart-budget",
    severity: Severity::Error,
    summary: "the handler failed three times, and the host gives up",
    why: "After the third failure within 30 minutes the host stops the whole app.",
    fix: "Mend the failures reported before this one.",
};
