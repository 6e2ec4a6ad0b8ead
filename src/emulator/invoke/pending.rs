//! A forwarded or proxied invocation on its way: reports itself when it is over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::http::response;
use hyper::{Method, Request, StatusCode, Uri};

use super::{headers, id};
use crate::diagnostics::Finding;
use crate::emulator::Host;
use crate::emulator::event::{Event, Exchange, Record};
use crate::emulator::faults::{handler_404, restart_budget};
use crate::emulator::host::Flight;
use crate::emulator::plan::Function;

/// An invocation that has not ended. It ends, and is reported, when this is dropped: after the
/// last byte of the answer, or when the caller goes away, which is no failure (H-PXY-07).
pub struct Pending {
    host: Arc<Host>,
    function: Arc<Function>,
    record: Option<Box<Record>>,
    started: Instant,
    _flight: Flight,
}

impl Pending {
    /// Begins an invocation for a caller's request.
    pub fn begin<B>(host: &Arc<Host>, function: &Arc<Function>, request: &Request<B>) -> Pending {
        let record = Record {
            id: id::fresh().to_string(),
            function: function.name.clone(),
            cause: cause(request),
            mode: function.mode,
            status: None,
            success: true, // whatever the status (H-FWD-13)
            elapsed: Duration::ZERO,
            findings: Vec::new(),
            exchange: None,
        };
        Pending {
            host: Arc::clone(host),
            function: Arc::clone(function),
            record: Some(Box::new(record)),
            started: Instant::now(),
            _flight: host.in_flight.enter(),
        }
    }

    /// The invocation's id.
    pub fn id(&self) -> &str {
        self.record.as_ref().map_or("", |record| &record.id)
    }

    /// The function that runs.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// Whether somebody wants to see the bytes.
    pub fn is_shown(&self) -> bool {
        self.host.events.exchanges
    }

    /// Notes what is about to be sent, if anybody wants to see it.
    pub fn sends<B>(&mut self, request: &Request<B>, body: &Bytes) {
        if !self.is_shown() {
            return;
        }
        self.with(|record| {
            record.exchange = Some(Box::new(Exchange {
                request_line: format!("{} {}", request.method(), request.uri()),
                request_headers: headers::listed(request.headers()),
                request_body: body.clone(),
                ..Exchange::default()
            }));
        });
    }

    /// Notes the handler's answer, which is also the caller's. `sent` is the verb and target of
    /// the request, if they are not the caller's.
    pub fn answered(&mut self, parts: &response::Parts, sent: Option<(&Method, &Uri)>) {
        let status = parts.status.as_u16();
        let function = Arc::clone(&self.function);
        self.with(|record| {
            record.status = Some(status);
            if status == 404 {
                let sent = sent.map(|(method, uri)| format!("{method} {}", uri.path()));
                let target = sent.as_ref().unwrap_or(&record.cause);
                let missing = handler_404::found(&function, target);
                record.findings.push(missing);
            }
            if let Some(exchange) = &mut record.exchange {
                exchange.response_status = Some(status);
                exchange.response_headers = headers::listed(&parts.headers);
            }
        });
        self.consequence(|| match status {
            300..400 => format!("status {status} passed to the caller, not followed"),
            _ => format!("status {status} passed to the caller"),
        });
    }

    /// Keeps the handler's body, if anybody wants to see it.
    pub fn body(&mut self, body: &Bytes) {
        self.with(|record| {
            if let Some(exchange) = &mut record.exchange {
                exchange.response_body = body.clone();
            }
        });
    }

    /// Adds a line on what the host does with the answer.
    pub fn consequence(&mut self, line: impl FnOnce() -> String) {
        self.with(|record| {
            let mode = record.mode.as_str();
            if let Some(exchange) = &mut record.exchange {
                exchange.consequences.push(format!("{} ({mode})", line()));
            }
        });
    }

    /// Adds a remark.
    pub fn remark(&mut self, finding: Finding) {
        self.with(|record| record.findings.push(finding));
    }

    /// Notes that it failed; `status` is what the caller gets, `None` when it has one already.
    pub fn failed(&mut self, finding: Finding, status: Option<u16>) {
        self.with(|record| {
            record.success = false;
            record.status = status.or(record.status);
            record.findings.push(finding);
        });
    }

    fn with(&mut self, change: impl FnOnce(&mut Record)) {
        if let Some(record) = &mut self.record {
            change(record);
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(mut record) = self.record.take() {
            record.elapsed = self.started.elapsed();
            self.host.events.report(Event::Invocation(record));
        }
    }
}

/// `GET /api/F`: without the query, which may hold a key.
fn cause<B>(request: &Request<B>) -> String {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let mut cause = String::with_capacity(method.len() + 1 + path.len());
    cause.push_str(method);
    cause.push(' ');
    cause.push_str(path);
    cause
}

/// The status for a handler that does not take calls: 503 when the host stops for good
/// (H-RESP-50), else 500 (H-RESP-45).
pub fn unready_status(finding: &Finding) -> StatusCode {
    match finding.rule.name == restart_budget::INFO.name {
        true => StatusCode::SERVICE_UNAVAILABLE,
        false => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
