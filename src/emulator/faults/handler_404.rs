//! The handler answered 404: it may not know the path the host uses.

use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::emulator::event::Mode;
use crate::emulator::plan::Function;

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "handler-404",
    severity: Severity::Warning,
    summary: "the handler answered 404: it may not know the path the host uses",
    why: "With the JSON envelope the host calls `POST /NAME` with the function's name, whatever \
          the route. With forwarding or proxying it passes on the original path, route prefix \
          included.",
    fix: "Register exactly the path and verb that `fch run -v` shows; mind upper and lower case.",
};

/// The fault for a function whose call went to `target`, such as `GET /api/Orders`. Leave the
/// query out: it may hold a key.
pub fn found(function: &Function, target: &str) -> Finding {
    let message = format!("the handler answered 404 to `{target}`");
    let note = match function.mode {
        Mode::Envelope => "with the JSON envelope the path is the function's name, not its route",
        Mode::Forward | Mode::Proxy => "the path is the caller's, route prefix included",
    };
    super::finding(&INFO, &function.place, message)
        .note(note)
        .help(format!(
            "if the handler does not know it, register exactly `{target}`, in this case"
        ))
}
