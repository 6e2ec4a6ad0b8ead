//! The life of `fch run`: front end up, handler ready, triggers on, swaps, and down again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use super::event::Level;
use super::generation::{Generation, State};
use super::host::Setup;
use super::plan::Plan;
use super::reload::Reloads;
use super::{Host, Options, front};
use crate::error::{Failure, Result};

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
    let mut retired = Vec::new();
    let mut generation = Generation::begin(&setup, host, &state);
    let last = loop {
        tokio::select! {
            _ = &mut stop => break Some(generation),
            finding = generation.gave_up() => {
                if reloads.is_some() {
                    let line = "the next change of its files starts the handler again";
                    setup.events.host(Level::Information, line.to_owned());
                } else {
                    state.send_replace(State::Over(Box::new(finding)));
                    // The commands stop the session as soon as they have seen it.
                    let _ = (&mut stop).await;
                    break Some(generation);
                }
            }
            () = next(&mut reloads) => {
                let began = Instant::now();
                let Some(plan) = planned(&setup) else { continue };
                current.send_replace(None);
                tokio::select! {
                    _ = &mut stop => break None,
                    () = generation.make_room(&mut retired) => {}
                }
                if let Some(reloads) = &mut reloads {
                    reloads.follow(&plan);
                }
                let setup = Setup { began, ..setup.clone() };
                let host = Host::start(&setup, plan);
                current.send_replace(Some(Arc::clone(&host)));
                generation = Generation::begin(&setup, host, &state);
            }
        }
    };
    drop(end_front);
    if let Some(generation) = last {
        generation.end().await;
    }
    for old in retired {
        old.end().await;
    }
    current.send_replace(None);
    // Whoever waits for the next app waits in vain.
    drop(current);
    // The front end has its own limit for ending.
    let _ = front.await;
}

async fn next(reloads: &mut Option<Reloads>) {
    match reloads {
        Some(reloads) => reloads.next().await,
        None => std::future::pending().await,
    }
}

/// The changed app. When it cannot be read the running one goes on.
fn planned(setup: &Setup) -> Option<Plan> {
    let plan = Host::plan(setup);
    let told = |failure: &Failure| {
        let line = format!("not reloaded, the old app stays: {failure}");
        setup.events.host(Level::Error, line);
    };
    plan.inspect_err(told).ok()
}
