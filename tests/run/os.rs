//! Processes by their number.

use std::path::PathBuf;

use serde_json::Value as Json;

/// The program that a living process runs. A process that is dead and only waits to be
/// collected has none.
#[cfg(target_os = "linux")]
pub(super) fn program(pid: u64) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{pid}/exe")).ok()
}

/// Not known on this system.
#[cfg(not(target_os = "linux"))]
pub(super) fn program(_pid: u64) -> Option<PathBuf> {
    None
}

/// Whether the process is a probe that lives.
pub(super) fn is_probe(pid: u64) -> bool {
    program(pid).is_some_and(|path| path == super::app::probe())
}

/// Sends Ctrl+C to one process.
#[cfg(unix)]
pub(crate) fn interrupt(pid: u32) {
    let pid = rustix::process::Pid::from_raw(pid.try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
}

/// Ends the probes of a test that are still there, whatever `fch` did.
#[cfg(unix)]
pub(super) fn end_probes(starts: &[Json]) {
    let numbers = starts.iter().flat_map(|s| [&s["pid"], &s["grandchild"]]);
    let living = numbers
        .filter_map(Json::as_u64)
        .filter(|pid| is_probe(*pid));
    for pid in living.filter_map(|pid| rustix::process::Pid::from_raw(pid as i32)) {
        // It may end in this moment.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

/// They end themselves after a while.
#[cfg(not(unix))]
pub(super) fn end_probes(_starts: &[Json]) {}
