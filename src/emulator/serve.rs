//! The life of `fch run`: front end up, handler ready, triggers on, swaps, and down again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::banner;
use super::event::{Event, Events, Level};
use super::reload::Reloads;
use super::session::State;
use super::triggers::captured::Captured;
use super::{Host, Options, front, triggers};
use crate::app::Root;
use crate::error::{Failure, Result};

/// How long running invocations may go on when the handler is about to be replaced.
const SWAP_DRAIN: Duration = Duration::from_secs(5);
/// The same when everything ends; whoever is in a hurry presses Ctrl-C again.
const LAST_DRAIN: Duration = Duration::from_secs(2);

/// What to run, and how.
#[derive(Clone)]
pub struct Setup {
    /// The app.
    pub root: Root,
    /// What the user asked for.
    pub options: Arc<Options>,
    /// Where the front end listens.
    pub address: SocketAddr,
    /// A handler that runs already.
    pub attach: Option<SocketAddr>,
    /// Only these functions; all when empty.
    pub functions: Vec<String>,
    /// Where outputs go that go nowhere.
    pub captured: Arc<Captured>,
    /// Where to report.
    pub events: Events,
    /// When the start began.
    pub began: Instant,
}

/// Binds the front end (H-ROUTE-01, H-ROUTE-02).
///
/// # Errors
/// When the port is taken (H-START-49), or the CORS policy is one that ASP.NET refuses at start
/// (H-ROUTE-24).
pub async fn bind(options: &Options) -> Result<TcpListener> {
    if options.cors_credentials && options.cors.iter().any(|origin| origin == "*") {
        return Err(
            Failure::usage("CORS for any origin (`*`) cannot allow credentials")
                .help("name the origins, or leave the credentials out"),
        );
    }
    let address = SocketAddr::new(options.address, options.port);
    TcpListener::bind(address).await.map_err(|error| {
        let failure = Failure::usage(format!("cannot listen on {address}")).because(&error);
        match error.kind() {
            std::io::ErrorKind::AddrInUse => failure
                .help("is another `fch run` or `func start` running?")
                .help("`--port 0` takes a free port, `--port N` another one"),
            _ => failure,
        }
    })
}

/// Runs `host` until `stop` fires or the handler fails for good; `reloads` swaps the app. The
/// front end stays through a swap, and requests wait.
pub async fn run(
    setup: Setup,
    listener: TcpListener,
    host: Arc<Host>,
    mut reloads: Option<Reloads>,
    state: watch::Sender<State>,
    mut stop: oneshot::Receiver<()>,
) {
    let (current, hosts) = watch::channel(Some(Arc::clone(&host)));
    let (end_front, front_ends) = oneshot::channel::<()>();
    let options = Arc::clone(&setup.options);
    let front = tokio::spawn(front::serve(listener, hosts, options, async {
        // A dropped sender means the same: end.
        let _ = front_ends.await;
    }));
    let mut generation = Generation::begin(&setup, host, &state);
    loop {
        tokio::select! {
            _ = &mut stop => break,
            finding = generation.host.handler.gave_up(), if !generation.is_over => {
                // Whoever watches mends the handler, and the next change starts it again.
                generation.is_over = true;
                if reloads.is_none() {
                    state.send_replace(State::Over(Box::new(finding)));
                    // The commands stop the session as soon as they have seen it.
                    let _ = (&mut stop).await;
                    break;
                }
            }
            () = next(&mut reloads) => {
                generation = swap(&setup, generation, &current, &state).await;
            }
        }
    }
    drop(end_front);
    generation.end(LAST_DRAIN).await;
    current.send_replace(None);
    // The front end has its own limit for ending.
    let _ = front.await;
}

async fn next(reloads: &mut Option<Reloads>) {
    match reloads {
        Some(reloads) => reloads.next().await,
        None => std::future::pending().await,
    }
}

/// One host, and what runs beside its front end.
struct Generation {
    host: Arc<Host>,
    starter: JoinHandle<Option<triggers::Running>>,
    is_over: bool,
}

impl Generation {
    /// Turns the triggers on as soon as the handler is ready.
    fn begin(setup: &Setup, host: Arc<Host>, state: &watch::Sender<State>) -> Generation {
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
            starting.handler.ready().await.ok()?;
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
            is_over: false,
        }
    }

    /// Stops triggers, lets invocations end for a while, kills the handler.
    async fn end(self, drain: Duration) {
        if !self.starter.is_finished() {
            self.starter.abort();
        } else if let Ok(Some(running)) = self.starter.await {
            running.stop().await;
        }
        self.host.in_flight.drain(drain).await;
        self.host.handler.stop().await;
    }
}

/// Ends `old` and starts the app anew. When the app cannot be read the old one goes on.
async fn swap(
    setup: &Setup,
    old: Generation,
    current: &watch::Sender<Option<Arc<Host>>>,
    state: &watch::Sender<State>,
) -> Generation {
    let setup = Setup {
        began: Instant::now(),
        ..setup.clone()
    };
    let plan = match Host::plan(&setup) {
        Ok(plan) => plan,
        Err(failure) => {
            let line = format!("not reloaded: {failure}");
            setup.events.host(Level::Error, line);
            return old;
        }
    };
    current.send_replace(None);
    old.end(SWAP_DRAIN).await;
    let host = Host::start(&setup, plan);
    current.send_replace(Some(Arc::clone(&host)));
    Generation::begin(&setup, host, state)
}
