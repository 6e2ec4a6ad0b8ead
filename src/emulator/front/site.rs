//! What the front end makes of one running app, once.

use std::sync::Arc;

use hyper::header::{HeaderName, HeaderValue};

use super::offline::Offline;
use super::router::Router;
use super::throttle::Throttle;
use crate::emulator::Host;
use crate::emulator::plan::Config;

/// A running app with its routes and limits.
pub(super) struct Site {
    /// The app.
    pub(super) host: Arc<Host>,
    /// Its routes.
    pub(super) router: Router,
    /// Its limits.
    pub(super) throttle: Throttle,
    /// Whether it is taken off line.
    pub(super) offline: Offline,
    /// Added to the answers of functions (H-LIM-09).
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Site {
    /// Prepares an app for requests.
    pub(super) fn new(host: Arc<Host>) -> Site {
        Site {
            router: Router::new(&host.plan),
            throttle: Throttle::new(&host.plan.config),
            offline: Offline::new(&host.plan.root),
            headers: custom_headers(&host.plan.config),
            host,
        }
    }
}

/// What is no header is left out.
fn custom_headers(config: &Config) -> Vec<(HeaderName, HeaderValue)> {
    let headers = config.children("extensions:http:customHeaders");
    let headers = headers
        .into_iter()
        .filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)));
    headers.collect()
}
