//! The request body came without a length and is lost.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "chunked-body",
    severity: Severity::Warning,
    summary: "the request body came without a length and is lost",
    why: "The host copies a body only when `Content-Length` is given. With `Transfer-Encoding: \
          chunked` the envelope has no `Body`, and forwarding fails with 500. Proxying streams \
          it.",
    fix: "Send a `Content-Length`, or set `enableProxyingHttpRequest`.",
};
