//! What starts functions by itself.
//!
//! One file a trigger ([`timer`], [`queue`], [`blob`]); [`sample`] makes events to fire by hand;
//! [`support`](mod@support) says what becomes of which binding.
//!
//! To add a trigger: write its file with a `serve` that ends when [`stop::Stop`] says so, start
//! it in [`start`], name it in `support`.

pub mod blob;
mod polling;
pub mod queue;
pub mod runner;
pub mod sample;
pub mod stop;
pub mod support;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod testing;
pub mod timer;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

pub use support::support;

use super::Host;
use super::event::Level;
use super::io::Encoding;
use super::plan::Function;
use super::storage::Store;
use runner::Runner;
use stop::{Stop, Stopper};
use timer::Statuses;

/// How long to wait before an account that could not be opened is tried again.
const REOPEN: Duration = Duration::from_secs(5);

/// The triggers that run; dropping it stops them at once.
pub struct Running {
    tasks: JoinSet<()>,
    stopper: Stopper,
}

impl Running {
    /// Takes no more events and waits for the invocations under way, for ten seconds. Messages
    /// whose invocation has not ended by then are given back.
    pub async fn stop(mut self) {
        self.stopper.stop();
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Starts the timers, queues and blobs of all functions that are not disabled (H-DISC-36).
pub fn start(host: &Arc<Host>) -> Running {
    let (stopper, stop) = stop::signal();
    let statuses = Arc::new(Statuses::new(&host.state_folder()));
    let mut tasks = JoinSet::new();
    for function in host
        .plan
        .functions
        .iter()
        .filter(|function| !function.disabled)
    {
        let served = Served {
            host: Arc::clone(host),
            function: Arc::clone(function),
            stop: stop.clone(),
        };
        let trigger = &function.trigger;
        if trigger.is("timerTrigger") {
            tasks.spawn(served.timer(Arc::clone(&statuses)));
        } else if trigger.is("queueTrigger") {
            tasks.spawn(served.queue());
        } else if trigger.is("blobTrigger") && !support::is_event_grid(trigger) {
            tasks.spawn(served.blob());
        }
    }
    Running { tasks, stopper }
}

/// A function on its way to being served.
struct Served {
    host: Arc<Host>,
    function: Arc<Function>,
    stop: Stop,
}

impl Served {
    fn runner(&self) -> Runner {
        Runner::new(&self.host, self.stop.clone())
    }

    async fn timer(self, statuses: Arc<Statuses>) {
        let runner = self.runner();
        let environment = &self.host.plan.environment;
        let timer = match timer::Timer::new(&self.function, environment, &statuses, &runner) {
            Ok(timer) => timer,
            Err(reason) => return self.complain(&reason),
        };
        if self.handler_is_ready().await {
            timer.serve(runner).await;
        }
    }

    async fn queue(self) {
        let Some(queue) = self.function.trigger.text("queueName") else {
            return self.complain("it has no `queueName`");
        };
        let Some(store) = self.store().await else {
            return;
        };
        let listener = queue::Listener {
            function: Arc::clone(&self.function),
            // The extension makes queue names lower-case.
            queue: queue.to_lowercase(),
            options: queue::Options::read(&self.host.plan.config),
            store,
            runner: self.runner(),
        };
        listener.serve().await;
    }

    async fn blob(self) {
        let path = self.function.trigger.text("path").unwrap_or_default();
        let pattern = match blob::pattern::Pattern::parse(path) {
            Ok(pattern) => Arc::new(pattern),
            Err(reason) => return self.complain(&reason),
        };
        let Some(store) = self.store().await else {
            return;
        };
        let host_id = blob::host_id(&self.host.plan);
        let listener = blob::Listener {
            receipts: Arc::new(blob::Receipts::new(&host_id, &self.function.name)),
            pattern,
            encoding: Encoding::read(&self.host.plan.config),
            store,
            runner: self.runner(),
            function: Arc::clone(&self.function),
        };
        listener.serve().await;
    }

    /// The account of the trigger, once the handler takes calls; `None` when it is time to stop.
    async fn store(&self) -> Option<Arc<dyn Store>> {
        if !self.handler_is_ready().await {
            return None;
        }
        let connection = self.function.trigger.connection();
        let mut is_told = false;
        loop {
            let error = match self.host.storage.open(connection).await {
                Ok(store) => return Some(store),
                Err(error) => error,
            };
            if !std::mem::replace(&mut is_told, true) {
                self.complain(&error.message);
            }
            if !self.stop.sleep(REOPEN).await {
                return None;
            }
        }
    }

    /// Waits for the handler, as the host does before it listens; `false` when it is time to
    /// stop. Why a handler does not come up is told where it is started.
    async fn handler_is_ready(&self) -> bool {
        loop {
            let ready = tokio::select! {
                ready = self.host.handler.ready() => ready,
                () = self.stop.requested() => return false,
            };
            if ready.is_ok() {
                return true;
            }
            if !self.stop.sleep(REOPEN).await {
                return false;
            }
        }
    }

    fn complain(&self, reason: &str) {
        let name = &self.function.name;
        let text = format!("the trigger of `{name}` does not run: {reason}");
        self.host.events.host(Level::Error, text);
    }
}
