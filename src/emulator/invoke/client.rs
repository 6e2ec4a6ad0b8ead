//! Connections to the handler: HTTP/1.1, kept alive, pooled (H-REQ-06).
//!
//! The newest idle connection is taken first, so that the others can grow old. A connection
//! that the handler closed meanwhile is replaced, and a request without a body that fell into
//! that gap is sent again, as .NET's client does.

mod link;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::emulator::body::{self, Body};
use link::{Link, Watched};

/// Most idle connections that are kept.
const MOST_IDLE: usize = 256;
/// How long an unused connection is kept, as .NET does.
const IDLE_AGE: Duration = Duration::from_secs(60);
/// Largest head of an answer in bytes; .NET's limit. Also how much of a body is read ahead.
const HEAD_LIMIT: usize = 64 * 1024;
/// Most headers of an answer: hyper's limit while it parses without allocating. .NET counts
/// bytes only.
const HEADER_LIMIT: usize = 100;
/// How often a connection is asked whether it is still moving.
const TICK: Duration = Duration::from_secs(10);

/// A pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pool: Arc<Pool>,
    tick: Duration,
}

/// Why there is no response.
#[derive(Debug)]
pub enum SendError {
    /// Nobody listens.
    Connect(std::io::Error),
    /// The connection ended or the other side does not speak HTTP. Reads on after `the handler`.
    Broken(String),
    /// No byte went either way for this long.
    Silent(Duration),
}

/// A request that was not answered.
pub(super) struct Unanswered {
    /// Why.
    pub error: SendError,
    /// The request, when sending it again cannot make the handler do something twice.
    pub request: Option<Request<Body>>,
}

#[derive(Default)]
struct Pool {
    idle: Mutex<VecDeque<Idle>>,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

struct Connection {
    address: SocketAddr,
    sender: SendRequest<Body>,
    link: Arc<Link>,
}

impl Default for Client {
    fn default() -> Self {
        Client::ticking(TICK)
    }
}

impl Client {
    /// A pool that looks for silent connections once a `tick`.
    fn ticking(tick: Duration) -> Client {
        Client {
            pool: Arc::default(),
            tick,
        }
    }

    /// Sends one request; the URI needs only path and query.
    ///
    /// # Errors
    /// When the connection cannot be made or breaks before the response's head.
    pub async fn send(
        &self,
        address: SocketAddr,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, SendError> {
        let answer = self.attempt(address, request, None).await;
        answer.map_err(|unanswered| unanswered.error)
    }

    /// Sends one request and ends its connection when no byte goes either way for `silence`,
    /// until the end of the response's body. Gives the request back when it may be sent again.
    pub(super) async fn attempt(
        &self,
        address: SocketAddr,
        mut request: Request<Body>,
        silence: Option<Duration>,
    ) -> Result<Response<Incoming>, Box<Unanswered>> {
        if let Some(reused) = self.pool.take(address) {
            let spare = spare(&request);
            match self.exchange(reused, request, spare, silence).await {
                Err(Unanswered {
                    request: Some(again),
                    ..
                }) => request = again,
                answer => return answer.map_err(Box::new),
            }
        }
        match self.connect(address).await {
            Ok(fresh) => {
                let answer = self.exchange(fresh, request, None, silence).await;
                answer.map_err(Box::new)
            }
            Err(error) => Err(Box::new(Unanswered {
                error,
                request: Some(request),
            })),
        }
    }

    async fn connect(&self, address: SocketAddr) -> Result<Connection, SendError> {
        let stream = TcpStream::connect(address).await;
        let stream = stream.map_err(SendError::Connect)?;
        // Only slower without.
        let _ = stream.set_nodelay(true);
        let link = Arc::new(Link::default());
        let io = TokioIo::new(Watched::new(stream, Arc::clone(&link)));
        let (sender, connection) = Builder::new()
            .preserve_header_case(true)
            .title_case_headers(true)
            .max_buf_size(HEAD_LIMIT)
            .handshake(io)
            .await
            .map_err(|error| SendError::Broken(format!("broke the connection: {error}")))?;
        let watched = Arc::clone(&link);
        tokio::spawn(link::run(connection.with_upgrades(), watched, self.tick));
        Ok(Connection {
            address,
            sender,
            link,
        })
    }

    #[allow(clippy::result_large_err)] // boxed by the caller, off the path of success
    async fn exchange(
        &self,
        mut connection: Connection,
        request: Request<Body>,
        spare: Option<Request<Body>>,
        silence: Option<Duration>,
    ) -> Result<Response<Incoming>, Unanswered> {
        connection
            .link
            .begin(silence.map(|limit| ticks(limit, self.tick)));
        match connection.sender.try_send_request(request).await {
            Ok(response) => {
                self.pool.give_back(connection);
                Ok(response)
            }
            Err(mut error) => {
                let unsent = error.take_message();
                let unheard = !connection.link.heard();
                let request = unsent.or_else(|| spare.filter(|_| unheard));
                let error = match (connection.link.was_silent(), silence) {
                    (true, Some(limit)) => SendError::Silent(limit),
                    _ => SendError::Broken(describe(&error.into_error(), unheard)),
                };
                Err(Unanswered { error, request })
            }
        }
    }
}

/// A copy of a request without a body.
fn spare(request: &Request<Body>) -> Option<Request<Body>> {
    if !request.body().is_end_stream() {
        return None;
    }
    let mut copy = Request::new(body::empty());
    copy.method_mut().clone_from(request.method());
    copy.uri_mut().clone_from(request.uri());
    copy.headers_mut().clone_from(request.headers());
    copy.extensions_mut().clone_from(request.extensions());
    Some(copy)
}

fn ticks(limit: Duration, tick: Duration) -> u32 {
    let ticks = limit.as_millis() / tick.as_millis().max(1);
    u32::try_from(ticks).unwrap_or(u32::MAX).max(1)
}

/// What the handler did, as words that read on after `the handler`.
fn describe(error: &hyper::Error, unheard: bool) -> String {
    if error.is_parse_too_large() {
        let size = HEAD_LIMIT / 1024;
        return format!("sent more than {HEADER_LIMIT} headers, or more than {size} KiB of them");
    }
    if error.is_parse() {
        return format!("answered something that is not HTTP/1.1 ({error})");
    }
    if error.is_incomplete_message() && !unheard {
        return "closed the connection in the middle of its answer's headers".to_owned();
    }
    "closed the connection before it answered".to_owned()
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, VecDeque<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The idle connection that was used last, if it can still be used.
    fn take(&self, address: SocketAddr) -> Option<Connection> {
        let mut idle = self.idle();
        while let Some(last) = idle.pop_back() {
            if last.connection.address != address || last.since.elapsed() > IDLE_AGE {
                // Whatever is left is older, or of a handler that is gone.
                idle.clear();
                return None;
            }
            if last.connection.sender.is_ready() {
                return Some(last.connection);
            }
        }
        None
    }

    /// Keeps a connection for the next request, as soon as the answer's body has been read. One
    /// whose body is dropped early closes and is not kept.
    fn give_back(self: &Arc<Self>, mut connection: Connection) {
        if connection.sender.is_ready() {
            return self.put(connection);
        }
        let pool = Arc::downgrade(self);
        tokio::spawn(async move {
            if connection.sender.ready().await.is_ok()
                && let Some(pool) = pool.upgrade()
            {
                pool.put(connection);
            }
        });
    }

    fn put(&self, connection: Connection) {
        connection.link.rest();
        let since = Instant::now();
        let mut idle = self.idle();
        let old = |idle: &Idle| since.duration_since(idle.since) > IDLE_AGE;
        while idle.len() >= MOST_IDLE || idle.front().is_some_and(old) {
            idle.pop_front();
        }
        idle.push_back(Idle { connection, since });
    }
}
