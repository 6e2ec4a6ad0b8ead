//! `/admin/host`: what the host is and does (H-ADM-07..14, H-ADM-19).

use std::sync::LazyLock;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value as Json, json};

use super::super::site::Site;
use super::{answer, not_emulated, only};
use crate::emulator::HOST_VERSION;
use crate::emulator::body::Body;
use crate::emulator::event::Level;
use crate::emulator::plan::Plan;

/// This process as the host describes itself.
static INSTANCE: LazyLock<(String, Instant)> =
    LazyLock::new(|| (uuid::Uuid::new_v4().to_string(), Instant::now()));

/// The process begins to count its time.
pub(in crate::emulator::front) fn begin() {
    LazyLock::force(&INSTANCE);
}

/// Answers what is below `/admin/host`; `rest` is in lower case.
pub(super) fn serve(site: &Site, request: &Request<Incoming>, rest: &[&str]) -> Response<Body> {
    match rest {
        ["status"] => only(request, &[Method::GET]).unwrap_or_else(|| status(site)),
        ["restart"] => only(request, &[Method::POST]).unwrap_or_else(|| restart(site)),
        // There are no keys, or only the one that the user was shown.
        ["keys" | "functionkeys" | "systemkeys", ..] => answer::empty(StatusCode::NOT_FOUND),
        [
            "state" | "drain" | "resume" | "synctriggers" | "config" | "processes",
            ..,
        ] => not_emulated(),
        _ => answer::empty(StatusCode::NOT_FOUND),
    }
}

fn status(site: &Site) -> Response<Body> {
    let plan = &site.host.plan;
    let (instance, started) = &*INSTANCE;
    let uptime = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut status = Map::new();
    let mut set = |name: &str, value: Json| status.insert(name.to_owned(), value);
    set("id", id(plan).into());
    set("state", state(site).into());
    set("version", HOST_VERSION.into());
    set("versionDetails", HOST_VERSION.into());
    set("instanceId", instance.as_str().into());
    set("processUptime", uptime.into());
    if let Some(bundle) = bundle(plan) {
        set("extensionBundle", bundle);
    }
    if !plan.host_errors.is_empty() {
        set("errors", json!(plan.host_errors));
    }
    answer::json(&status)
}

/// One of the states of H-ADM-19.
fn state(site: &Site) -> &'static str {
    if site.offline.is_set() {
        return "Offline";
    }
    match site.host.plan.host_errors.is_empty() {
        true => "Running",
        false => "Error",
    }
}

/// The configured host id, or one that the app's folder gives.
fn id(plan: &Plan) -> String {
    if let Some(id) = plan.environment.setting("AzureFunctionsWebHost:hostId") {
        return id.to_owned();
    }
    let folder = plan.root.file_name().unwrap_or_default().to_string_lossy();
    let allowed = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    folder
        .to_lowercase()
        .chars()
        .filter(allowed)
        .take(32)
        .collect()
}

/// The bundle that host.json names; a range, since nothing is downloaded.
fn bundle(plan: &Plan) -> Option<Json> {
    let id = plan.config.get("extensionBundle:id")?;
    let version = plan.config.get("extensionBundle:version")?;
    Some(json!({ "id": id, "version": version }))
}

/// Starts the handler again (H-ADM-10); the app's files are read by `fch run` when it starts.
fn restart(site: &Site) -> Response<Body> {
    let text = "the handler is restarted as the admin API asked";
    site.host.events.host(Level::Information, text);
    site.host.handler.restart();
    answer::empty(StatusCode::OK)
}
