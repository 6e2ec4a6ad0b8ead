//! The handler process: spawn, readiness, output, restart policy, kill.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::diagnostics::Finding;
use crate::emulator::event::Events;
use crate::emulator::plan::{Environment, HandlerPlan};

/// The handler process of one app, through all its restarts.
pub struct Handler {
    address: Option<SocketAddr>,
}

impl Handler {
    /// Starts the handler in the background (H-START-01).
    pub fn start(
        _plan: HandlerPlan,
        _environment: Environment,
        _events: Events,
        _strict: bool,
    ) -> Arc<Handler> {
        Arc::new(Handler { address: None })
    }

    /// A handler that somebody else started, in a debugger for example (`--attach`). Polled
    /// until it answers, never killed, never restarted.
    pub fn attach(address: SocketAddr, _events: Events) -> Arc<Handler> {
        Arc::new(Handler {
            address: Some(address),
        })
    }

    /// No handler: an app without functions (H-DISC-09) or with host errors.
    pub fn none() -> Arc<Handler> {
        Arc::new(Handler { address: None })
    }

    /// Waits until the handler takes calls, at most (3+1) x the initialization timeout
    /// (H-START-43).
    ///
    /// # Errors
    /// Why it never will, at once when that is known already (unless `strict`).
    pub async fn ready(&self) -> Result<SocketAddr, Finding> {
        match self.address {
            Some(address) => Ok(address),
            None => Err(crate::emulator::faults::finding(
                &crate::emulator::faults::spawn_failed::INFO,
                "host.json",
                "there is no handler",
            )),
        }
    }

    /// How long the first start took, once it is ready.
    pub fn started_in(&self) -> Option<Duration> {
        None
    }

    /// Kills the process and starts it again without counting an error (H-START-42).
    pub fn restart(&self) {}

    /// Resolves when the host has to stop for good (H-START-34), with the reason.
    pub async fn gave_up(&self) -> Finding {
        std::future::pending().await
    }

    /// Kills the process and everything it started, and waits until they are gone.
    pub async fn stop(&self) {}
}
