//! One call to the service as data, and its answer.

use std::time::Duration;

use bytes::Bytes;
use hyper::{HeaderMap, Method, StatusCode};

use super::address::Service;
use super::error;
use crate::emulator::storage::StorageError;

/// How long a call may take that moves little data.
const SMALL: Duration = Duration::from_secs(60);

/// How long a call may take that moves the content of a blob.
const LARGE: Duration = Duration::from_secs(600);

/// A call to the service.
pub struct Request {
    /// What it does, for errors: `delete blob `a``.
    pub what: String,
    /// Which service it is for.
    pub service: Service,
    /// Its method.
    pub method: Method,
    /// The path below the account's address, encoded.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(&'static str, String)>,
    /// More headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
    /// Whether doing it twice is like doing it once.
    pub repeatable: bool,
    /// How long one attempt may take.
    pub limit: Duration,
}

impl Request {
    /// A call without query and body. Everything but `POST` may be repeated.
    pub fn new(service: Service, method: Method, path: String, what: String) -> Self {
        Request {
            what,
            service,
            repeatable: method != Method::POST,
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            body: Bytes::new(),
            limit: SMALL,
        }
    }

    /// Adds to the query.
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Gives it a body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Doing it twice would do more than doing it once.
    pub fn once(mut self) -> Self {
        self.repeatable = false;
        self
    }

    /// It moves the content of a blob and may take long.
    pub fn large(mut self) -> Self {
        self.limit = LARGE;
        self
    }

    /// An answer that makes no sense.
    pub fn nonsense(&self, why: &str) -> StorageError {
        let what = &self.what;
        error::unavailable(format!("cannot {what}: the answer cannot be read: {why}"))
    }
}

/// An answer that says yes.
#[derive(Debug)]
pub struct Response {
    /// 200 to 299.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, complete.
    pub body: Bytes,
}

impl Response {
    /// A header that is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
