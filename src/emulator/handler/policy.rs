//! What follows when the handler ends: the restart policy. No process, no clock.

use std::time::{Duration, Instant};

/// How many failures stop the host (H-START-34).
pub const THRESHOLD: usize = 3;

/// After this much time without a failure the earlier ones are forgotten (H-START-35).
const MEMORY: Duration = Duration::from_secs(30 * 60);

/// What an exit code means to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Code 0: it wanted to end, nothing follows (H-START-36).
    Intended,
    /// Code 200: it wants to be started again (H-START-38).
    Again,
    /// Any other code, or a signal: a failure (H-START-33).
    Failure,
}

impl Exit {
    /// The meaning of a code; `None` when a signal ended the process.
    pub fn of(code: Option<i32>) -> Exit {
        match code {
            Some(0) => Exit::Intended,
            Some(200) => Exit::Again,
            _ => Exit::Failure,
        }
    }
}

/// What follows a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Start a new process at once; holds how many failures are on record.
    Restart(usize),
    /// Stop the host.
    GiveUp,
}

/// The failures on record.
#[derive(Debug, Default)]
pub struct Policy {
    failures: usize,
    last: Option<Instant>,
}

impl Policy {
    /// Puts a failure on record (H-START-34, H-START-35).
    pub fn record(&mut self, now: Instant) -> Verdict {
        let stale = |last| now.duration_since(last) > MEMORY;
        if self.last.replace(now).is_some_and(stale) {
            self.failures = 0;
        }
        self.failures += 1;
        if self.failures < THRESHOLD {
            Verdict::Restart(self.failures)
        } else {
            Verdict::GiveUp
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    // H-START-33, H-START-36, H-START-38
    #[test]
    fn only_0_and_200_are_no_failures() {
        assert_eq!(Exit::of(Some(0)), Exit::Intended);
        assert_eq!(Exit::of(Some(200)), Exit::Again);
        for code in [Some(1), Some(-1), Some(137), None] {
            assert_eq!(Exit::of(code), Exit::Failure);
        }
    }

    // H-START-34, V-50
    #[test]
    fn the_third_failure_stops_the_host() {
        let mut policy = Policy::default();
        let now = Instant::now();
        assert_eq!(policy.record(now), Verdict::Restart(1));
        assert_eq!(policy.record(now), Verdict::Restart(2));
        assert_eq!(policy.record(now), Verdict::GiveUp);
    }

    // H-START-35
    #[test]
    fn more_than_thirty_minutes_of_peace_clear_the_record() {
        let start = Instant::now();
        let at = |minutes: u64, seconds: u64| start + Duration::from_secs(minutes * 60 + seconds);
        let mut policy = Policy::default();
        assert_eq!(policy.record(at(0, 0)), Verdict::Restart(1));
        assert_eq!(policy.record(at(30, 0)), Verdict::Restart(2));
        assert_eq!(policy.record(at(60, 1)), Verdict::Restart(1));
        assert_eq!(policy.record(at(90, 1)), Verdict::Restart(2));
        assert_eq!(policy.record(at(120, 1)), Verdict::GiveUp);
    }
}
