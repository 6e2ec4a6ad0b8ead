//! The handler's life with real processes.
#![allow(clippy::unwrap_used)]

#[cfg(unix)]
mod end;
#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod start;

use std::time::Duration;

use crate::emulator::plan::HandlerPlan;

/// A plan that runs `executable` in the folder for temporary files.
pub fn plan(executable: &str, arguments: &[&str]) -> HandlerPlan {
    let root = std::env::temp_dir();
    HandlerPlan {
        executable: executable.to_owned(),
        written: executable.to_owned(),
        arguments: arguments.iter().map(|a| (*a).to_owned()).collect(),
        worker_path: None,
        worker_arguments: Vec::new(),
        working_directory: root.clone(),
        root,
        port: None,
        initialization_timeout: Duration::from_secs(10),
        stderr_is_error: true,
        legacy: false,
        forwarding: false,
        proxying: false,
    }
}
