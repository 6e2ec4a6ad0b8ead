//! A queue message or a blob failed too often and was given up.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "poison-message",
    severity: Severity::Error,
    summary: "a message or a blob failed too often and was given up",
    why: "After `maxDequeueCount` failures (5 by default) a message goes to `<queue>-poison`, and \
          so does one whose text is not base64 while `messageEncoding` says so. A blob gets a \
          message in `webjobs-blobtrigger-poison`. Nothing reads these queues unless a function \
          does.",
    fix: "Mend the failure, then put the message back or write the blob again. For messages in \
          plain text set `extensions.queues.messageEncoding` to `none` in host.json.",
};
