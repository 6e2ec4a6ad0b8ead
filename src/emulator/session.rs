//! A host that serves, as the commands see it: what they ask for, and what they get.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::event::Events;
use super::generation::State;
use super::plan::Plan;
use super::reload::{Rebuild, Reloads};
use super::{Host, Options, Setup, serve};
use crate::app::Root;
use crate::diagnostics::Finding;
use crate::error::{Failure, Result};

/// What is to be served.
#[derive(Debug, Clone)]
pub struct Start {
    /// The app.
    pub root: Root,
    /// How to serve it.
    pub options: Options,
    /// The functions to load; empty means all (`--functions`, H-DISC-40).
    pub functions: Vec<String>,
    /// A handler that runs already (`--attach`).
    pub attach: Option<SocketAddr>,
    /// Swap the app when its files change (`--watch`).
    pub watch: Option<Rebuild>,
}

/// A front end that listens. Dropping it without [`Session::stop`] leaves the clean-up to the
/// operating system.
#[derive(Debug)]
pub struct Session {
    /// Where the front end listens.
    pub address: SocketAddr,
    /// What it serves at first.
    pub plan: Arc<Plan>,
    state: watch::Receiver<State>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Session {
    /// A session whose `task` keeps `state` up to date and ends, the handler killed, after a
    /// message on `stop`, or when that is dropped.
    pub fn new(
        address: SocketAddr,
        plan: Arc<Plan>,
        state: watch::Receiver<State>,
        stop: oneshot::Sender<()>,
        task: JoinHandle<()>,
    ) -> Self {
        Session {
            address,
            plan,
            state,
            stop,
            task,
        }
    }

    /// Waits until requests are answered.
    ///
    /// # Errors
    /// Why they never will be.
    pub async fn ready(&mut self) -> std::result::Result<(), Finding> {
        let settled = |state: &State| !matches!(state, State::Starting);
        match self.state.wait_for(settled).await.as_deref() {
            Ok(State::Over(why) | State::Unable(why)) => Err(why.as_ref().clone()),
            Ok(_) => Ok(()),
            // The task is gone; whoever asks next finds nobody listening.
            Err(_) => Ok(()),
        }
    }

    /// Resolves when the host stops for good, with the reason; never while all is well.
    pub async fn over(&mut self) -> Finding {
        let over = |state: &State| matches!(state, State::Over(_));
        if let Ok(State::Over(why)) = self.state.wait_for(over).await.as_deref() {
            return why.as_ref().clone();
        }
        std::future::pending().await
    }

    /// Stops serving, kills the handler, and waits until both are done.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

/// Loads the app, listens, starts the handler and the triggers. Returns as soon as the front end
/// listens.
///
/// # Errors
/// When local.settings.json cannot be used, or the port is taken (H-START-49).
pub async fn serve(start: Start, events: Events) -> Result<Session> {
    let began = Instant::now();
    let listener = serve::bind(&start.options).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::usage("cannot listen").because(error))?;
    let setup = Setup {
        root: start.root,
        options: Arc::new(start.options),
        address,
        attach: start.attach,
        functions: start.functions,
        captured: Arc::default(),
        events,
        began,
    };
    let plan = Host::plan(&setup)?;
    let watch = start
        .watch
        .map(|build| Reloads::new(&setup, &plan, build))
        .transpose()?;
    let host = Host::start(&setup, plan);
    let (report, state) = watch::channel(State::Starting);
    let (stop, stopped) = oneshot::channel();
    let plan = Arc::clone(&host.plan);
    let task = tokio::spawn(serve::run(setup, listener, host, watch, report, stopped));
    Ok(Session::new(address, plan, state, stop, task))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::faults;

    fn session() -> (Session, watch::Sender<State>) {
        let (report, state) = watch::channel(State::Starting);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move { drop(stopped.await) });
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let plan = Arc::new(crate::emulator::samples::plan(Vec::new()));
        (Session::new(address, plan, state, stop, task), report)
    }

    #[tokio::test]
    async fn it_waits_for_the_first_answer_and_for_the_end() {
        let (mut session, report) = session();
        report.send(State::Ready).unwrap();
        assert!(session.ready().await.is_ok());
        let why = faults::finding(&faults::restart_budget::INFO, "host.json", "gone");
        report.send(State::Over(Box::new(why))).unwrap();
        assert_eq!(session.over().await.message, "gone");
        assert!(session.ready().await.is_err());
        session.stop().await;
    }
}
