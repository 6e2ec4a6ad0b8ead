//! `status` in a named http output is ignored.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "http-output-status",
    severity: Severity::Warning,
    summary: "`status` in a named http output is ignored",
    why: "The host reads `statusCode` only; the caller gets 200. (`status` works in the value \
          of `$return`.)",
    fix: "Write `statusCode`.",
};
