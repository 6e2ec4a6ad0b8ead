//! Forwarding: the caller's request is rebuilt for the handler, the answer is buffered (H-FWD).
//!
//! What gets lost in Azure gets lost here: content headers (H-FWD-07), the spelling of path and
//! query (H-FWD-04, H-FWD-05). A body without a length is the exception: it is passed on with a
//! remark, and only `strict` refuses it as Azure does (H-FWD-10).

mod target;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_LOCATION, CONTENT_RANGE, CONTENT_TYPE, EXPIRES, HeaderName, HeaderValue, LAST_MODIFIED,
    TRANSFER_ENCODING, USER_AGENT,
};
use hyper::http::{request, response};
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Uri, Version};

use super::client::SendError;
use super::pending::{self, Pending};
use super::{headers, redirect, upload};
use crate::diagnostics::Finding;
use crate::emulator::body::{self, Body};
use crate::emulator::faults::{self, broken_reply, chunked_body, run_timeout};
use crate::emulator::plan::Function;
use crate::emulator::{HOST_VERSION, Host};

/// The content headers that .NET does not take with a request's own headers (H-FWD-07).
const LOST: [HeaderName; 9] = [
    ALLOW,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LOCATION,
    CONTENT_RANGE,
    EXPIRES,
    LAST_MODIFIED,
    HeaderName::from_static("content-md5"),
];

/// A failed call: what the caller gets and why.
type Failure = (StatusCode, Box<Finding>);

/// Answers one HTTP request to an HTTP-only function and reports it.
pub async fn serve(
    host: &Arc<Host>,
    function: &Arc<Function>,
    request: Request<Body>,
) -> Response<Body> {
    let mut pending = Pending::begin(host, function, &request);
    match call(host, request, &mut pending).await {
        Ok((parts, bytes)) => {
            pending.body(&bytes);
            Response::from_parts(parts, body::full(bytes))
        }
        Err((status, finding)) => {
            pending.failed(*finding, Some(status.as_u16()));
            let mut response = Response::new(body::empty());
            *response.status_mut() = status;
            response
        }
    }
}

async fn call(
    host: &Arc<Host>,
    request: Request<Body>,
    pending: &mut Pending,
) -> Result<(response::Parts, Bytes), Failure> {
    let (mut parts, incoming) = request.into_parts();
    let bytes = read(host, &parts.headers, incoming, pending).await?;
    rebuild(host, &mut parts, &bytes, pending)?;
    let Some(limit) = host.plan.function_timeout else {
        return exchange(host, parts, bytes, pending).await;
    };
    match tokio::time::timeout(limit, exchange(host, parts, bytes, pending)).await {
        Ok(answer) => answer,
        Err(_) => {
            host.handler.restart();
            let message = format!(
                "the handler did not answer within {} s (`functionTimeout`)",
                limit.as_secs_f64()
            );
            let place = &pending.function().place;
            Err(failed(faults::finding(&run_timeout::INFO, place, message)))
        }
    }
}

fn failed(finding: Finding) -> Failure {
    (StatusCode::INTERNAL_SERVER_ERROR, Box::new(finding))
}

/// The caller's body, if it is one that the host passes on (H-FWD-09, H-FWD-10).
async fn read(
    host: &Host,
    headers: &HeaderMap,
    incoming: Body,
    pending: &mut Pending,
) -> Result<Bytes, Failure> {
    if incoming.is_end_stream() {
        return Ok(Bytes::new());
    }
    if headers.contains_key(TRANSFER_ENCODING) {
        let finding = chunked_body::forwarded(pending.function(), host.options.strict);
        if host.options.strict {
            return Err(failed(finding));
        }
        pending.remark(finding);
    }
    let limit = host.plan.body_limit;
    if incoming.size_hint().lower() > limit {
        return Err(failed(upload::too_large(pending.function(), limit)));
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    match Limited::new(incoming, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err(failed(upload::too_large(pending.function(), limit)))
        }
        // Most likely the caller went away, and nobody reads the answer.
        Err(_) => Err(failed(upload::cut_off(pending.function()))),
    }
}

/// Makes the caller's request the one that the handler gets.
fn rebuild(
    host: &Host,
    parts: &mut request::Parts,
    bytes: &Bytes,
    pending: &Pending,
) -> Result<(), Failure> {
    let legacy = host.plan.handler.as_ref().is_some_and(|plan| plan.legacy);
    let path = legacy.then_some(pending.function().name.as_str());
    parts.uri = target::uri(&parts.uri, path).ok_or_else(|| {
        let why = "cannot be called: the path is longer than 64 KiB";
        failed(broken_reply::found(pending.function(), why))
    })?;
    parts.version = Version::HTTP_11;
    let headers = &mut parts.headers;
    headers.remove(TRANSFER_ENCODING);
    for name in &LOST {
        headers.remove(name);
    }
    frame(headers, &parts.method, bytes.len());
    headers::append(
        headers,
        headers::INVOCATION_ID,
        headers::value(pending.id()),
    );
    headers::append(headers, headers::HOST_VERSION_NAME, headers::host_version());
    headers::append(headers, USER_AGENT, PRODUCT.clone());
    Ok(())
}

/// The host in `User-Agent` (H-FWD-08).
static PRODUCT: LazyLock<HeaderValue> =
    LazyLock::new(|| headers::value(&format!("Azure-Functions-Host/{HOST_VERSION}")));

/// Length and type of the body; without one the type is lost (H-FWD-09), and only verbs that
/// usually have a body say that it has no length.
fn frame(headers: &mut HeaderMap, method: &Method, length: usize) {
    if length == 0 {
        headers.remove(CONTENT_TYPE);
    }
    let bodiless = [
        Method::GET,
        Method::HEAD,
        Method::CONNECT,
        Method::OPTIONS,
        Method::DELETE,
    ];
    match length == 0 && bodiless.contains(method) {
        true => headers.remove(CONTENT_LENGTH),
        false => headers.insert(CONTENT_LENGTH, HeaderValue::from(length)),
    };
}

/// Sends the request and buffers the answer. The legacy `httpWorker` follows redirects, unless
/// its forwarding flag is on, which decides nothing else there (H-FWD-11).
async fn exchange(
    host: &Arc<Host>,
    mut parts: request::Parts,
    mut bytes: Bytes,
    pending: &mut Pending,
) -> Result<(response::Parts, Bytes), Failure> {
    let handler = host.plan.handler.as_ref();
    let follows = handler.is_some_and(|plan| plan.legacy && !plan.forwarding);
    let mut redirects = if follows { redirect::MOST } else { 0 };
    loop {
        let address = host.handler.ready().await;
        let address =
            address.map_err(|finding| (pending::unready_status(&finding), Box::new(finding)))?;
        let next = (redirects > 0).then(|| (parts.clone(), bytes.clone()));
        let target = (parts.method.clone(), parts.uri.clone());
        let response = send(host, address, parts, bytes, pending).await?;
        let status = response.status();
        let follow = next.and_then(|(from, bytes)| {
            let to = redirect::target(status, response.headers(), &from.uri, address)?;
            Some((from, bytes, to))
        });
        let Some((from, body, to)) = follow else {
            return buffer(response, &target, pending).await;
        };
        pending.consequence(|| format!("status {status} followed to `{}`", to.path()));
        (parts, bytes) = redirected(from, body, status, to);
        redirects -= 1;
    }
}

fn redirected(
    mut parts: request::Parts,
    mut bytes: Bytes,
    status: StatusCode,
    to: Uri,
) -> (request::Parts, Bytes) {
    let (method, with_body) = redirect::method(status, &parts.method);
    if !with_body {
        bytes = Bytes::new();
    }
    frame(&mut parts.headers, &method, bytes.len());
    parts.method = method;
    parts.uri = to;
    (parts, bytes)
}

async fn send(
    host: &Arc<Host>,
    address: std::net::SocketAddr,
    parts: request::Parts,
    bytes: Bytes,
    pending: &mut Pending,
) -> Result<Response<Incoming>, Failure> {
    let shown = bytes.clone();
    let body = match bytes.is_empty() {
        true => body::empty(),
        false => body::full(bytes),
    };
    let request = Request::from_parts(parts, body);
    pending.sends(&request, &shown);
    let answer = host.client.send(address, request).await;
    let answer = answer.and_then(|response| match response.status() {
        StatusCode::SWITCHING_PROTOCOLS => Err(SendError::Broken(
            "switched protocols, which only proxying passes on".to_owned(),
        )),
        _ => Ok(response),
    });
    answer.map_err(|error| {
        failed(broken_reply::unanswered(
            pending.function(),
            address,
            &error,
        ))
    })
}

/// The whole answer (H-FWD-14).
async fn buffer(
    response: Response<Incoming>,
    (method, uri): &(Method, Uri),
    pending: &mut Pending,
) -> Result<(response::Parts, Bytes), Failure> {
    let (mut parts, incoming) = response.into_parts();
    let Ok(body) = incoming.collect().await else {
        let why = "closed the connection in the middle of its body";
        return Err(failed(broken_reply::found(pending.function(), why)));
    };
    pending.answered(&parts, Some((method, uri)));
    parts.headers.remove(TRANSFER_ENCODING);
    parts.headers.remove(CONNECTION);
    parts.headers.remove("keep-alive");
    Ok((parts, body.to_bytes()))
}
