//! The POST of an envelope to the handler, up to the last byte of its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::http::response::Parts;
use hyper::{Method, Request, Response, Uri};
use tokio::time::{sleep, timeout};

use super::{headers, redirect, reply, spelled};
use crate::diagnostics::{Finding, Severity};
use crate::emulator::body::{self, Body};
use crate::emulator::event::Exchange;
use crate::emulator::faults::{self, broken_reply, empty_envelope, handler_404, run_timeout};
use crate::emulator::plan::Function;
use crate::emulator::{HOST_VERSION, Host};

/// Larger answers are refused: nothing in an envelope is this big, and it is held in memory.
const MOST: usize = 256 * 1024 * 1024;

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
    /// Takes down what is sent and answered, if anybody wants to see it.
    pub exchange: &'a mut Exchange,
}

/// A 2xx answer.
pub struct Answer {
    /// Its content type, if it has one.
    pub content_type: Option<String>,
    /// Its body, complete.
    pub body: Bytes,
}

/// What is sent next: the envelope first, then whatever redirects make of it.
struct Step {
    method: Method,
    target: Uri,
    body: Bytes,
}

/// Sends the envelope and waits for the whole answer, at most `functionTimeout` (H-RESP-47).
///
/// # Errors
/// Every reason for which the host fails the invocation before it reads the answer, explained.
pub async fn send(mut call: Call<'_>) -> Result<Answer, Finding> {
    let (host, function) = (call.host, call.function);
    let address = host.handler.ready().await?;
    let answer = call.follow(address);
    let Some(limit) = host.plan.function_timeout else {
        return answer.await;
    };
    match timeout(limit, answer).await {
        Ok(answer) => answer,
        Err(_) => Err(timed_out(host, &function.place, limit)),
    }
}

/// The invocation fails and the handler is started again (H-START-42, H-RESP-47).
fn timed_out(host: &Host, place: &str, limit: Duration) -> Finding {
    host.handler.restart();
    let message = format!("no answer within `functionTimeout` ({} s)", limit.as_secs());
    let finding = faults::finding(&run_timeout::INFO, place, message);
    finding.note("the handler is started again")
}

/// With `--strict`, what leaves an invocation hanging in Azure hangs here (H-RESP-06).
pub async fn hang_if_strict(host: &Host, function: &Function, finding: Finding) -> Finding {
    if !host.options.strict || finding.rule.name != empty_envelope::INFO.name {
        return finding;
    }
    let Some(limit) = host.plan.function_timeout else {
        return std::future::pending().await;
    };
    sleep(limit).await;
    timed_out(host, &function.place, limit).note(finding.message)
}

impl Call<'_> {
    /// Redirects are followed unless forwarding is on, as one switch decides both (H-REQ-06).
    async fn follow(&mut self, address: SocketAddr) -> Result<Answer, Finding> {
        let handler = self.host.plan.handler.as_ref();
        let follows = !handler.is_some_and(|handler| handler.forwarding);
        let target = format!("/{}", self.function.name);
        let mut step = Step {
            method: Method::POST,
            target: target.parse().map_err(|_| self.broken("has no path"))?,
            body: self.body.clone(),
        };
        for _ in 0..redirect::MOST {
            let response = self.send(address, &step).await?;
            let (parts, body) = self.read(response).await?;
            let target = redirect::target(parts.status, &parts.headers, &step.target, address);
            match target.filter(|_| follows) {
                Some(target) => step = step.redirected(&parts, target),
                None => return self.judge(&step, &parts, body),
            }
        }
        Err(self.broken("redirects without end"))
    }

    async fn send(
        &mut self,
        address: SocketAddr,
        step: &Step,
    ) -> Result<Response<Incoming>, Finding> {
        let mut request = self.request(address, step);
        *request.extensions_mut() = spelled::like_the_host().await;
        if self.host.events.exchanges {
            self.exchange.request_line = format!("{} {} HTTP/1.1", step.method, step.target);
            self.exchange.request_headers = headers::listed(request.headers());
            self.exchange.request_body = step.body.clone();
        }
        let response = self.host.client.send(address, request).await;
        response.map_err(|error| broken_reply::unanswered(self.function, address, &error))
    }

    /// H-REQ-03, H-REQ-06. In Azure the body comes in chunks, under Core Tools with a length
    /// (H-REQ-07): `--strict` does as Azure.
    fn request(&self, address: SocketAddr, step: &Step) -> Request<Body> {
        let body = match (self.host.options.strict, step.body.is_empty()) {
            (true, false) => body::chunked(step.body.clone()),
            _ => body::full(step.body.clone()),
        };
        let mut request = Request::new(body);
        *request.method_mut() = step.method.clone();
        *request.uri_mut() = step.target.clone();
        let sent = request.headers_mut();
        if !step.body.is_empty() {
            sent.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        sent.insert(headers::INVOCATION_ID, headers::value(self.id));
        sent.insert(headers::HOST_VERSION_NAME, headers::host_version());
        sent.insert(
            USER_AGENT,
            headers::value(&format!("Azure-Functions-Host/{HOST_VERSION}")),
        );
        sent.insert(HOST, headers::value(&address.to_string()));
        request
    }

    async fn read(&mut self, response: Response<Incoming>) -> Result<(Parts, Bytes), Finding> {
        let (parts, incoming) = response.into_parts();
        let body = Limited::new(incoming, MOST).collect().await;
        let body = body
            .map_err(|error| self.broken(&format!("broke off its answer: {error}")))?
            .to_bytes();
        if self.host.events.exchanges {
            self.exchange.response_status = Some(parts.status.as_u16());
            self.exchange.response_headers = headers::listed(&parts.headers);
            self.exchange.response_body = body.clone();
        }
        Ok((parts, body))
    }

    /// H-RESP-01: any 2xx will do, anything else loses the whole answer.
    fn judge(&self, step: &Step, parts: &Parts, body: Bytes) -> Result<Answer, Finding> {
        if parts.status.is_success() {
            let content_type = parts.headers.get(CONTENT_TYPE);
            let content_type =
                content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            return Ok(Answer { content_type, body });
        }
        let status = parts.status.as_u16();
        let lost = reply::non_2xx(&self.function.place, status, &body);
        if status != 404 {
            return Err(lost);
        }
        let sent = format!("{} {}", step.method, step.target.path());
        let mut missing = handler_404::found(self.function, &sent).severity(Severity::Error);
        missing.notes.extend(lost.notes);
        Err(missing)
    }

    fn broken(&self, why: &str) -> Finding {
        broken_reply::found(self.function, why)
    }
}

/// H-REQ-03.
const JSON: &str = "application/json; charset=utf-8";

impl Step {
    fn redirected(self, parts: &Parts, target: Uri) -> Step {
        let (method, keeps_body) = redirect::method(parts.status, &self.method);
        Step {
            method,
            target,
            body: if keeps_body { self.body } else { Bytes::new() },
        }
    }
}
