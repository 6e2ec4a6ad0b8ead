//! `POST /admin/fch/invoke/{name}[?exchange=1]`: fires a function and tells how it ended.
//!
//! For an HTTP function the body is a request, `{"method", "path", "query", "headers", "body"}`
//! (or `"bodyBase64"`), which takes the same way as one from outside; for any other it is an
//! event in the form of `fch invoke --event`.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode, header};
use serde_json::{Map, Value as Json};
use tokio::sync::mpsc::Receiver;

use crate::emulator::Host;
use crate::emulator::body::{self, Body};
use crate::emulator::event::{Event, Events, Record};
use crate::emulator::front::auth::Caller;
use crate::emulator::front::dispatch::{self, Call};
use crate::emulator::front::site::Site;
use crate::emulator::front::{answer, path};
use crate::emulator::invoke::{HttpReply, Outcome, execute, headers};
use crate::emulator::plan::Function;
use crate::emulator::triggers::sample;
use crate::emulator::wire::Answer;

/// What is wrong with an event, in one line.
type Wrong = String;

/// Fires the function called `name`.
pub(super) async fn serve(site: &Site, request: Request<Incoming>, name: &str) -> Response<Body> {
    let Some(function) = site.host.plan.function(name).cloned() else {
        return answer::empty(StatusCode::NOT_FOUND);
    };
    let shows = request
        .uri()
        .query()
        .is_some_and(|query| query.contains("exchange=1"));
    let authority = request.headers().get(header::HOST).cloned();
    let Some(event) = super::super::json(&site.host, request).await else {
        return answer::text(StatusCode::BAD_REQUEST, "the event is not JSON");
    };
    let (events, watched) = Events::new(true);
    let watching = Watching {
        host: site.host.reporting_to(events),
        watched,
        everybody: site.host.events.clone(),
    };
    let ended = match function.http.is_some() {
        true => match outside_request(&event, authority) {
            Ok(request) => watching.request(site, &function, request).await,
            Err(why) => Err(why),
        },
        false => watching.event(&function, &event).await,
    };
    match ended {
        Ok((outcome, record)) => {
            let mode = record.as_ref().map_or(function.mode, |record| record.mode);
            let exchange = record
                .as_ref()
                .and_then(|record| record.exchange.as_deref());
            answer::json(&Answer::new(&outcome, mode, exchange.filter(|_| shows)))
        }
        Err(why) => answer::text(StatusCode::BAD_REQUEST, why),
    }
}

/// A host whose events come to us first.
struct Watching {
    host: Arc<Host>,
    watched: Receiver<Event>,
    everybody: Events,
}

/// How it ended, and the record of it.
type Ended = (Outcome, Option<Box<Record>>);

impl Watching {
    async fn event(mut self, function: &Arc<Function>, event: &Json) -> Result<Ended, Wrong> {
        let invocation = sample::invocation(function, event)?;
        let host = Arc::clone(&self.host);
        // A function that began runs to its end, even when the caller goes away.
        let running = tokio::spawn(async move { execute::run(&host, invocation).await });
        let outcome = running.await.map_err(|error| error.to_string())?;
        Ok((outcome, self.record()))
    }

    /// The way of a request from outside, but for limits: keys do not count, as whoever may
    /// use the admin API may do anything.
    async fn request(
        mut self,
        site: &Site,
        function: &Arc<Function>,
        request: Request<Body>,
    ) -> Result<Ended, Wrong> {
        let path = path::normal(request.uri().path()).into_owned();
        let found = site.router.find(request.method().as_str(), &path);
        let Some((_, values)) = found.filter(|(found, _)| found.name == function.name) else {
            let method = request.method();
            return Err(format!(
                "`{method} {path}` does not lead to `{}`",
                function.name
            ));
        };
        let call = Call {
            function: Arc::clone(function),
            values,
            path,
            request,
            head: None,
        };
        let response = dispatch::invoke(&self.host, call, Caller::Admin).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?;
        let reply = HttpReply {
            status: parts.status.as_u16(),
            headers: headers::listed(&parts.headers),
            body: body.to_bytes(),
        };
        let record = self.record();
        let outcome = Outcome {
            id: record.as_ref().map(|r| r.id.clone()).unwrap_or_default(),
            success: record.as_ref().is_some_and(|record| record.success),
            findings: record
                .as_ref()
                .map(|r| r.findings.clone())
                .unwrap_or_default(),
            response: Some(reply),
        };
        Ok((outcome, record))
    }

    /// Hands on what was reported, and keeps the last record: a retried invocation has several.
    fn record(&mut self) -> Option<Box<Record>> {
        let mut last = None;
        while let Ok(event) = self.watched.try_recv() {
            if let Event::Invocation(record) = &event {
                last = Some(record.clone());
            }
            self.everybody.report(event);
        }
        last
    }
}

/// The request that an event describes.
fn outside_request(
    event: &Json,
    authority: Option<header::HeaderValue>,
) -> Result<Request<Body>, Wrong> {
    let text = |name: &str| event.get(name).and_then(Json::as_str);
    let method = text("method").unwrap_or("GET");
    let target = text("path").ok_or("the event has no `path`")?;
    let query = query(event.get("query"));
    let target = match query.is_empty() {
        true => target.to_owned(),
        false => format!("{target}?{query}"),
    };
    let body = content(event)?;
    let length = body.len();
    let mut request = Request::builder().method(method).uri(target);
    if let Some(authority) = authority {
        request = request.header(header::HOST, authority);
    }
    for (name, value) in event
        .get("headers")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
    {
        request = request.header(name, value.as_str().unwrap_or_default());
    }
    if length > 0 {
        request = request.header(header::CONTENT_LENGTH, length);
    }
    let request = request.body(body::full(body));
    request.map_err(|error| format!("the event is no request: {error}"))
}

/// A query as text, or as an object of texts.
fn query(query: Option<&Json>) -> String {
    match query {
        Some(Json::String(text)) => text.trim_start_matches('?').to_owned(),
        Some(Json::Object(pairs)) => encoded(pairs),
        _ => String::new(),
    }
}

fn encoded(pairs: &Map<String, Json>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        match value {
            Json::String(text) => query.append_pair(name, text),
            other => query.append_pair(name, &other.to_string()),
        };
    }
    query.finish()
}

/// `body` is text, or JSON that is sent as text; `bodyBase64` is bytes.
fn content(event: &Json) -> Result<Vec<u8>, Wrong> {
    if let Some(text) = event.get("bodyBase64").and_then(Json::as_str) {
        let bytes = BASE64_STANDARD.decode(text);
        return bytes.map_err(|_| "`bodyBase64` is not base64".to_owned());
    }
    Ok(match event.get("body") {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::String(text)) => text.clone().into_bytes(),
        Some(other) => other.to_string().into_bytes(),
    })
}
