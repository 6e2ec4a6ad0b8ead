//! The handler answered 404: it may not know the path the host uses.

use crate::diagnostics::{RuleInfo, Severity};

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
