//! The handler did not answer within `functionTimeout`.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "run-timeout",
    severity: Severity::Error,
    summary: "the handler did not answer within `functionTimeout`",
    why: "The invocation fails, the caller gets 500, and the host restarts the handler, which \
          ends every other call on its way.",
    fix: "Answer sooner, or raise `functionTimeout` in host.json (30 minutes by default, 5 on \
          the Consumption plan).",
};
