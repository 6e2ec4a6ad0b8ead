//! The call that the host makes to the handler for an event, as far as it is known beforehand:
//! what inputs and retries add is missing.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value as Json, json};

use super::HttpCall;
use crate::bindings::route::{Part, Template};
use crate::emulator::event::Mode;
use crate::emulator::invoke::{HttpEvent, Invocation, Metadata, TriggerValue, Value, envelope};
use crate::emulator::plan::{Function, Plan};
use crate::emulator::triggers::sample;
use crate::error::{Failure, Result};

/// The call for an event of a trigger other than http (H-REQ-01, H-REQ-03).
///
/// # Errors
/// When the event has not the form of a sample.
pub fn of_event(function: &Arc<Function>, event: &Json) -> Result<HttpCall> {
    let invocation = sample::invocation(function, event).map_err(|why| {
        Failure::usage(format!("the event does not fit `{}`", function.name)).because(why)
    })?;
    Ok(envelope_call(function, invocation))
}

/// The call that fires any function but an http one, here and in Azure (H-ADM-03): it takes the
/// value as text and makes up the rest.
pub fn by_admin(function: &Function, event: &Json) -> HttpCall {
    let input = match event.get("value") {
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    HttpCall {
        method: "POST".to_owned(),
        target: format!("/admin/functions/{}", function.name),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Bytes::from(json!({ "input": input }).to_string()),
    }
}

/// The call for a request: the request itself when the function forwards (H-FWD-02, H-FWD-03),
/// else an envelope.
pub fn of_request(
    plan: &Plan,
    function: &Arc<Function>,
    request: &HttpCall,
    host: &str,
) -> HttpCall {
    if function.mode != Mode::Envelope {
        let legacy = plan.handler.as_ref().is_some_and(|handler| handler.legacy);
        let mut call = request.clone();
        if legacy {
            let query = call
                .target
                .split_once('?')
                .map(|(_, query)| format!("?{query}"));
            call.target = format!("/{}{}", function.name, query.unwrap_or_default());
        }
        return call;
    }
    let template = function.http.as_ref().map(|http| &http.template);
    let event = http_event(request, template, host);
    let invocation = Invocation {
        function: Arc::clone(function),
        cause: format!("{} {}", request.method, request.target),
        metadata: envelope::http_metadata(&event),
        value: TriggerValue::Http(Box::new(event)),
        remarks: Vec::new(),
    };
    envelope_call(function, invocation)
}

fn envelope_call(function: &Function, invocation: Invocation) -> HttpCall {
    let value = match invocation.value {
        TriggerValue::Http(event) => Value::Raw(envelope::http_data(&event)),
        TriggerValue::Value(value) => value,
    };
    let mut metadata: Metadata = invocation.metadata;
    envelope::add_sys(&mut metadata, &function.name);
    let data = [(function.trigger.name.clone(), value)];
    HttpCall {
        method: "POST".to_owned(),
        target: format!("/{}", function.name),
        headers: vec![(
            "Content-Type".to_owned(),
            "application/json; charset=utf-8".to_owned(),
        )],
        body: Bytes::from(envelope::write(&data, &metadata)),
    }
}

/// The request as the front end would hand it on (H-REQ-19).
fn http_event(request: &HttpCall, template: Option<&Template>, host: &str) -> HttpEvent {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let decoded = decode(path);
    let mark = if query.is_empty() { "" } else { "?" };
    let params = template.map(|template| params(template, path));
    HttpEvent {
        url: format!("http://{host}{decoded}{mark}{query}"),
        method: request.method.clone(),
        query: query.to_owned(),
        headers: std::iter::once(("Host".to_owned(), host.to_owned()))
            .chain(request.headers.iter().cloned())
            .collect(),
        params: params.unwrap_or_default(),
        body: (!request.body.is_empty()).then(|| request.body.clone()),
        admin: false,
    }
}

fn decode(text: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(text);
    decoded.decode_utf8_lossy().into_owned()
}

/// The values of parameters that fill a whole segment; the front end's router knows the rest.
fn params(template: &Template, path: &str) -> Vec<(String, Option<String>)> {
    let mut rest = Some(path.trim_start_matches('/'));
    let mut found = Vec::new();
    for segment in &template.segments {
        let (first, after) = match rest {
            Some(text) => match text.split_once('/') {
                Some((first, after)) => (Some(first), Some(after)),
                None => (Some(text), None),
            },
            None => (None, None),
        };
        if let [Part::Parameter(parameter)] = segment.parts.as_slice() {
            let value = if parameter.catch_all { rest } else { first };
            let value = value.filter(|value| !value.is_empty()).map(decode);
            found.push((parameter.name.clone(), value));
        }
        rest = after;
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::bindings::route;

    #[test]
    fn a_request_is_told_as_the_front_end_tells_it() {
        // H-REQ-20: decoded path, raw query
        let request = HttpCall {
            method: "PUT".into(),
            target: "/api/a%20b?x=%31".into(),
            ..HttpCall::default()
        };
        let template = route::parse("api/{name}").unwrap();
        let event = http_event(&request, Some(&template), "localhost:7071");
        assert_eq!(event.url, "http://localhost:7071/api/a b?x=%31");
        assert_eq!(event.params, [("name".into(), Some("a b".into()))]);
        assert_eq!(event.body, None);
    }

    #[test]
    fn parameters_are_read_from_the_path() {
        let values = |template: &str, path: &str| params(&route::parse(template).unwrap(), path);
        let pair = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        assert_eq!(
            values("api/{a}/{b?}", "/api/1"),
            [pair("a", Some("1")), pair("b", None)]
        );
        assert_eq!(
            values("f/{*rest}", "/f/a/b%20c"),
            [pair("rest", Some("a/b c"))]
        );
        assert_eq!(values("f/{*rest}", "/f"), [pair("rest", None)]);
    }
}
