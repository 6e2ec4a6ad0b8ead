//! Connections to the handler: HTTP/1.1, kept alive, pooled (H-REQ-06).

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::emulator::body::Body;

/// A pool of connections. Cheap to clone.
#[derive(Clone, Default)]
pub struct Client;

/// Why there is no response.
#[derive(Debug)]
pub enum SendError {
    /// Nobody listens.
    Connect(std::io::Error),
    /// The connection ended or the other side does not speak HTTP.
    Broken(String),
}

impl Client {
    /// Sends one request; the URI needs only path and query.
    ///
    /// # Errors
    /// When the connection cannot be made or breaks before the response's head.
    pub async fn send(
        &self,
        _address: SocketAddr,
        _request: Request<Body>,
    ) -> Result<Response<Incoming>, SendError> {
        Err(SendError::Broken("not written yet".into()))
    }
}
