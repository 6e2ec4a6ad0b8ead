//! The accept loop: one task a connection, HTTP/1.1 with keep-alive.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Current;
use super::head::{LARGEST_HEAD, Tee};
use super::service::Front;
use crate::emulator::Options;

/// Most header lines a request may have.
const MOST_HEADERS: usize = 1000;
/// How long a caller may take to send the head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long running requests get at the end (H-START-46).
const GRACE: Duration = Duration::from_secs(10);
/// The pause after a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop` resolves, then lets running requests end for a moment (H-START-46).
pub async fn serve(
    listener: TcpListener,
    current: Current,
    options: Arc<Options>,
    stop: impl Future<Output = ()>,
) {
    let address = listener.local_addr();
    let port = address.map_or(options.port, |address| address.port());
    let front = Arc::new(Front::new(current, options, port));
    let (stopping, _) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, front.clone(), stopping.subscribe()));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    stopping.send_replace(true);
    let ended = async { while connections.join_next().await.is_some() {} };
    // What still runs after that is dropped with its connection.
    let _ = tokio::time::timeout(GRACE, ended).await;
}

async fn connection(stream: TcpStream, front: Arc<Front>, mut stopping: watch::Receiver<bool>) {
    // Only costs latency when it fails.
    let _ = stream.set_nodelay(true);
    let (stream, recorder) = Tee::new(stream);
    let service = service_fn(move |request| {
        let head = recorder.take(&request);
        let front = front.clone();
        async move { Ok::<_, Infallible>(front.answer(request, head).await) }
    });
    let connection = protocol().serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // A connection that breaks concerns only the caller.
        _ = connection.as_mut() => return,
        _ = stopping.wait_for(|stopping| *stopping) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

fn protocol() -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MOST_HEADERS)
        .max_header_size(LARGEST_HEAD)
        .max_buf_size(2 * LARGEST_HEAD)
        .preserve_header_case(true);
    protocol
}
