//! `/admin/fch`: what Azure does not have, for `fch` itself and for tests.
//!
//! - `GET status`: `{"pid", "version", "ready"}`.
//! - `GET outputs`: the outputs that were captured, oldest first.
//! - `POST invoke/{name}`: fires a function with an event in the form of `fch invoke --event`,
//!   waits, and answers how it ended.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value as Json, json};

use super::answer;
use crate::emulator::Host;
use crate::emulator::body::Body;
use crate::emulator::invoke::{HttpReply, Outcome, execute};
use crate::emulator::triggers::sample;

/// Answers what is below `/admin/fch` but the status; `rest` is in lower case.
pub(super) async fn serve(
    host: &Arc<Host>,
    request: Request<Incoming>,
    rest: &[&str],
    base: &str,
) -> Response<Body> {
    match (request.method().clone(), rest) {
        (Method::GET, ["outputs"]) => answer::json(&host.captured.list()),
        (Method::POST, ["invoke", name]) => invoke(host, request, name, base).await,
        (_, ["outputs" | "status"] | ["invoke", _]) => {
            answer::empty(StatusCode::METHOD_NOT_ALLOWED)
        }
        _ => answer::empty(StatusCode::NOT_FOUND),
    }
}

/// Who serves here, and whether functions can run at this moment.
pub(super) async fn status(host: Option<&Arc<Host>>) -> Response<Body> {
    let ready = match host {
        Some(host) => is_ready(host).await,
        None => false,
    };
    answer::json(&json!({
        "pid": std::process::id(),
        "version": env!("CARGO_PKG_VERSION"),
        "ready": ready,
    }))
}

async fn is_ready(host: &Host) -> bool {
    if !host.plan.host_errors.is_empty() {
        return false;
    }
    // Asks once, without waiting. An app without functions needs no handler.
    let ready = tokio::time::timeout(Duration::ZERO, host.handler.ready()).await;
    host.plan.functions.is_empty() || matches!(ready, Ok(Ok(_)))
}

async fn invoke(
    host: &Arc<Host>,
    request: Request<Incoming>,
    name: &str,
    base: &str,
) -> Response<Body> {
    let Some(function) = host.plan.function(name) else {
        return answer::empty(StatusCode::NOT_FOUND);
    };
    if let Some(http) = &function.http {
        let template = host.plan.template(http);
        let name = &function.name;
        let text = format!("`{name}` has an httpTrigger: send the request to {base}/{template}");
        return answer::text(StatusCode::BAD_REQUEST, text);
    }
    let Some(event) = super::json(host, request).await else {
        return answer::text(StatusCode::BAD_REQUEST, "the event is not JSON");
    };
    let invocation = match sample::invocation(function, &event) {
        Ok(invocation) => invocation,
        Err(why) => return answer::text(StatusCode::BAD_REQUEST, why),
    };
    let host = host.clone();
    let running = tokio::spawn(async move { execute::run(&host, invocation).await });
    match running.await {
        Ok(outcome) => answer::json(&describe(&outcome)),
        Err(_) => answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn describe(outcome: &Outcome) -> Json {
    let findings = outcome.findings.iter();
    let findings: Vec<Json> = findings
        .map(|finding| json!({ "rule": finding.rule.name, "message": finding.message }))
        .collect();
    json!({
        "id": outcome.id,
        "success": outcome.success,
        "findings": findings,
        "response": outcome.response.as_ref().map(reply),
    })
}

/// The body as text, or as `base64` when it is none.
fn reply(reply: &HttpReply) -> Json {
    let mut described = Map::new();
    described.insert("status".into(), reply.status.into());
    described.insert("headers".into(), json!(reply.headers));
    let (name, body) = match std::str::from_utf8(&reply.body) {
        Ok(text) => ("body", text.to_owned()),
        Err(_) => ("base64", BASE64.encode(&reply.body)),
    };
    described.insert(name.into(), body.into());
    Json::Object(described)
}
