//! The POST of an envelope to the handler, up to the last byte of its answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use hyper::{Method, Request, Response, StatusCode, Uri};
use tokio::time::timeout;

use super::client::SendError;
use super::reply;
use crate::diagnostics::Finding;
use crate::emulator::body::{self, Body};
use crate::emulator::event::Exchange;
use crate::emulator::plan::Function;
use crate::emulator::{HOST_VERSION, Host, faults};

/// Larger answers are refused: nothing in an envelope is this big, and it is held in memory.
const MOST: usize = 256 * 1024 * 1024;
/// As many redirects as .NET follows.
const REDIRECTS: usize = 50;

/// An envelope on its way.
pub struct Call<'a> {
    /// Whose handler.
    pub host: &'a Arc<Host>,
    /// Which function.
    pub function: &'a Function,
    /// The invocation id.
    pub id: &'a str,
    /// The envelope.
    pub body: Bytes,
    /// Takes down what is sent and answered.
    pub exchange: &'a mut Exchange,
}

/// A 2xx answer.
pub struct Answer {
    /// Its content type, if it has one.
    pub content_type: Option<String>,
    /// Its body, complete.
    pub body: Bytes,
}

/// Sends the envelope and waits for the whole answer, at most `functionTimeout` (H-RESP-47).
///
/// # Errors
/// Every reason for which the host fails the invocation before it reads the answer, explained.
pub async fn send(call: Call<'_>) -> Result<Answer, Finding> {
    let (host, function) = (call.host, call.function);
    let exchanged = exchange(call);
    let Some(limit) = host.plan.function_timeout else {
        return exchanged.await;
    };
    match timeout(limit, exchanged).await {
        Ok(answer) => answer,
        Err(_) => Err(timed_out(host, &function.place, limit)),
    }
}

/// The invocation fails and the handler is started again (H-START-42, H-RESP-47).
pub fn timed_out(host: &Host, place: &str, limit: Duration) -> Finding {
    host.handler.restart();
    let message = format!("no answer within `functionTimeout` ({} s)", limit.as_secs());
    let finding = faults::finding(&faults::function_timeout::INFO, place, message);
    finding.note("the handler is started again")
}

/// With `--strict`, what leaves an invocation hanging in Azure hangs here (H-RESP-06).
pub async fn hang_if_strict(host: &Host, answer: &Answer, finding: Finding) -> Finding {
    let hangs = finding.rule.name == faults::empty_envelope::INFO.name;
    if !(host.options.strict && hangs) {
        return finding;
    }
    let content_type = answer.content_type.as_deref().unwrap_or("none");
    let place = finding.primary.source.path().to_owned();
    match host.plan.function_timeout {
        None => std::future::pending().await,
        Some(limit) => {
            tokio::time::sleep(limit).await;
            timed_out(host, &place, limit)
                .note(format!("{}; content type {content_type}", finding.message))
        }
    }
}

async fn exchange(call: Call<'_>) -> Result<Answer, Finding> {
    let (host, place) = (call.host, call.function.place.as_str());
    let address = host.handler.ready().await?;
    let mut method = Method::POST;
    let mut path = format!("/{}", call.function.name);
    for _ in 0..REDIRECTS {
        let body = if method == Method::POST {
            call.body.clone()
        } else {
            Bytes::new()
        };
        let headers = headers(call.id, &address.to_string(), method == Method::POST);
        if host.events.exchanges {
            note_request(call.exchange, &method, &path, &headers, &body);
        }
        let request = request(&method, &path, headers, body, host.options.strict)
            .map_err(|error| broken(place, &error.to_string()))?;
        let response = host.client.send(address, request).await;
        let response = response.map_err(|error| broken(place, &describe(&error)))?;
        let next = redirect(host, &method, &response);
        let (parts, body) = read(place, response).await?;
        if host.events.exchanges {
            note_response(call.exchange, &parts, &body);
        }
        if let Some((redirected, target)) = next {
            (method, path) = (redirected, target);
            continue;
        }
        return judge(call.function, &path, &parts, body);
    }
    Err(broken(place, "the handler redirects without end"))
}

/// H-REQ-03, H-REQ-06.
fn headers(id: &str, authority: &str, with_body: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set("x-azure-functions-invocationid", id);
    set("x-azure-functions-hostversion", HOST_VERSION);
    set(
        "user-agent",
        &format!("Azure-Functions-Host/{HOST_VERSION}"),
    );
    set("host", authority);
    if with_body {
        set("content-type", "application/json; charset=utf-8");
    }
    headers
}

/// In Azure the body comes in chunks, under Core Tools with a length (H-REQ-07): `--strict`
/// does as Azure.
fn request(
    method: &Method,
    path: &str,
    headers: HeaderMap,
    body: Bytes,
    strict: bool,
) -> Result<Request<Body>, hyper::http::Error> {
    let body = match strict {
        true if !body.is_empty() => body::chunked(body),
        _ => body::full(body),
    };
    let mut request = Request::builder().method(method).uri(path).body(body)?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// Where a redirect leads, as .NET follows it when forwarding is off (H-REQ-06). A redirect
/// away from the handler is not followed.
fn redirect(
    host: &Host,
    method: &Method,
    response: &Response<Incoming>,
) -> Option<(Method, String)> {
    if host
        .plan
        .handler
        .as_ref()
        .is_some_and(|handler| handler.forwarding)
    {
        return None;
    }
    let status = response.status();
    let to_get = matches!(
        status,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER
    );
    let same = matches!(
        status,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
    );
    if !to_get && !same {
        return None;
    }
    let location: Uri = response
        .headers()
        .get(LOCATION)?
        .to_str()
        .ok()?
        .parse()
        .ok()?;
    if location
        .host()
        .is_some_and(|host| !["127.0.0.1", "localhost"].contains(&host))
    {
        return None;
    }
    let target = location.path_and_query()?.as_str();
    let target = if target.starts_with('/') {
        target.to_owned()
    } else {
        format!("/{target}")
    };
    let method = if to_get { Method::GET } else { method.clone() };
    Some((method, target))
}

async fn read(
    place: &str,
    response: Response<Incoming>,
) -> Result<(hyper::http::response::Parts, Bytes), Finding> {
    let (parts, incoming) = response.into_parts();
    match Limited::new(incoming, MOST).collect().await {
        Ok(body) => Ok((parts, body.to_bytes())),
        Err(error) => Err(broken(
            place,
            &format!("the answer of the handler broke off: {error}"),
        )),
    }
}

/// H-RESP-01: any 2xx will do, anything else loses the whole answer.
fn judge(
    function: &Function,
    path: &str,
    parts: &hyper::http::response::Parts,
    body: Bytes,
) -> Result<Answer, Finding> {
    let status = parts.status.as_u16();
    if parts.status.is_success() {
        let content_type = parts.headers.get(CONTENT_TYPE);
        let content_type =
            content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        return Ok(Answer { content_type, body });
    }
    let place = function.place.as_str();
    if status == 404 {
        let message = format!("the handler answered 404 to `POST {path}`");
        return Err(faults::finding(&faults::handler_404::INFO, place, message)
            .severity(crate::diagnostics::Severity::Error)
            .note("with the envelope the path is the function's name, whatever the route")
            .help(format!(
                "register `POST {path}` in the handler; mind upper and lower case"
            )));
    }
    Err(reply::non_2xx(place, status, &body))
}

/// H-RESP-07.
fn broken(place: &str, message: &str) -> Finding {
    faults::finding(&faults::broken_reply::INFO, place, message)
}

fn describe(error: &SendError) -> String {
    match error {
        SendError::Connect(error) => format!("the handler does not take connections: {error}"),
        SendError::Broken(error) => format!("the handler broke the connection: {error}"),
    }
}

fn note_request(
    exchange: &mut Exchange,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &Bytes,
) {
    exchange.request_line = format!("{method} {path} HTTP/1.1");
    exchange.request_headers = listed(headers);
    exchange.request_body = body.clone();
}

fn note_response(exchange: &mut Exchange, parts: &hyper::http::response::Parts, body: &Bytes) {
    exchange.response_status = Some(parts.status.as_u16());
    exchange.response_headers = listed(&parts.headers);
    exchange.response_body = body.clone();
}

fn listed(headers: &HeaderMap) -> Vec<(String, String)> {
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect()
}
