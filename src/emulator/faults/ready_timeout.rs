//! The handler did not answer in time after it was started.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "ready-timeout",
    severity: Severity::Error,
    summary: "the handler did not answer in time after it was started",
    why: "The host sends `GET /` every 25 ms and waits 30 seconds \
          (`customHandler.initializationTimeout`) for any HTTP answer. Then it kills the process \
          and starts it again; after the third failure the app is down.",
    fix: "Start listening before any slow work, or raise `initializationTimeout` in host.json \
          (`\"00:01:00\"` is a minute; `\"60\"` would be 60 days).",
};
