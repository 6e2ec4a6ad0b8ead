//! The handler could not be started.

use crate::diagnostics::{RuleInfo, Severity};

/// The text of the fault.
pub static INFO: RuleInfo = RuleInfo {
    name: "spawn-failed",
    severity: Severity::Error,
    summary: "the handler could not be started",
    why: "The host logs one error, does not try again, lets the first call wait for two minutes \
          and then shuts down.",
    fix: "Check `defaultExecutablePath`: relative to the app's root (not to \
          `workingDirectory`), built for this system, executable. `fch build` puts it there.",
};
