//! What a start banner has to say, gathered.

use std::collections::HashSet;
use std::sync::Arc;

use super::event::{Level, Serving, Support};
use super::host::Setup;
use super::plan::{Binding, Function, Plan};
use super::run_file::reachable;
use super::{Host, triggers};

/// Gathers it; opens the storage accounts that the app uses, and reports those that cannot be.
pub async fn serving(setup: &Setup, host: &Arc<Host>) -> Serving {
    for warning in &host.plan.warnings {
        host.events.host(Level::Warning, warning.clone());
    }
    Serving {
        plan: Arc::clone(&host.plan),
        url: url(setup),
        key: host.options.key.clone(),
        storage: storage(host).await,
        support: support(&host.plan),
    }
}

/// `http://localhost:7071` (H-ROUTE-03), or the address that was asked for.
fn url(setup: &Setup) -> String {
    let address = reachable(setup.address);
    match address.ip().is_loopback() {
        true => format!("http://localhost:{}", address.port()),
        false => format!("http://{address}"),
    }
}

/// Each type of binding once, in the app's order; disabled functions do not count.
fn support(plan: &Plan) -> Vec<(String, Support)> {
    let enabled = plan.functions.iter().filter(|function| !function.disabled);
    let all = enabled.flat_map(|function| triggers::support(function));
    let mut seen = HashSet::new();
    let kinds = all.map(|(binding, support)| (binding.kind.clone(), support));
    kinds
        .filter(|(kind, support)| seen.insert((kind.to_lowercase(), *support)))
        .collect()
}

/// The account behind each connection that an emulated storage binding uses.
async fn storage(host: &Arc<Host>) -> Option<String> {
    let mut told: Vec<String> = Vec::new();
    for connection in connections(&host.plan) {
        match host.storage.describe(&connection).await {
            Ok(line) if !told.contains(&line) => told.push(line),
            Ok(_) => {}
            Err(error) => host.events.host(Level::Error, error.message),
        }
    }
    (!told.is_empty()).then(|| told.join(", "))
}

fn connections(plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let bindings = plan.functions.iter().flat_map(storage_bindings);
    for binding in bindings {
        let name = binding.connection();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn storage_bindings(function: &Arc<Function>) -> impl Iterator<Item = &Binding> {
    let kinds = ["queue", "queueTrigger", "blob", "blobTrigger", "table"];
    let is_storage = move |binding: &&Binding| kinds.iter().any(|kind| binding.is(kind));
    let bindings = function.bindings.iter().filter(|_| !function.disabled);
    bindings.filter(is_storage)
}
