//! Calling a running host from outside: what `fch invoke` and `fch outputs` do.
//!
//! [`event`] makes the event from a sample and the user's changes; [`http`] turns one of an
//! httpTrigger into a request; [`remote`] speaks to the host;
//! [`received`] is its answer, which [`expect`] compares; [`handler`] is what the host will send on.

pub mod event;
pub mod expect;
pub mod handler;
pub mod http;
mod path;
pub mod received;
pub mod remote;

pub use event::Changes;
pub use http::HttpCall;
pub use received::Received;
pub use remote::Remote;

use serde_json::Value as Json;

use super::plan::{Function, Plan};
use super::triggers::sample;
use crate::error::Result;

/// What is about to be sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// A request for the front end.
    Request(HttpCall),
    /// An event for `/admin/fch/invoke/`.
    Event(Json),
}

impl Prepared {
    /// Makes what to send to `function`: from `event` when there is one, else for http from its
    /// route and for the rest from a sample.
    ///
    /// # Errors
    /// When a route parameter is missing, or a change does not fit.
    pub fn new(
        plan: &Plan,
        function: &Function,
        event: Option<Json>,
        changes: &Changes,
    ) -> Result<Prepared> {
        if let Some(http) = &function.http {
            let call = HttpCall::new(plan, function, http, event.as_ref(), changes)?;
            return Ok(Prepared::Request(call));
        }
        let event = event.unwrap_or_else(|| sample::event(function));
        changes.apply(function, event).map(Prepared::Event)
    }

    /// The same as an event, for the admin API and for `--dry-run`.
    pub fn to_event(&self) -> Json {
        match self {
            Prepared::Request(call) => call.to_event(),
            Prepared::Event(event) => event.clone(),
        }
    }
}
