//! Replies and the HTTP responses they mean.

use serde_json::json;

mod any;
mod named;
mod read;
mod returned;

use super::*;
use crate::app::Direction;
use crate::emulator::event::Mode;
use crate::emulator::invoke::HttpReply;
use crate::emulator::plan::Binding;

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

fn binding(name: &str, kind: &str, direction: Direction) -> Binding {
    Binding {
        name: name.into(),
        kind: kind.into(),
        direction,
        data_type: None,
        many: false,
        properties: Map::new(),
    }
}

fn function(outputs: &[(&str, &str)]) -> Function {
    let trigger = binding("req", "httpTrigger", Direction::In);
    let outputs = outputs.iter();
    let outputs = outputs.map(|(name, kind)| binding(name, kind, Direction::Out));
    Function {
        name: "F".into(),
        place: "F/function.json".into(),
        bindings: [trigger.clone()].into_iter().chain(outputs).collect(),
        trigger,
        mode: Mode::Envelope,
        http: None,
        disabled: false,
        retry: None,
        document: Json::Null,
        generated: false,
    }
}

fn read_json(body: &str) -> Result<Reply, &'static str> {
    read("F/function.json", Some("application/json"), body.as_bytes()).map_err(|f| f.rule.name)
}

/// The response of a function with these outputs, or the rule that was broken; with remarks.
fn respond(
    outputs: &[(&str, &str)],
    body: &Json,
    accept: Option<&str>,
) -> (Result<HttpReply, &'static str>, Vec<&'static str>) {
    let mut findings = Vec::new();
    let reply = read_json(&body.to_string());
    let response = reply.and_then(|reply| {
        http_response(&function(outputs), &reply, accept, &mut findings).map_err(|f| f.rule.name)
    });
    (response, findings.iter().map(|f| f.rule.name).collect())
}

fn named(value: Json) -> Result<HttpReply, &'static str> {
    respond(
        &[("res", "http")],
        &json!({"Outputs": {"res": value}}),
        None,
    )
    .0
}

fn returned(value: Json) -> Result<HttpReply, &'static str> {
    respond(&[("$return", "http")], &json!({"ReturnValue": value}), None).0
}

fn reply(status: u16, content_type: &str, body: &str) -> Result<HttpReply, &'static str> {
    Ok(HttpReply {
        status,
        headers: vec![("Content-Type".into(), content_type.into())],
        body: body.to_owned().into(),
    })
}
