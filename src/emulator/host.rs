//! A running app: one plan and one handler. A restart makes a new one.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Options;
use super::event::Events;
use super::handler::Handler;
use super::invoke::client::Client;
use super::io::captured::Captured;
use super::plan::{Environment, Function, Plan};
use super::storage::Accounts;
use crate::app::state_folder;
use crate::app::{App, LOCAL_SETTINGS, Root};
use crate::bindings::wants_storage;
use crate::error::{Failure, Result};

/// What to run, and how.
#[derive(Clone)]
pub struct Setup {
    /// The app.
    pub root: Root,
    /// What the user asked for.
    pub options: Arc<Options>,
    /// Where the front end listens.
    pub address: SocketAddr,
    /// A handler that runs already.
    pub attach: Option<SocketAddr>,
    /// Only these functions; all when empty.
    pub functions: Vec<String>,
    /// Where outputs go that go nowhere.
    pub captured: Arc<Captured>,
    /// Where to report.
    pub events: Events,
    /// When the start began.
    pub began: Instant,
}

/// One generation of a running app.
pub struct Host {
    /// What runs.
    pub plan: Arc<Plan>,
    /// What the user asked for.
    pub options: Arc<Options>,
    /// The handler process.
    pub handler: Arc<Handler>,
    /// The connections to it.
    pub client: Client,
    /// The storage accounts by connection name.
    pub storage: Arc<Accounts>,
    /// Outputs that go nowhere.
    pub captured: Arc<Captured>,
    /// Where to report.
    pub events: Events,
    /// Invocations on their way.
    pub in_flight: InFlight,
}

impl Host {
    /// Reads the app and decides what will run. Touches no process.
    ///
    /// # Errors
    /// When the settings cannot be used, or a connection is missing that the app cannot start
    /// without.
    pub fn plan(setup: &Setup) -> Result<Plan> {
        let app = App::load(&setup.root);
        let plan = Plan::read(&app, setup.address.port(), &setup.functions)?;
        check_storage(&plan)?;
        Ok(plan)
    }

    /// Starts the handler of `plan` (H-START-01), or takes the one at `setup.attach`. An app
    /// without functions, or with host errors, has none (H-DISC-09, H-HOST-11).
    pub fn start(setup: &Setup, mut plan: Plan) -> Arc<Host> {
        let runs = plan.host_errors.is_empty() && !plan.functions.is_empty();
        let handler = match (setup.attach, &plan.handler) {
            (Some(address), _) if runs => Handler::attach(address, setup.events.clone()),
            (None, Some(handler)) if runs => Handler::start(
                handler.clone(),
                plan.environment.clone(),
                setup.events.clone(),
                setup.options.strict,
            ),
            _ => Handler::none(),
        };
        plan.host_errors
            .extend(handler.host_error().map(str::to_owned));
        let folder = state_folder(&plan);
        let storage = Accounts::new(folder, plan.environment.clone());
        Arc::new(Host {
            options: Arc::clone(&setup.options),
            handler,
            client: Client::default(),
            storage: Arc::new(storage),
            captured: Arc::clone(&setup.captured),
            events: setup.events.clone(),
            in_flight: InFlight::default(),
            plan: Arc::new(plan),
        })
    }

    /// The same host, reporting to somebody else: for watching one invocation closely.
    pub fn reporting_to(&self, events: Events) -> Arc<Host> {
        Arc::new(Host {
            plan: Arc::clone(&self.plan),
            options: Arc::clone(&self.options),
            handler: Arc::clone(&self.handler),
            client: self.client.clone(),
            storage: Arc::clone(&self.storage),
            captured: Arc::clone(&self.captured),
            in_flight: self.in_flight.clone(),
            events,
        })
    }

    /// The app's folder for what `fch run` keeps.
    pub fn state_folder(&self) -> PathBuf {
        state_folder(&self.plan)
    }
}

fn state_folder(plan: &Plan) -> PathBuf {
    plan.root.join(state_folder::NAME)
}

/// Core Tools refuses to start without storage when a trigger needs it (H-SET-19, H-SET-20).
fn check_storage(plan: &Plan) -> Result<()> {
    let needs = |function: &&Arc<Function>| wants_storage(&function.trigger.kind);
    let Some(function) = plan.functions.iter().find(needs) else {
        return Ok(());
    };
    if has_storage(&plan.environment) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "`{}` has a {}, which needs the setting `AzureWebJobsStorage`",
        function.name, function.trigger.kind
    ))
    .help(format!(
        "add \"AzureWebJobsStorage\": \"UseDevelopmentStorage=true\" to `Values` in {LOCAL_SETTINGS}"
    )))
}

fn has_storage(environment: &Environment) -> bool {
    let identity = |(name, value): (&str, &str)| {
        let name = name.replace("__", ":").to_ascii_lowercase();
        name.starts_with("azurewebjobsstorage:") && !value.is_empty()
    };
    environment.connection("AzureWebJobsStorage").is_some() || environment.iter().any(identity)
}

/// How many invocations are on their way.
#[derive(Debug, Default, Clone)]
pub struct InFlight(watch::Sender<usize>);

/// Counts as one invocation for as long as it lives.
#[derive(Debug)]
pub struct Flight(watch::Sender<usize>);

impl InFlight {
    /// One more.
    pub fn enter(&self) -> Flight {
        self.0.send_modify(|count| *count += 1);
        Flight(self.0.clone())
    }

    /// Waits until there are none, at most this long.
    pub async fn drain(&self, most: Duration) {
        let mut count = self.0.subscribe();
        // Whoever is still there then is cut off, as on a restart of the host.
        let _ = tokio::time::timeout(most, count.wait_for(|count| *count == 0)).await;
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
