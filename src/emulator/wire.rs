//! The JSON forms of what happened, for machines: `fch run --json` and `/admin/fch/`.
//!
//! These structs are the contract, version [`VERSION`]: fields are only added.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::invoke::{HttpReply, Outcome};
use super::{caller_keys, event};
use crate::diagnostics;

/// The version of every form here.
pub const VERSION: u32 = 1;

/// A finding, without the places in its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's name, for `fch explain`.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// The file it is about.
    pub path: String,
    /// Why it matters.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What to do.
    #[serde(default)]
    pub help: Vec<String>,
}

/// Bytes: as text when they are text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// The text, when the bytes are UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Base64, when they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
}

/// A response.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(flatten)]
    pub content: Content,
}

/// A request as the handler got it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Method and path: `POST /Orders`.
    pub line: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(flatten)]
    pub content: Content,
}

/// What went between host and handler.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What the handler was sent.
    pub request: Request,
    /// What it answered; `None` when no answer came.
    pub response: Option<Response>,
    /// What the host does with the answer and why.
    pub consequences: Vec<String>,
}

/// The answer of `POST /admin/fch/invoke/{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The version of this form.
    pub version: u32,
    /// The invocation id the handler saw.
    pub id: String,
    /// Whether the host counts it as successful.
    pub success: bool,
    /// What the handler was sent: `envelope`, `forwarding` or `proxying`.
    pub mode: String,
    /// What went wrong, explained.
    pub findings: Vec<Finding>,
    /// What an HTTP caller gets.
    pub response: Option<Response>,
    /// The bytes between host and handler, when `?exchange=1` asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Exchange>,
}

/// The answer of `GET /admin/fch/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The version of this form.
    pub version: u32,
    /// The process of the host.
    pub pid: u32,
    /// Where the handler listens, once it answered: `127.0.0.1:43127`.
    pub handler: Option<String>,
}

impl Content {
    /// The bytes again; what is not base64 counts as nothing.
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(text)) => BASE64_STANDARD.decode(text).unwrap_or_default(),
            (None, None) => Vec::new(),
        }
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).ok().map(str::to_owned);
        Content {
            body_base64: text.is_none().then(|| BASE64_STANDARD.encode(bytes)),
            body: text,
        }
    }
}

impl From<&diagnostics::Finding> for Finding {
    fn from(finding: &diagnostics::Finding) -> Self {
        Finding {
            rule: finding.rule.name.to_owned(),
            severity: finding.severity.as_str().to_owned(),
            message: finding.message.clone(),
            path: finding.primary.source.path().to_owned(),
            notes: finding.notes.clone(),
            help: finding.help.clone(),
        }
    }
}

/// The forms of some findings.
pub fn findings(findings: &[diagnostics::Finding]) -> Vec<Finding> {
    findings.iter().map(Finding::from).collect()
}

impl From<&HttpReply> for Response {
    fn from(reply: &HttpReply) -> Self {
        Response {
            status: reply.status,
            headers: reply.headers.clone(),
            content: Content::from(reply.body.as_ref()),
        }
    }
}

impl From<&event::Exchange> for Exchange {
    fn from(exchange: &event::Exchange) -> Self {
        let exchange = caller_keys::hidden(exchange);
        Exchange {
            request: Request {
                line: exchange.request_line,
                headers: exchange.request_headers,
                content: Content::from(exchange.request_body.as_ref()),
            },
            response: exchange.response_status.map(|status| Response {
                status,
                headers: exchange.response_headers,
                content: Content::from(exchange.response_body.as_ref()),
            }),
            consequences: exchange.consequences,
        }
    }
}

impl From<&Exchange> for event::Exchange {
    fn from(exchange: &Exchange) -> Self {
        let response = exchange.response.as_ref();
        event::Exchange {
            request_line: exchange.request.line.clone(),
            request_headers: exchange.request.headers.clone(),
            request_body: exchange.request.content.bytes().into(),
            response_status: response.map(|response| response.status),
            response_headers: response.map(|r| r.headers.clone()).unwrap_or_default(),
            response_body: response
                .map(|r| r.content.bytes())
                .unwrap_or_default()
                .into(),
            consequences: exchange.consequences.clone(),
        }
    }
}

impl Answer {
    /// How an invocation ended, with the bytes each way if somebody asked for them.
    pub fn new(outcome: &Outcome, mode: event::Mode, exchange: Option<&event::Exchange>) -> Self {
        Answer {
            version: VERSION,
            id: outcome.id.clone(),
            success: outcome.success,
            mode: mode.as_str().to_owned(),
            findings: findings(&outcome.findings),
            response: outcome.response.as_ref().map(Response::from),
            exchange: exchange.map(Exchange::from),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_exchange_survives_the_way_there_and_back() {
        let exchange = event::Exchange {
            request_line: "POST /F".into(),
            request_headers: vec![("A".into(), "1".into()), ("A".into(), "2".into())],
            request_body: "{}".into(),
            response_status: Some(200),
            response_body: vec![0xff, 0].into(),
            ..event::Exchange::default()
        };
        let text = serde_json::to_string(&Exchange::from(&exchange)).unwrap();
        let back: Exchange = serde_json::from_str(&text).unwrap();
        let back = event::Exchange::from(&back);
        assert_eq!(back.request_line, exchange.request_line);
        assert_eq!(back.request_headers, exchange.request_headers);
        assert_eq!(back.request_body, exchange.request_body);
        assert_eq!(back.response_status, exchange.response_status);
        assert_eq!(back.response_body, exchange.response_body);
    }

    proptest! {
        #[test]
        fn bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let content = Content::from(bytes.as_slice());
            let text = serde_json::to_string(&content).unwrap();
            let back: Content = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(back.bytes(), bytes);
        }
    }
}
