//! The handler process: spawn, readiness, output, restart policy, kill.
//!
//! [`Handler`] is what the rest of the emulator sees. Behind it one task ([`life`]) owns the
//! process and follows the host's rules; callers see a [`state`] and give orders.
//!
//! ```text
//! Handler --orders--> life --> process --> spawn (arguments, image, refusal)
//!    ^                 |          |------> output, tree, os
//!    '-----state-------'--> ready, policy, diagnosis (sockets), guard
//! ```

mod arguments;
mod diagnosis;
pub mod guard;
mod image;
mod life;
mod os;
mod output;
mod policy;
pub mod port;
mod process;
mod ready;
mod refusal;
mod sockets;
mod spawn;
mod state;
mod tree;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::diagnostics::Finding;
use crate::emulator::event::Events;
use crate::emulator::faults::{self, spawn_failed};
use crate::emulator::plan::{Environment, HandlerPlan};
use life::{Life, Order};
use spawn::Recipe;
use state::State;

/// The default initialization timeout, for a handler without a plan (H-CFG-11).
const INITIALIZATION: Duration = Duration::from_secs(30);

/// How long to wait for the end of everything, after the kill has been asked for.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// The handler process of one app, through all its restarts. Dropping it kills the process.
#[derive(Debug)]
pub struct Handler {
    state: Arc<watch::Sender<State>>,
    orders: mpsc::UnboundedSender<Order>,
    started_in: Arc<OnceLock<Duration>>,
    strict: bool,
    longest_wait: Duration,
    host_error: Option<String>,
}

impl Handler {
    /// Starts the handler in the background (H-START-01). With `strict`, calls wait as in Azure
    /// although nothing will come.
    pub fn start(
        plan: HandlerPlan,
        environment: Environment,
        events: Events,
        strict: bool,
    ) -> Arc<Handler> {
        let address = match port::choose(plan.port) {
            Ok(address) => address,
            Err(error) => return Arc::new(Handler::with_host_error(error)),
        };
        let (mut handler, orders) = Handler::in_state(State::Starting, plan.initialization_timeout);
        handler.strict = strict;
        let life = Life {
            recipe: Recipe {
                plan,
                environment,
                address,
            },
            events,
            strict,
            state: Arc::clone(&handler.state),
            orders,
            started_in: Arc::clone(&handler.started_in),
        };
        tokio::spawn(life.run());
        Arc::new(handler)
    }

    /// A handler that somebody else started, in a debugger for example (`--attach`). Polled
    /// until it answers, never killed, never restarted.
    pub fn attach(address: SocketAddr, _events: Events) -> Arc<Handler> {
        let (handler, orders) = Handler::in_state(State::Starting, INITIALIZATION);
        let state = Arc::clone(&handler.state);
        let started_in = Arc::clone(&handler.started_in);
        tokio::spawn(follow(address, state, orders, started_in));
        Arc::new(handler)
    }

    /// A handler that is ready, for tests of those who call it.
    #[cfg(test)]
    pub(crate) fn ready_at(address: SocketAddr) -> Arc<Handler> {
        let (handler, _) = Handler::in_state(State::Ready(address), INITIALIZATION);
        Arc::new(handler)
    }

    /// No handler: an app without functions (H-DISC-09) or with host errors.
    pub fn none() -> Arc<Handler> {
        let why = faults::finding(&spawn_failed::INFO, "host.json", "there is no handler");
        Arc::new(Handler::in_state(State::Idle(why), INITIALIZATION).0)
    }

    fn with_host_error(error: String) -> Handler {
        let why = faults::finding(&spawn_failed::INFO, "host.json", error.as_str());
        let (mut handler, _) = Handler::in_state(State::Idle(why), INITIALIZATION);
        handler.host_error = Some(error);
        handler
    }

    fn in_state(state: State, time: Duration) -> (Handler, mpsc::UnboundedReceiver<Order>) {
        let (orders, receiver) = mpsc::unbounded_channel();
        let handler = Handler {
            state: Arc::new(watch::Sender::new(state)),
            orders,
            started_in: Arc::default(),
            strict: false,
            longest_wait: Duration::from_secs(time.as_secs().max(1)).saturating_mul(4),
            host_error: None,
        };
        (handler, receiver)
    }

    /// Why the whole host cannot run: the fixed port cannot be used (H-CFG-40).
    pub fn host_error(&self) -> Option<&str> {
        self.host_error.as_deref()
    }

    /// Waits until the handler takes calls, at most (3+1) x the initialization timeout; after
    /// that the host has to stop (H-START-43).
    ///
    /// # Errors
    /// Why it never will, at once when that is known already (unless `strict`).
    pub async fn ready(&self) -> Result<SocketAddr, Finding> {
        if let State::Ready(address) = *self.state.borrow() {
            return Ok(address);
        }
        let mut states = self.state.subscribe();
        let settled = states.wait_for(|state| state.outcome(self.strict).is_some());
        let outcome = match timeout(self.longest_wait, settled).await {
            Ok(state) => state.ok().and_then(|state| state.outcome(self.strict)),
            Err(_) => None,
        };
        match outcome {
            Some(outcome) => outcome,
            None => Err(self.waited_too_long()),
        }
    }

    fn waited_too_long(&self) -> Finding {
        let why = diagnosis::waited(self.longest_wait);
        self.state.send_if_modified(|state| {
            let waits = state.outcome(true).is_none();
            if waits {
                *state = State::GaveUp(why.clone());
            }
            waits
        });
        why
    }

    /// How long the first start took, once it is ready.
    pub fn started_in(&self) -> Option<Duration> {
        self.started_in.get().copied()
    }

    /// Kills the process and starts it again without counting an error (H-START-42). Does
    /// nothing while it is being started.
    pub fn restart(&self) {
        self.order(Order::Restart);
    }

    /// Resolves when the host has to stop for good (H-START-34), with the reason.
    pub async fn gave_up(&self) -> Finding {
        let mut states = self.state.subscribe();
        let given_up = states.wait_for(|state| matches!(state, State::GaveUp(_)));
        if let Ok(state) = given_up.await
            && let State::GaveUp(why) = &*state
        {
            return why.clone();
        }
        std::future::pending().await
    }

    /// Kills the process and everything it started, and waits until they are gone. May be
    /// called again.
    pub async fn stop(&self) {
        self.order(Order::Stop);
        // The task drops its end of the channel when all is over.
        let _ = timeout(LAST_WAIT, self.orders.closed()).await;
    }

    fn order(&self, order: Order) {
        // Without a task there is nothing to order.
        let _ = self.orders.send(order);
    }
}

/// Polls an attached handler until it answers, then waits for the end.
async fn follow(
    address: SocketAddr,
    state: Arc<watch::Sender<State>>,
    mut orders: mpsc::UnboundedReceiver<Order>,
    started_in: Arc<OnceLock<Duration>>,
) {
    let start = Instant::now();
    let answered = async {
        ready::wait_for_ever(address).await;
        let _ = started_in.set(start.elapsed());
        state.send_replace(State::Ready(address));
        std::future::pending::<()>().await;
    };
    let stopped = async { while orders.recv().await == Some(Order::Restart) {} };
    tokio::select! {
        () = answered => {}
        () = stopped => {}
    }
    state.send_replace(State::Stopped);
}
