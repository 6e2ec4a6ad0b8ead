//! Hands a request to its function: keys, disabled functions, mode (H-ROUTE-21).

use std::sync::Arc;

use hyper::{Request, Response, StatusCode};

use super::auth::{self, Caller};
use super::{answer, buffered};
use crate::bindings::route::Values;
use crate::emulator::Host;
use crate::emulator::body::Body;
use crate::emulator::event::{Level, Mode};
use crate::emulator::invoke::{forward, proxy};
use crate::emulator::plan::{AuthLevel, Function};

/// A request that found its function.
pub(super) struct Call {
    /// The function.
    pub(super) function: Arc<Function>,
    /// The route values.
    pub(super) values: Values,
    /// The decoded path.
    pub(super) path: String,
    /// The request.
    pub(super) request: Request<Body>,
    /// Its head as it came, if that is known.
    pub(super) head: Option<Vec<u8>>,
}

/// Answers a request to a function.
pub(super) async fn run(host: &Arc<Host>, call: Call) -> Response<Body> {
    let http = call.function.http.as_ref();
    let level = http.map_or(AuthLevel::Function, |http| http.auth);
    let caller = auth::caller(&host.options, &call.request, level);
    if !auth::may_call(&host.options, level, caller) {
        let asked = format!("{} {}", call.request.method(), call.path);
        let line = format!("401 for `{asked}`: the key is missing or wrong");
        host.events.host(Level::Information, line);
        return answer::empty(StatusCode::UNAUTHORIZED);
    }
    // H-DISC-37, H-DISC-38
    if call.function.disabled && caller != Caller::Admin {
        return answer::empty(StatusCode::NOT_FOUND);
    }
    invoke(host, call, caller).await
}

/// Runs a function for a caller who may.
pub(super) async fn invoke(host: &Arc<Host>, call: Call, caller: Caller) -> Response<Body> {
    match call.function.mode {
        Mode::Proxy => proxy::serve(host, &call.function, call.request).await,
        Mode::Forward => forward::serve(host, &call.function, call.request).await,
        Mode::Envelope => buffered::serve(host, call, caller).await,
    }
}
