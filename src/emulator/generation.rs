//! One host after another: what begins with each, and how each ends.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::event::Event;
use super::host::Setup;
use super::{Host, banner, triggers};
use crate::diagnostics::Finding;

/// How long the next host waits for this one to be gone before it starts beside it.
const COURTESY: Duration = Duration::from_secs(2);
/// How long running invocations may go on beside the next host.
const BESIDE: Duration = Duration::from_secs(30);
/// The same while the next host waits, because the handler's port is fixed.
const IN_THE_WAY: Duration = Duration::from_secs(5);
/// The same when everything ends; whoever is in a hurry presses Ctrl-C again.
const LAST: Duration = Duration::from_secs(2);

/// How far a session is.
#[derive(Debug, Clone)]
pub enum State {
    /// The handler has not answered yet.
    Starting,
    /// Requests are answered.
    Ready,
    /// The handler cannot be started; the front end says so to every caller (H-START-39).
    Unable(Box<Finding>),
    /// The host stopped for good, and why (H-START-34).
    Over(Box<Finding>),
}

/// One host, and what runs beside its front end.
pub struct Generation {
    host: Arc<Host>,
    starter: JoinHandle<Option<triggers::Running>>,
    has_given_up: bool,
}

impl Generation {
    /// Turns the triggers on as soon as the handler is ready.
    pub fn begin(setup: &Setup, host: Arc<Host>, state: &watch::Sender<State>) -> Generation {
        let (setup, state, starting) = (setup.clone(), state.clone(), Arc::clone(&host));
        let starter = tokio::spawn(async move {
            let serving = banner::serving(&setup, &starting).await;
            starting.events.report(Event::Serving(Box::new(serving)));
            let is_idle =
                starting.plan.functions.is_empty() || !starting.plan.host_errors.is_empty();
            if is_idle {
                state.send_replace(State::Ready);
                return None;
            }
            if let Err(why) = starting.handler.ready().await {
                give_up(&state, why);
                return None;
            }
            if let Some(handler) = starting.handler.started_in() {
                let own = setup.began.elapsed().saturating_sub(handler);
                starting.events.report(Event::Ready { handler, own });
            }
            state.send_replace(State::Ready);
            Some(triggers::start(&starting))
        });
        Generation {
            host,
            starter,
            has_given_up: false,
        }
    }

    /// Resolves, once, when the handler fails for good.
    pub async fn gave_up(&mut self) -> Finding {
        if self.has_given_up {
            return std::future::pending().await;
        }
        let why = self.host.handler.gave_up().await;
        self.has_given_up = true;
        why
    }

    /// Takes it out of service to make room for the next, and waits while they would be in each
    /// other's way.
    pub async fn make_room(self, retired: &mut Vec<Retired>) {
        retired.retain(|old| !old.task.is_finished());
        let plan = self.host.plan.handler.as_ref();
        let has_fixed_port = plan.is_some_and(|handler| handler.port.is_some());
        let drain = if has_fixed_port { IN_THE_WAY } else { BESIDE };
        // In the list before anything is awaited: the session may end meanwhile.
        retired.push(self.retire(drain));
        let Some(old) = retired.last_mut() else {
            return;
        };
        if has_fixed_port {
            let _ = (&mut old.task).await;
        } else {
            let _ = timeout(COURTESY, &mut old.task).await;
        }
    }

    /// Ends it because everything ends.
    pub async fn end(self) {
        self.retire(LAST).end().await;
    }

    /// Stops triggers, lets invocations end for a while, kills the handler; all in the
    /// background.
    fn retire(self, drain: Duration) -> Retired {
        let host = Arc::clone(&self.host);
        if !self.starter.is_finished() {
            self.starter.abort();
        }
        let task = tokio::spawn(async move {
            if let Ok(Some(running)) = self.starter.await {
                running.stop().await;
            }
            self.host.in_flight.drain(drain).await;
            self.host.handler.stop().await;
        });
        Retired { host, task }
    }
}

/// A host that takes no more requests and only ends what it began.
pub struct Retired {
    host: Arc<Host>,
    task: JoinHandle<()>,
}

impl Retired {
    /// Waits a little more, then kills the handler.
    pub async fn end(mut self) {
        if self.task.is_finished() {
            return;
        }
        if timeout(LAST, &mut self.task).await.is_err() {
            self.host.handler.stop().await;
        }
    }
}

/// Tells whoever waits for the first answer, unless more is known already.
fn give_up(state: &watch::Sender<State>, why: Finding) {
    state.send_if_modified(|state| {
        let waits = matches!(state, State::Starting);
        if waits {
            *state = State::Unable(Box::new(why));
        }
        waits
    });
}
