//! An HTTP request in the envelope: its value and its binding data (H-REQ-19..41).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value as Json};

use super::{dotnet, identity, properties};
use crate::emulator::invoke::{HttpEvent, Metadata, Value, query};

/// The request object, members in the host's order (H-REQ-19).
pub(super) fn data(event: &HttpEvent) -> Json {
    let query = grouped(query(event));
    let headers = grouped(headers(event));
    let mut data = Map::new();
    data.insert("Url".into(), event.url.as_str().into());
    data.insert("Method".into(), event.method.as_str().into());
    data.insert("Query".into(), object(&query, |v| v.join(",").into()));
    data.insert("Headers".into(), object(&headers, |v| v.into()));
    data.insert("Params".into(), params(event));
    data.insert("Identities".into(), identity::identities(event.admin));
    if let Some(body) = &event.body {
        data.insert("Body".into(), body_text(event, body).into());
    }
    Json::Object(data)
}

/// The binding data; later entries win (H-REQ-38).
pub(super) fn metadata(event: &HttpEvent) -> Metadata {
    let mut metadata = Metadata::default();
    if let Some(body) = &event.body {
        properties::add(&mut metadata, &dotnet::decode(body, false));
    }
    for (name, value) in query(event).filter(|(name, _)| !name.eq_ignore_ascii_case("code")) {
        metadata.set(name, Value::Text(value.into_owned()));
    }
    for (name, value) in &event.params {
        // A parameter that was left out hides a query value of the same name.
        let value = value.clone().map_or(Value::Null, Value::Text);
        metadata.set(name, value);
    }
    add_nested(&mut metadata, event);
    metadata
}

/// `Query` and `Headers`, unless the request brings such names itself (H-REQ-38, H-REQ-39).
fn add_nested(metadata: &mut Metadata, event: &HttpEvent) {
    if metadata.get("Query").is_none() {
        let last = |v: &[Cow<'_, str>]| v.last().map(Cow::as_ref).into();
        let query = object(&grouped(query(event)), last);
        metadata.set("Query", Value::Json(query));
    }
    if metadata.get("Headers").is_none() {
        let headers = object(&grouped(headers(event)), |v| v.join(",").into());
        metadata.set("Headers", Value::Json(headers));
    }
}

fn query(event: &HttpEvent) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query::pairs(&event.query)
}

fn headers(event: &HttpEvent) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let headers = event.headers.iter();
    headers.map(|(name, value)| (name.as_str().into(), value.as_str().into()))
}

type Group<'a> = (Cow<'a, str>, Vec<Cow<'a, str>>);

/// The values of each name, names in the order and spelling of their first appearance.
fn grouped<'a>(pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (name, value) in pairs {
        let place = *places.entry(name.to_ascii_lowercase()).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, values)) = groups.get_mut(place) {
            values.push(value);
        }
    }
    groups
}

fn object(groups: &[Group<'_>], value: impl Fn(&[Cow<'_, str>]) -> Json) -> Json {
    let members = groups
        .iter()
        .map(|(name, values)| (name.to_string(), value(values)));
    Json::Object(members.collect())
}

/// Route values, always as texts; null for an optional one that was left out (H-REQ-24).
fn params(event: &HttpEvent) -> Json {
    let params = event.params.iter();
    Json::Object(params.map(|(k, v)| (k.clone(), v.clone().into())).collect())
}

/// The body: base64 for the two kinds that the host knows to be binary, else text, which
/// damages other binary bodies as the host does (H-REQ-29, H-REQ-30).
fn body_text(event: &HttpEvent, body: &Bytes) -> String {
    let mut headers = event.headers.iter();
    let content_type = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    match content_type {
        Some((_, value)) if is_binary(value) => STANDARD.encode(body),
        _ => dotnet::decode(body, false),
    }
}

fn is_binary(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    media_type == "application/octet-stream" || media_type.contains("multipart/")
}
