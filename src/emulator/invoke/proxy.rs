//! Not written yet.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::emulator::Host;
use crate::emulator::body::{self, Body};
use crate::emulator::plan::Function;

/// Answers one HTTP request to an HTTP-only function and reports it.
pub async fn serve(
    _host: &Arc<Host>,
    _function: &Arc<Function>,
    _request: Request<Incoming>,
) -> Response<Body> {
    Response::new(body::empty())
}
