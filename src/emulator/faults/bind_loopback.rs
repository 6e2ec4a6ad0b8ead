//! The handler listens where the host does not call: on IPv6 only.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "bind-loopback",
    severity: Severity::Error,
    summary: "the handler listens where the host does not call: on IPv6 only",
    why: "The host calls the IPv4 address 127.0.0.1. A server that binds `localhost` may get \
          `::1` only, and then looks dead.",
    fix: "Bind 127.0.0.1 (or 0.0.0.0) instead of `localhost` or `::1`.",
};
