//! Which value of a reply becomes the HTTP response (H-RESP-21..43).

use serde_json::Value as Json;

use super::content::{self, Body, Content};
use super::{Given, Reply, given, negotiate, send};
use crate::diagnostics::Finding;
use crate::emulator::invoke::{HttpReply, outputs};
use crate::emulator::plan::{Binding, Function};

/// The response; without an http output that has a value, `ReturnValue` is it.
pub(super) fn response(
    function: &Function,
    reply: &Reply,
    accept: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<HttpReply, Finding> {
    let mut response = None;
    for binding in function.outputs().filter(|binding| binding.is("http")) {
        if let Some(content) = content(function, binding, reply, findings)? {
            response = Some(send::reply(&function.place, content, accept)?);
        }
    }
    let returned = || match &reply.return_value {
        Some(value) => negotiate::reply(200, value, accept),
        None => HttpReply::empty(204),
    };
    Ok(response.unwrap_or_else(returned))
}

/// What one http output asks for; `None` when it does not make a response.
fn content(
    function: &Function,
    binding: &Binding,
    reply: &Reply,
    findings: &mut Vec<Finding>,
) -> Result<Option<Content>, Finding> {
    let given = given(function, binding, reply);
    // Only the exact type and a name are decoded as an http output (H-RESP-21, H-RESP-23).
    let is_named = binding.kind == "http" && binding.name != super::given::RETURN;
    match given {
        Some(Given::Returned(Json::Null)) => Ok(None),
        Some(Given::Returned(value)) => Ok(Some(content::returned(value))),
        Some(Given::Output(value)) if is_named => {
            content::named(&function.place, &binding.name, value, findings).map(Some)
        }
        None if is_named => Ok(reply.outputs.as_ref().map(|_| missing())),
        Some(Given::Output(value)) if !value.is_null() => {
            Ok(Some(decoded(function, binding, value, findings)))
        }
        Some(Given::Output(_)) | None => Ok(None),
    }
}

/// `Outputs` without the http output: the body is `{}` (H-RESP-24).
fn missing() -> Content {
    Content {
        body: Body::Json(Json::Object(serde_json::Map::new())),
        ..Content::default()
    }
}

/// A `$return` value: base64 first, else a response object or a body (H-RESP-37).
fn decoded(
    function: &Function,
    binding: &Binding,
    value: &Json,
    findings: &mut Vec<Finding>,
) -> Content {
    match outputs::decoded(&function.place, binding, value, findings) {
        Some(bytes) => Content {
            body: Body::Bytes(bytes),
            ..Content::default()
        },
        None => content::returned(value),
    }
}
