//! The HTTP front end: server, router, admin API, CORS, keys, home page (H-ROUTE, H-ADM).
//!
//! ```text
//! server -> head (raw bytes) -> service: framing -> admin | cors -> site: route -> dispatch
//! ```
//!
//! [`service`] decides the order of things; every other file does one of them.

mod admin;
mod answer;
mod auth;
mod buffered;
mod cors;
mod dispatch;
mod framing;
mod guard;
mod head;
mod home;
mod offline;
mod path;
mod router;
mod server;
mod service;
mod site;
mod spelling;
mod throttle;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::sync::Arc;

use tokio::sync::watch;

pub use server::serve;

use super::Host;
use super::plan::{Function, Plan};
use crate::bindings::route::decode_path;

/// The running app, or `None` while one is swapped for the next: requests wait then.
pub type Current = watch::Receiver<Option<Arc<Host>>>;

/// The function that gets a request to this percent-encoded path (H-ROUTE-08).
pub fn function_for(plan: &Plan, method: &str, path: &str) -> Option<Arc<Function>> {
    let router = router::Router::new(plan);
    let (function, _) = router.find(method, &decode_path(path))?;
    Some(Arc::clone(function))
}
