//! Proxying: the caller's request goes to the handler as it is, both bodies stream (H-PXY).
//!
//! Where the host hands over to YARP, this follows YARP; only what `Connection` names is
//! dropped here as well, as HTTP asks of a proxy. `functionTimeout` does not end a stream; a
//! connection on which nothing moves for [`SILENCE`] is ended.

mod streamed;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod tunnel;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body as _, Incoming};
use hyper::header::{CONNECTION, HeaderValue, UPGRADE};
use hyper::http::uri::PathAndQuery;
use hyper::upgrade::OnUpgrade;
use hyper::{Request, Response, StatusCode, Uri, Version};

use super::client::{SendError, Unanswered};
use super::headers;
use super::pending::{self, Pending};
use super::upload::Upload;
use crate::diagnostics::Finding;
use crate::emulator::Host;
use crate::emulator::body::{self, Body};
use crate::emulator::faults::broken_reply;
use crate::emulator::plan::Function;

/// How long nothing may move either way (H-PXY-04, H-LIM-10).
const SILENCE: Duration = Duration::from_secs(240);
/// How often a connection is tried (H-PXY-06).
const TRIES: u32 = 10;
/// The first and the longest pause between tries; it doubles in between (H-PXY-06).
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(250));

/// Answers one HTTP request to an HTTP-only function and reports it.
pub async fn serve(
    host: &Arc<Host>,
    function: &Arc<Function>,
    mut request: Request<Body>,
) -> Response<Body> {
    let mut pending = Pending::begin(host, function, &request);
    let protocol = headers::upgrade(request.headers());
    let caller = protocol.is_some().then(|| hyper::upgrade::on(&mut request));
    let upload = Upload::new(host.plan.body_limit);
    if upload.refuses(request.body())
        && let Some((status, finding)) = upload.failure(function)
    {
        return fail(pending, finding, status);
    }
    let request = outgoing(request, &upload, pending.id(), protocol);
    pending.sends(&request, &bytes::Bytes::new());
    match send(host, &pending, request).await {
        Ok(response) => pass_on(response, pending, caller),
        Err((finding, status)) => {
            let (status, finding) = upload.failure(function).unwrap_or((status, *finding));
            fail(pending, finding, status)
        }
    }
}

fn fail(mut pending: Pending, finding: Finding, status: StatusCode) -> Response<Body> {
    pending.failed(finding, Some(status.as_u16()));
    refusal(status)
}

/// The caller's request as the handler gets it (H-PXY-02, H-PXY-03).
fn outgoing(
    request: Request<Body>,
    upload: &Upload,
    id: &str,
    protocol: Option<HeaderValue>,
) -> Request<Body> {
    let (mut parts, incoming) = request.into_parts();
    if parts.uri.authority().is_some() {
        parts.uri = without_authority(parts.uri);
    }
    parts.version = Version::HTTP_11;
    headers::strip_connection(&mut parts.headers);
    keep_upgrade(&mut parts.headers, protocol);
    let id = headers::value(id);
    parts.headers.insert(headers::MS_INVOCATION_ID, id.clone());
    parts.headers.insert(headers::INVOCATION_ID, id);
    let version = headers::host_version();
    parts.headers.insert(headers::HOST_VERSION_NAME, version);
    let body = match incoming.is_end_stream() {
        true => body::empty(),
        false => upload.stream(incoming),
    };
    Request::from_parts(parts, body)
}

/// A request line may name a whole URL; the handler gets its path and query.
fn without_authority(uri: Uri) -> Uri {
    let path = uri.into_parts().path_and_query;
    Uri::from(path.unwrap_or(PathAndQuery::from_static("/")))
}

fn keep_upgrade(headers: &mut hyper::HeaderMap, protocol: Option<HeaderValue>) {
    if let Some(protocol) = protocol {
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, protocol);
    }
}

/// Sends the request, again and again while no connection can be made (H-PXY-06): then the
/// handler has seen nothing of it. Any other failure is final, so that nothing happens twice.
async fn send(
    host: &Host,
    pending: &Pending,
    mut request: Request<Body>,
) -> Result<Response<Incoming>, (Box<Finding>, StatusCode)> {
    let mut pause = PAUSES.0;
    for tries_left in (0..TRIES).rev() {
        let address = host.handler.ready().await.map_err(unready)?;
        let unanswered = match host.client.attempt(address, request, Some(SILENCE)).await {
            Ok(response) => return Ok(response),
            Err(unanswered) => unanswered,
        };
        match *unanswered {
            Unanswered {
                error: SendError::Connect(_),
                request: Some(again),
            } if tries_left > 0 => request = again,
            Unanswered { error, .. } => return Err(failure(pending, address, &error)),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSES.1);
    }
    // The last try has returned above.
    Err(unready(broken_reply::found(
        pending.function(),
        "never took the call",
    )))
}

fn unready(finding: Finding) -> (Box<Finding>, StatusCode) {
    let status = pending::unready_status(&finding);
    (Box::new(finding), status)
}

/// YARP's answer to a failure: 504 after silence, else 502 (H-PXY-07).
fn failure(
    pending: &Pending,
    address: SocketAddr,
    error: &SendError,
) -> (Box<Finding>, StatusCode) {
    let status = match error {
        SendError::Silent(_) => StatusCode::GATEWAY_TIMEOUT,
        SendError::Connect(_) | SendError::Broken(_) => StatusCode::BAD_GATEWAY,
    };
    let finding = broken_reply::unanswered(pending.function(), address, error);
    (Box::new(finding), status)
}

fn refusal(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(body::empty());
    *response.status_mut() = status;
    response
}

/// The handler's answer as the caller gets it: everything but what was for one connection.
fn pass_on(
    mut response: Response<Incoming>,
    mut pending: Pending,
    caller: Option<OnUpgrade>,
) -> Response<Body> {
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return switch(response, pending, caller);
    }
    headers::strip_connection(response.headers_mut());
    let (parts, incoming) = response.into_parts();
    pending.answered(&parts, None);
    Response::from_parts(parts, streamed::body(incoming, pending))
}

/// Both sides agreed to speak something else: the bytes pass as they are from now on.
fn switch(
    mut response: Response<Incoming>,
    mut pending: Pending,
    caller: Option<OnUpgrade>,
) -> Response<Body> {
    let protocol = headers::upgrade(response.headers());
    let (Some(caller), Some(_)) = (caller, &protocol) else {
        let why = "switched to another protocol without being asked";
        let finding = broken_reply::found(pending.function(), why);
        return fail(pending, finding, StatusCode::BAD_GATEWAY);
    };
    let handler = hyper::upgrade::on(&mut response);
    headers::strip_connection(response.headers_mut());
    keep_upgrade(response.headers_mut(), protocol);
    let (parts, _) = response.into_parts();
    pending.answered(&parts, None);
    tokio::spawn(tunnel::run(caller, handler, pending));
    Response::from_parts(parts, body::empty())
}
