//! Runs an event through the handler with the envelope: inputs, tries, outputs, response.

use std::sync::Arc;
use std::time::Instant;

use tokio::time::sleep;

use super::call::{self, Call};
use super::{HttpReply, Invocation, Metadata, Outcome, TriggerValue, Value};
use super::{envelope, id, outputs, reply};
use crate::diagnostics::{Finding, Severity};
use crate::emulator::Host;
use crate::emulator::event::{Event, Exchange, Mode, Record};
use crate::emulator::io;
use crate::emulator::plan::Retry;

/// Runs one event to its end, retries included (H-REQ-51, H-REQ-52), and reports it.
pub async fn run(host: &Arc<Host>, invocation: Invocation) -> Outcome {
    let started = Instant::now();
    let _flight = host.in_flight.enter();
    let retry = invocation.function.retry;
    let mut number = 0;
    let mut last_error = None;
    let (outcome, exchange) = loop {
        let this = Try {
            host,
            invocation: &invocation,
            id: id::fresh().to_string(),
            exchange: Exchange::default(),
            findings: Vec::new(),
        };
        let tried = this.run(number, last_error.as_deref()).await;
        let pause = retry.and_then(|retry| pause(retry, number));
        let Some(pause) = pause.filter(|_| !tried.0.success) else {
            break tried;
        };
        report(host, &invocation, started, &tried.0, tried.1);
        last_error = tried
            .0
            .findings
            .first()
            .map(|finding| finding.message.clone());
        sleep(pause).await;
        number += 1;
    };
    report(host, &invocation, started, &outcome, exchange);
    outcome
}

/// How long to wait before the next try; `None` when there is none.
fn pause(retry: Retry, number: u32) -> Option<std::time::Duration> {
    let more = retry.count.is_none_or(|count| number < count);
    more.then(|| retry.strategy.pause(number))
}

fn report(
    host: &Host,
    invocation: &Invocation,
    started: Instant,
    outcome: &Outcome,
    exchange: Exchange,
) {
    let exchange = host.events.exchanges.then(|| Box::new(exchange));
    let findings = invocation.remarks.iter().chain(&outcome.findings);
    host.events.report(Event::Invocation(Box::new(Record {
        id: outcome.id.clone(),
        function: invocation.function.name.clone(),
        cause: invocation.cause.clone(),
        mode: Mode::Envelope,
        status: outcome.response.as_ref().map(|response| response.status),
        success: outcome.success,
        elapsed: started.elapsed(),
        findings: findings.cloned().collect(),
        exchange,
    })));
}

/// One try: one envelope to the handler.
struct Try<'a> {
    host: &'a Arc<Host>,
    invocation: &'a Invocation,
    id: String,
    exchange: Exchange,
    findings: Vec<Finding>,
}

impl Try<'_> {
    async fn run(mut self, number: u32, last_error: Option<&str>) -> (Outcome, Exchange) {
        let result = self.attempt(number, last_error).await;
        let success = result.is_ok();
        let is_http = self.invocation.function.http.is_some();
        let response = match result {
            Ok(response) => response,
            // H-RESP-45: whatever failed, the caller gets an empty 500.
            Err(finding) => {
                self.findings.insert(0, finding);
                HttpReply::empty(500)
            }
        };
        if is_http && self.host.events.exchanges {
            let line = format!("the caller gets {}", response.status);
            self.exchange.consequences.push(line);
        }
        let outcome = Outcome {
            id: self.id,
            success,
            response: is_http.then_some(response),
            findings: self.findings,
        };
        (outcome, self.exchange)
    }

    async fn attempt(
        &mut self,
        number: u32,
        last_error: Option<&str>,
    ) -> Result<HttpReply, Finding> {
        let (host, invocation) = (self.host, self.invocation);
        let function = &invocation.function;
        let mut metadata = invocation.metadata.clone();
        envelope::add_sys(&mut metadata, &function.name);
        let data = self.data(&metadata).await?;
        if let Some(retry) = function.retry {
            let most = retry.count.map_or(-1, i64::from);
            envelope::add_retry(&mut metadata, number, most, last_error);
        }
        let call = Call {
            host,
            function,
            id: &self.id,
            body: envelope::write(&data, &metadata).into(),
            exchange: &mut self.exchange,
        };
        let answer = call::send(call).await?;
        let reply = reply::read(
            &function.place,
            answer.content_type.as_deref(),
            &answer.body,
        );
        let reply = match reply {
            Err(finding) => return Err(call::hang_if_strict(host, function, finding).await),
            Ok(reply) => reply,
        };
        self.log(&reply);
        self.write_outputs(&reply, &metadata).await?;
        if function.http.is_none() {
            return Ok(HttpReply::empty(204));
        }
        reply::http_response(function, &reply, invocation.accept(), &mut self.findings)
    }

    /// `Data`: the trigger first, then the other inputs (H-REQ-11).
    async fn data(&self, metadata: &Metadata) -> Result<Vec<(String, Value)>, Finding> {
        let function = &self.invocation.function;
        let value = match &self.invocation.value {
            TriggerValue::Http(event) => Value::Raw(envelope::http_data(event)),
            TriggerValue::Value(value) => value.clone(),
        };
        let mut data = vec![(function.trigger.name.clone(), value)];
        let bindings: Vec<_> = function.inputs().collect();
        for binding in bindings {
            let value = io::inputs::read(self.host, function, binding, metadata).await?;
            data.push((binding.name.clone(), value));
        }
        Ok(data)
    }

    /// Logs come before outputs and stay when those fail (H-RESP-13).
    fn log(&mut self, reply: &reply::Reply) {
        for line in &reply.logs {
            self.host.events.report(Event::Log {
                function: self.invocation.function.name.clone(),
                text: line.clone(),
            });
        }
    }

    async fn write_outputs(
        &mut self,
        reply: &reply::Reply,
        metadata: &Metadata,
    ) -> Result<(), Finding> {
        let function = &self.invocation.function;
        for (binding, value) in outputs::collect(function, reply, &mut self.findings) {
            let host = self.host;
            io::outputs::write(host, function, &self.id, binding, value, metadata).await?;
            if host.events.exchanges {
                let line = format!("`{}` goes to the {} output", binding.name, binding.kind);
                self.exchange.consequences.push(line);
            }
        }
        Ok(())
    }
}

impl Outcome {
    /// The worst that was found.
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
