//! The connections to an account: plain and TLS.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::error;
use super::request::Response;
use crate::emulator::storage::StorageError;

const CONNECT: Duration = Duration::from_secs(5);

/// Shorter than what Azurite waits (5 s) before it closes a connection: a call must not meet
/// a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(4);

/// The connections to an account. Uses no proxy. The certificates of the system are read only
/// where an address asks for TLS.
pub enum Transport {
    /// Without TLS.
    Plain(Client<HttpConnector, Full<Bytes>>),
    /// With TLS, for addresses that ask for it.
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

/// Whether another attempt makes sense.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It would fail again.
    No,
    /// The service did nothing, so any call may be made again.
    Yes,
    /// The service may have done it: only for calls that can be repeated.
    Repeatable,
}

/// Why no answer came.
pub struct Silence {
    /// `Connection refused (os error 111)`.
    pub why: String,
    /// Whether to try again.
    pub again: Again,
}

impl Transport {
    /// With TLS when `tls`; reads the certificates then.
    ///
    /// # Errors
    /// When the system has no certificates to trust.
    pub fn new(tls: bool) -> Result<Transport, StorageError> {
        let mut http = HttpConnector::new();
        http.set_connect_timeout(Some(CONNECT));
        http.set_nodelay(true);
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE);
        if !tls {
            return Ok(Transport::Plain(builder.build(http)));
        }
        http.enforce_http(false);
        let trusted = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| {
                error::unavailable(format!("cannot read this system's certificates: {error}"))
            })?;
        let https = trusted.https_or_http().enable_http1().wrap_connector(http);
        Ok(Transport::Tls(builder.build(https)))
    }

    fn send(&self, message: hyper::Request<Full<Bytes>>) -> ResponseFuture {
        match self {
            Transport::Plain(client) => client.request(message),
            Transport::Tls(client) => client.request(message),
        }
    }

    /// Sends `message` and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn exchange(
        &self,
        message: hyper::Request<Full<Bytes>>,
    ) -> Result<Response, Silence> {
        let answer = self.send(message).await.map_err(|error| Silence {
            why: root_cause(&error),
            again: match error.is_connect() {
                true => Again::Yes,
                false => Again::Repeatable,
            },
        })?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| Silence {
            why: root_cause(&error),
            again: Again::Repeatable,
        })?;
        Ok(Response {
            status: head.status,
            headers: head.headers,
            body: body.to_bytes(),
        })
    }
}

/// The innermost error: `Connection refused (os error 111)`.
fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
