//! The handler answered an envelope with a status other than 2xx.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "non-2xx-envelope",
    severity: Severity::Error,
    summary: "the handler answered an envelope with a status other than 2xx",
    why: "The host drops the whole answer: outputs, logs and body. The caller gets 500 with an \
          empty body.",
    fix: "Answer 200 with an envelope, and put the status for the caller in \
          `Outputs.<name>.statusCode`.",
};
