//! What the process exit code means. One enum, one conversion, printed in `--help`.

use std::process::{ExitCode, ExitStatus};

/// How a run of `fch` ended, for scripts and CI machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: nothing to complain about, the job is done.
    Clean,
    /// 1: findings at or above `--fail-on`, or a job that failed (a build, a package).
    Findings,
    /// 2: wrong usage, a project that cannot be read, or an internal error.
    Failure,
    /// The code of a command that was run for the user (`fch run --exec`).
    Of(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failure => 2,
            Exit::Of(code) => code,
        })
    }
}

/// How a command that was run for the user ended; a signal is told as shells do, as 128 and its
/// number.
impl From<ExitStatus> for Exit {
    fn from(status: ExitStatus) -> Self {
        let code = status.code().or_else(|| Some(128 + signal(status)?));
        // Codes beyond a byte exist on Windows only; none of them means success.
        Exit::Of(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    #[test]
    fn a_signal_is_128_and_its_number() {
        let exit = |raw| Exit::from(ExitStatus::from_raw(raw));
        assert_eq!(exit(0), Exit::Of(0));
        assert_eq!(exit(3 << 8), Exit::Of(3));
        assert_eq!(exit(9), Exit::Of(137));
    }
}
