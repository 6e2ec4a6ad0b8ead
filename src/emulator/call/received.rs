//! What came back for an invocation, and whether it is what was wanted.

use std::time::{Duration, Instant};

use super::{Prepared, Remote, expect};
use crate::emulator::plan::Function;
use crate::emulator::wire::{Answer, Exchange, Finding, Response};
use crate::error::Result;

/// An answer, by whatever way it came.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Whether the host counts the invocation as successful, if it said so.
    pub success: Option<bool>,
    /// What an HTTP caller gets.
    pub response: Option<Response>,
    /// What went wrong, when the host told us and not its own terminal.
    pub findings: Vec<Finding>,
    /// What went between host and handler, when asked for.
    pub exchange: Option<Exchange>,
    /// From sending to the end of the answer.
    pub elapsed: Duration,
}

impl Received {
    /// Sends what is prepared and waits for the answer. A request goes to the front end like any
    /// other, unless somebody wants to see the `exchange` that only the admin API tells.
    ///
    /// # Errors
    /// When the host does not take it, or does not answer.
    pub async fn get(
        remote: &Remote,
        function: &Function,
        prepared: &Prepared,
        exchange: bool,
    ) -> Result<Received> {
        let begun = Instant::now();
        let received = match prepared {
            Prepared::Request(call) if !exchange => Received {
                response: Some(Response::from(&remote.send(call).await?)),
                ..Received::default()
            },
            _ => {
                let event = prepared.to_event();
                remote
                    .invoke(&function.name, &event, exchange)
                    .await?
                    .into()
            }
        };
        Ok(Received {
            elapsed: begun.elapsed(),
            ..received
        })
    }

    /// True when nothing failed: a status of 400 or more does, unless it was expected.
    pub fn is_success(&self) -> bool {
        let status = self.status().is_none_or(|status| status < 400);
        self.success.unwrap_or(true) && status
    }

    /// The status an HTTP caller gets.
    pub fn status(&self) -> Option<u16> {
        self.response.as_ref().map(|response| response.status)
    }

    /// The body of the answer: the caller's, or what the handler answered the host.
    pub fn body(&self) -> Vec<u8> {
        let handler = self.exchange.as_ref().and_then(|e| e.response.as_ref());
        let response = self.response.as_ref().or(handler);
        response.map(|r| r.content.bytes()).unwrap_or_default()
    }

    /// What is not as it should be, one line each.
    pub fn differences(&self, status: Option<u16>, body: Option<&[u8]>) -> Vec<String> {
        let status = status.and_then(|expected| match self.status() {
            Some(got) => expect::status(expected, got),
            None => Some(format!(
                "expected status {expected}, got none: no HTTP function"
            )),
        });
        let body = body.map(|expected| expect::body(expected, &self.body()));
        status
            .into_iter()
            .chain(body.into_iter().flatten())
            .collect()
    }
}

impl From<Answer> for Received {
    fn from(answer: Answer) -> Self {
        Received {
            success: Some(answer.success),
            response: answer.response,
            findings: answer.findings,
            exchange: answer.exchange,
            elapsed: Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::wire::Content;

    fn received(status: u16, body: &str) -> Received {
        Received {
            response: Some(Response {
                status,
                headers: Vec::new(),
                content: Content::from(body.as_bytes()),
            }),
            ..Received::default()
        }
    }

    #[test]
    fn a_high_status_is_a_failure() {
        assert!(received(204, "").is_success() && received(302, "").is_success());
        assert!(!received(404, "").is_success() && !received(500, "").is_success());
        let failed = Received {
            success: Some(false),
            ..Received::default()
        };
        assert!(!failed.is_success() && Received::default().is_success());
    }

    #[test]
    fn status_and_body_are_compared() {
        let received = received(200, "{\"a\": 1}");
        assert!(
            received
                .differences(Some(200), Some(b"{\"a\":1}"))
                .is_empty()
        );
        assert_eq!(received.differences(Some(201), Some(b"{}")).len(), 2);
        assert_eq!(Received::default().differences(Some(200), None).len(), 1);
    }
}
