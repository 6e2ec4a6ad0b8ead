//! `fch invoke`: what came back, for people and for pipes.

use console::Style;

use super::panel::{self, Bodies};
use super::{elapsed, fault};
use crate::emulator::call::Received;
use crate::emulator::event::Exchange;

/// Renders the bytes each way and what the caller gets (`--show`).
pub fn both_ways(received: &Received, plain: &Style) -> String {
    let exchange = received.exchange.as_ref().map(Exchange::from);
    let exchange = exchange.map(|exchange| panel::both_ways(&exchange, Bodies::Exact, plain));
    let response = received.response.as_ref();
    let response = response.map(|response| panel::answer(response, plain));
    exchange.into_iter().chain(response).collect()
}

/// `200 in 12 ms`, or `ok in 12 ms`.
pub fn summary(received: &Received) -> String {
    let result = match (received.status(), received.is_success()) {
        (Some(status), _) => status.to_string(),
        (None, true) => "ok".to_owned(),
        (None, false) => "failed".to_owned(),
    };
    format!("{result} in {}", elapsed(received.elapsed))
}

/// Renders what went wrong.
pub fn findings(received: &Received, plain: &Style) -> String {
    let findings = received.findings.iter();
    findings
        .map(|finding| fault::render(finding, plain))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::wire::{self, Content, Request, Response};
    use std::time::Duration;

    #[test]
    fn both_ways_and_the_answer() {
        let response = Response {
            status: 201,
            headers: vec![("Location".into(), "/7".into())],
            content: Content::from(&b"made"[..]),
        };
        let received = Received {
            response: Some(response),
            exchange: Some(wire::Exchange {
                request: Request {
                    line: "POST /F".into(),
                    ..Request::default()
                },
                response: None,
                consequences: Vec::new(),
            }),
            elapsed: Duration::from_millis(5),
            ..Received::default()
        };
        let plain = Style::new().force_styling(false);
        assert_eq!(
            both_ways(&received, &plain),
            "> POST /F\n< no answer\nThe caller gets 201\n  Location: /7\n\n  made\n"
        );
        assert_eq!(summary(&received), "201 in 5.0 ms");
        assert_eq!(findings(&received, &plain), "");
    }
}
