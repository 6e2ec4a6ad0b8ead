//! The request body came without a length and is lost.

use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::emulator::plan::Function;

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

/// The fault for a forwarded call; `strict` says that it was refused as in Azure (H-FWD-10).
pub fn forwarded(function: &Function, strict: bool) -> Finding {
    let what = match strict {
        true => "was refused with 500",
        false => "was forwarded, which Azure does not do: the caller gets 500 there",
    };
    let message = format!("a body with `Transfer-Encoding: chunked` {what}");
    super::finding(&INFO, &function.place, message)
        .help("send a `Content-Length`, or set `enableProxyingHttpRequest` in host.json")
}
