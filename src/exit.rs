//! What the process exit code means. One enum, one conversion, printed in `--help`.

use std::process::ExitCode;

/// How a run of `fch` ended, for scripts and CI machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: nothing to complain about, the job is done.
    Clean,
    /// 1: findings at or above `--fail-on`, or a job that failed (a build, a package).
    Findings,
    /// 2: wrong usage, a project that cannot be read, or an internal error.
    Failure,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failure => 2,
        })
    }
}
