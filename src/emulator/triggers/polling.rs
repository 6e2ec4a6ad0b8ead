//! How long to wait before looking for work again.

use std::time::Duration;

/// The pause after the first look that found nothing.
const SHORTEST: Duration = Duration::from_millis(100);

/// The longest pause. Azure waits up to a minute; nobody wants to wait that long at a desk, and
/// one look a second costs next to nothing.
pub const LONGEST: Duration = Duration::from_secs(1);

/// The pause after a look that failed.
const BROKEN: Duration = Duration::from_secs(2);

/// A pause that doubles while nothing is found.
#[derive(Debug)]
pub struct Polling {
    pause: Duration,
    longest: Duration,
    is_failing: bool,
}

impl Polling {
    /// Never pauses longer than `longest` and [`LONGEST`].
    pub fn new(longest: Duration) -> Self {
        Polling {
            pause: Duration::ZERO,
            longest: longest.clamp(SHORTEST, LONGEST),
            is_failing: false,
        }
    }

    /// The look succeeded.
    pub fn found(&mut self, something: bool) {
        self.is_failing = false;
        self.pause = match something {
            true => Duration::ZERO,
            false => (self.pause * 2).clamp(SHORTEST, self.longest),
        };
    }

    /// The look failed; `true` the first time in a row, when it is worth telling.
    pub fn failed(&mut self) -> bool {
        self.pause = BROKEN;
        !std::mem::replace(&mut self.is_failing, true)
    }

    /// How long to wait now.
    pub fn pause(&self) -> Duration {
        self.pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_until_something_is_found() {
        let mut polling = Polling::new(Duration::from_secs(60));
        let mut pauses = Vec::new();
        for _ in 0..6 {
            polling.found(false);
            pauses.push(polling.pause().as_millis());
        }
        assert_eq!(pauses, [100, 200, 400, 800, 1000, 1000]);
        polling.found(true);
        assert_eq!(polling.pause(), Duration::ZERO);
    }

    #[test]
    fn a_failure_is_told_once_until_it_is_over() {
        let mut polling = Polling::new(LONGEST);
        assert!(polling.failed());
        assert!(!polling.failed());
        polling.found(false);
        assert!(polling.failed());
    }
}
