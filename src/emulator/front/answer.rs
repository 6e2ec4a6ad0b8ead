//! The few shapes of answers that the front end itself gives.

use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::emulator::body::{self, Body};

/// What a caller reads while the host cannot run functions (H-RESP-50).
const NOT_RUNNING: &str = "Function host is not running.";

/// A status without a body.
pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(body::empty());
    *response.status_mut() = status;
    response
}

/// A status with a line of text.
pub(super) fn text(status: StatusCode, text: impl Into<String>) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", text.into())
}

/// A page.
pub(super) fn html(status: StatusCode, page: impl Into<bytes::Bytes>) -> Response<Body> {
    typed(status, "text/html", page)
}

/// 200 with JSON.
pub(super) fn json(value: &impl Serialize) -> Response<Body> {
    match serde_json::to_vec(value) {
        Ok(bytes) => typed(StatusCode::OK, "application/json; charset=utf-8", bytes),
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// 503 (H-HOST-11, H-START-44).
pub(super) fn not_running() -> Response<Body> {
    text(StatusCode::SERVICE_UNAVAILABLE, NOT_RUNNING)
}

/// 400, and the connection ends: what follows on it cannot be trusted.
pub(super) fn refused() -> Response<Body> {
    let mut response = empty(StatusCode::BAD_REQUEST);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

fn typed(
    status: StatusCode,
    kind: &'static str,
    content: impl Into<bytes::Bytes>,
) -> Response<Body> {
    let mut response = Response::new(body::full(content));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
