//! `--curl`: the commands that do the same, for the front end and for the handler alone.

use std::sync::Arc;

use crate::emulator::call::{Prepared, handler};
use crate::emulator::plan::{Function, Plan};
use crate::error::Result;
use crate::report::run::curl;

/// The commands that do the same: for the front end, and for the handler alone.
pub(super) fn commands(
    plan: &Plan,
    function: &Arc<Function>,
    prepared: &Prepared,
    base: &str,
    called: Option<String>,
) -> Result<String> {
    let host = base.trim_start_matches("http://");
    let (public, inner) = match prepared {
        Prepared::Request(call) => (
            call.clone(),
            handler::of_request(plan, function, call, host),
        ),
        Prepared::Event(event) => (
            handler::by_admin(function, event),
            handler::of_event(function, event)?,
        ),
    };
    let address = called.unwrap_or_else(|| "127.0.0.1:PORT".to_owned());
    let (public, inner) = (
        curl::render(base, &public),
        curl::render(&format!("http://{address}"), &inner),
    );
    Ok(format!(
        "# what a caller sends\n{public}# what the host then sends the handler\n{inner}"
    ))
}
