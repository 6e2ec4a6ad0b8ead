//! What the handler writes to stderr is logged as an error.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "stderr-error",
    severity: Severity::Info,
    summary: "what the handler writes to stderr is logged as an error",
    why: "Every line on stderr without `warn` in it is an Error in the host's log. The default \
          loggers of Go and Rust write there.",
    fix: "Log to stdout, or set `customHandler.description.useStdErrorStreamForErrorsOnly` to \
          false.",
};
