//! The admin API (H-ADM-01..19) and what `fch` itself adds to it below `/admin/fch`.
//!
//! What the emulator does not do is answered with 501, never with a success that is none.

mod functions;
pub(super) mod host;
mod ours;

use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};

use super::service::Front;
use super::{answer, auth};
use crate::emulator::Host;
use crate::emulator::body::Body;

/// True for paths that are the host's own (H-ROUTE-15, H-ROUTE-28).
pub(super) fn owns(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let below = |root: &str| {
        let rest = lower.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below("/admin") || below("/runtime/webhooks")
}

/// Answers a request that a web page cannot have caused.
pub(super) async fn serve(front: &Front, request: Request<Incoming>, path: &str) -> Response<Body> {
    let lower = path.to_ascii_lowercase();
    let segments: Vec<&str> = lower.trim_matches('/').split('/').collect();
    let Some((_, rest)) = segments
        .split_first()
        .filter(|(first, _)| **first == "admin")
    else {
        // The webhooks of extensions, of which there are none.
        return answer::empty(StatusCode::NOT_FOUND);
    };
    // H-ADM-08: needs no key, and no host.
    if *rest == ["host", "ping"] {
        return only(&request, &[Method::GET, Method::POST])
            .unwrap_or_else(|| answer::empty(StatusCode::OK));
    }
    if !auth::may_administer(&front.options, &request) {
        return answer::empty(StatusCode::UNAUTHORIZED);
    }
    if *rest == ["fch", "status"] {
        return ours::status(front.running().as_ref()).await;
    }
    let Some(site) = front.site().await else {
        return answer::not_running();
    };
    let base = base(&request);
    match rest {
        ["functions", rest @ ..] => functions::serve(&site.host, request, rest, &base).await,
        ["host", rest @ ..] => host::serve(&site, &request, rest),
        ["warmup"] => functions::warm_up(&site.host).await,
        ["fch", rest @ ..] => ours::serve(&site, request, rest).await,
        _ => answer::empty(StatusCode::NOT_FOUND),
    }
}

/// The answer to a wrong method; `None` for a right one.
fn only(request: &Request<Incoming>, methods: &[Method]) -> Option<Response<Body>> {
    let right = methods.contains(request.method());
    (!right).then(|| answer::empty(StatusCode::METHOD_NOT_ALLOWED))
}

/// 501 with a line that says so.
fn not_emulated() -> Response<Body> {
    let text = "fch does not emulate this part of the admin API.";
    answer::text(StatusCode::NOT_IMPLEMENTED, text)
}

/// The address that the caller used, without a slash at the end.
fn base(request: &Request<Incoming>) -> String {
    let host = request.headers().get(hyper::header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

/// The body of a request as JSON.
async fn json(host: &Arc<Host>, request: Request<Incoming>) -> Option<serde_json::Value> {
    let limit = usize::try_from(host.plan.body_limit).unwrap_or(usize::MAX);
    let body = Limited::new(request.into_body(), limit).collect();
    let bytes = body.await.ok()?.to_bytes();
    serde_json::from_slice(&bytes).ok()
}
