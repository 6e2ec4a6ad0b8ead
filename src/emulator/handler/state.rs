//! Where the handler stands, as callers see it.

use std::net::SocketAddr;

use super::diagnosis;
use crate::diagnostics::Finding;

/// The states of the host's dispatcher, and how they end.
#[derive(Debug, Clone)]
pub enum State {
    /// A process is being started, for the first time or again: calls wait (H-START-41).
    Starting,
    /// It takes calls at this address.
    Ready(SocketAddr),
    /// It ended well and nothing takes the calls (H-START-36), or it cannot be started at all
    /// (H-START-39).
    Idle(Finding),
    /// The host has to stop (H-START-34, H-START-43).
    GaveUp(Finding),
    /// The host was stopped.
    Stopped,
}

impl State {
    /// What a call gets; `None` while it has to wait. With `strict` it waits although nothing
    /// will come (H-START-40).
    pub fn outcome(&self, strict: bool) -> Option<Result<SocketAddr, Finding>> {
        match self {
            State::Starting => None,
            State::Idle(_) if strict => None,
            State::Ready(address) => Some(Ok(*address)),
            State::Idle(why) | State::GaveUp(why) => Some(Err(why.clone())),
            State::Stopped => Some(Err(diagnosis::stopped())),
        }
    }

    /// True when nothing follows.
    pub fn is_final(&self) -> bool {
        matches!(self, State::GaveUp(_) | State::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // H-START-36, H-START-40, H-START-41
    #[test]
    fn calls_wait_for_a_start_and_strictly_also_for_what_never_comes() {
        let idle = State::Idle(diagnosis::closed(true));
        assert!(State::Starting.outcome(false).is_none());
        assert!(matches!(idle.outcome(false), Some(Err(_))));
        assert!(idle.outcome(true).is_none());
        assert!(matches!(State::Stopped.outcome(true), Some(Err(_))));
    }
}
