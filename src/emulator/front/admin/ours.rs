//! `/admin/fch`: what Azure does not have, for `fch` itself and for tests.
//!
//! - `GET status`: which process serves, and where its handler listens.
//! - `GET outputs`: the outputs that were captured, oldest first.
//! - `POST invoke/{name}`: fires a function, waits, and answers how it ended; see [`invoke`].
//!
//! The forms are those of [`wire`].

mod invoke;

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};

use super::answer;
use crate::emulator::Host;
use crate::emulator::body::Body;
use crate::emulator::front::site::Site;
use crate::emulator::wire::{self, Status};

/// Answers what is below `/admin/fch` but the status; `rest` is in lower case.
pub(super) async fn serve(
    site: &Site,
    request: Request<Incoming>,
    rest: &[&str],
) -> Response<Body> {
    match (request.method().clone(), rest) {
        (Method::GET, ["outputs"]) => answer::json(&site.host.captured.list()),
        (Method::POST, ["invoke", name]) => invoke::serve(site, request, name).await,
        (_, ["outputs" | "status"] | ["invoke", _]) => {
            answer::empty(StatusCode::METHOD_NOT_ALLOWED)
        }
        _ => answer::empty(StatusCode::NOT_FOUND),
    }
}

/// Who serves here, and where the handler listens if it is ready at this moment.
pub(super) async fn status(host: Option<&Arc<Host>>) -> Response<Body> {
    let handler = match host {
        // Asks once, without waiting.
        Some(host) => tokio::time::timeout(Duration::ZERO, host.handler.ready()).await,
        None => return answer::json(&this_process(None)),
    };
    let address = handler.ok().and_then(Result::ok);
    answer::json(&this_process(address.map(|address| address.to_string())))
}

fn this_process(handler: Option<String>) -> Status {
    Status {
        version: wire::VERSION,
        pid: std::process::id(),
        handler,
    }
}
