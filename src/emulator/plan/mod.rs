//! host.json + settings + functions -> what will run. No socket, no process.
//!
//! Reads a loaded [`App`](crate::app::App) the way the host does: environment, overrides,
//! profiles, paths, filters. The result is plain data that every other part of the emulator
//! shares.

pub mod config;
pub mod environment;
pub mod function;
pub mod handler;
pub mod host_json;
pub mod index;
pub mod load;
pub mod retry;
pub mod settings;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use config::Config;
pub use environment::Environment;
pub use function::{AuthLevel, Binding, Function, Http, Retry};
pub use handler::HandlerPlan;

use crate::bindings::route::Template;

/// Everything that the emulator is about to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The app's root, absolute.
    pub root: PathBuf,
    /// The effective host.json (H-HOST-09, H-HOST-10).
    pub config: Config,
    /// What the handler's environment will be, without the five variables of H-START-04.
    pub environment: Environment,
    /// How the handler is started; `None` when no custom handler is configured (H-CFG-05).
    pub handler: Option<HandlerPlan>,
    /// The functions that loaded, by name ignoring case (H-DISC-07). Disabled ones too.
    pub functions: Vec<Arc<Function>>,
    /// The functions that did not load: name and message (H-DISC-08).
    pub function_errors: Vec<(String, String)>,
    /// Why the host cannot run at all (H-HOST-11); the front end then answers 503.
    pub host_errors: Vec<String>,
    /// What the host would log as a warning at start.
    pub warnings: Vec<String>,
    /// The route prefix, without slashes at its ends (H-ROUTE-05).
    pub route_prefix: String,
    /// How long a function may run; `None` is for ever (H-LIM-01, H-LIM-02).
    pub function_timeout: Option<Duration>,
    /// The retry policy of host.json (H-DISC-67).
    pub retry: Option<Retry>,
    /// Largest request body in bytes (H-LIM-07).
    pub body_limit: u64,
}

impl Plan {
    /// True when the host refuses nothing of the app.
    pub fn is_whole(&self) -> bool {
        self.host_errors.is_empty() && self.function_errors.is_empty()
    }

    /// A function by name, ignoring case (H-DISC-15).
    pub fn function(&self, name: &str) -> Option<&Arc<Function>> {
        self.functions
            .iter()
            .find(|function| function.name.eq_ignore_ascii_case(name))
    }

    /// The full template of an HTTP function: prefix, slash, route (H-ROUTE-05).
    pub fn template(&self, http: &Http) -> String {
        match self.route_prefix.as_str() {
            "" => http.route.clone(),
            prefix => format!("{prefix}/{}", http.route),
        }
    }

    /// The host's routes in its order (H-ROUTE-08): functions with an httpTrigger, each with
    /// its full template.
    pub fn routes(&self) -> impl Iterator<Item = (&Arc<Function>, &Http, &Template)> {
        self.functions.iter().filter_map(|function| {
            let http = function.http.as_ref()?;
            Some((function, http, &http.template))
        })
    }
}
