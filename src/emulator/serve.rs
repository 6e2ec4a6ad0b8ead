//! The life of `fch run`: front end up, handler ready, triggers on, swaps, and down again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::event::{Event, Events, Level};
use super::triggers::captured::Captured;
use super::{Host, Options, front, triggers};
use crate::app::Root;
use crate::diagnostics::Finding;
use crate::error::{Failure, Result};

/// How long running invocations may go on when the handler is about to be replaced.
const DRAIN: Duration = Duration::from_secs(5);

/// What to run, and how.
#[derive(Clone)]
pub struct Setup {
    /// The app.
    pub root: Root,
    /// What the user asked for.
    pub options: Arc<Options>,
    /// The port that the front end is bound to.
    pub port: u16,
    /// A handler that runs already.
    pub attach: Option<SocketAddr>,
    /// Only these functions; all when empty.
    pub functions: Vec<String>,
    /// Where outputs go that go nowhere.
    pub captured: Arc<Captured>,
    /// Where to report.
    pub events: Events,
    /// When `fch` began.
    pub began: Instant,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// Somebody asked it to.
    Stopped,
    /// The handler failed too often (H-START-34).
    GaveUp(Box<Finding>),
}

/// Binds the front end (H-ROUTE-01, H-ROUTE-02).
///
/// # Errors
/// When the port is taken (H-START-49).
pub async fn bind(options: &Options) -> Result<TcpListener> {
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

/// Runs `host` until `stop` resolves or the handler fails for good. Each message on `reload`
/// reads the app again and swaps; the front end stays, and requests wait meanwhile.
///
/// # Errors
/// None so far; a reload that fails is reported, and the app stays as it was.
pub async fn serve(
    setup: Setup,
    listener: TcpListener,
    host: Arc<Host>,
    mut reload: mpsc::Receiver<()>,
    stop: impl Future<Output = ()>,
) -> Ending {
    let (current, hosts) = watch::channel(Some(Arc::clone(&host)));
    let (end_front, front_ends) = oneshot::channel::<()>();
    let options = Arc::clone(&setup.options);
    let front = tokio::spawn(front::serve(listener, hosts, options, async {
        // A dropped sender means the same: end.
        let _ = front_ends.await;
    }));
    let mut generation = Generation::begin(&setup, host, true);
    tokio::pin!(stop);
    let ending = loop {
        tokio::select! {
            () = &mut stop => break Ending::Stopped,
            finding = generation.host.handler.gave_up() => break Ending::GaveUp(Box::new(finding)),
            Some(()) = reload.recv() => generation = swap(&setup, generation, &current).await,
        }
    };
    drop(end_front);
    generation.end(Duration::ZERO).await;
    current.send_replace(None);
    // The front end has its own limit for ending.
    let _ = front.await;
    ending
}

/// One host, and what runs beside its front end.
struct Generation {
    host: Arc<Host>,
    starter: JoinHandle<Option<triggers::Running>>,
}

impl Generation {
    /// Turns the triggers on as soon as the handler is ready.
    fn begin(setup: &Setup, host: Arc<Host>, first: bool) -> Generation {
        let (events, began) = (setup.events.clone(), setup.began);
        let starting = Arc::clone(&host);
        let starter = tokio::spawn(async move {
            if starting.handler.ready().await.is_err() {
                return None;
            }
            if let (true, Some(handler)) = (first, starting.handler.started_in()) {
                let own = began.elapsed().saturating_sub(handler);
                events.report(Event::Ready { handler, own });
            }
            Some(triggers::start(&starting))
        });
        Generation { host, starter }
    }

    /// Stops triggers, lets invocations end for a while, kills the handler.
    async fn end(self, drain: Duration) {
        if self.starter.is_finished() {
            if let Ok(Some(running)) = self.starter.await {
                running.stop().await;
            }
        } else {
            self.starter.abort();
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
) -> Generation {
    let plan = match Host::plan(setup) {
        Ok(plan) => plan,
        Err(failure) => {
            setup
                .events
                .host(Level::Error, format!("not reloaded: {failure}"));
            return old;
        }
    };
    let started = Instant::now();
    current.send_replace(None);
    old.end(DRAIN).await;
    let host = Host::start(setup, plan);
    current.send_replace(Some(Arc::clone(&host)));
    let generation = Generation::begin(setup, Arc::clone(&host), false);
    if host.handler.ready().await.is_ok() {
        let line = format!("reloaded in {} ms", started.elapsed().as_millis());
        setup.events.host(Level::Information, line);
    }
    generation
}
