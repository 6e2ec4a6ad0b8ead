//! A queue message failed too often and was moved to the poison queue.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "poison-message",
    severity: Severity::Error,
    summary: "a queue message failed too often and was moved to the poison queue",
    why: "After `maxDequeueCount` failures (5 by default) the message goes to `<queue>-poison`, \
          where nothing reads it unless a function does.",
    fix: "Mend the failure, then move the message back.",
};
