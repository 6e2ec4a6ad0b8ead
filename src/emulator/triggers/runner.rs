//! What listeners need of the host: running an invocation, and reporting.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::stop::Stop;
use crate::diagnostics::{Finding, RuleInfo};
use crate::emulator::Host;
use crate::emulator::event::{Event, Events, Level};
use crate::emulator::faults;
use crate::emulator::invoke::{Invocation, execute};
use crate::emulator::plan::Function;

type Run = dyn Fn(Invocation) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync;

/// Runs invocations. Cheap to clone.
#[derive(Clone)]
pub struct Runner {
    run: Arc<Run>,
    /// Where listeners report.
    pub events: Events,
    /// When to end.
    pub stop: Stop,
}

impl Runner {
    /// Runs them with the app's handler.
    pub fn new(host: &Arc<Host>, stop: Stop) -> Self {
        let events = host.events.clone();
        let host = Arc::clone(host);
        let run = move |invocation| {
            let host = Arc::clone(&host);
            async move { execute::run(&host, invocation).await.success }
        };
        Runner::with(run, events, stop)
    }

    /// Runs them with a function that says whether an invocation succeeded.
    pub fn with<F, R>(run: F, events: Events, stop: Stop) -> Self
    where
        F: Fn(Invocation) -> R + Send + Sync + 'static,
        R: Future<Output = bool> + Send + 'static,
    {
        let run: Arc<Run> = Arc::new(move |invocation| Box::pin(run(invocation)));
        Runner { run, events, stop }
    }

    /// Starts an invocation that goes on while its caller does other things, and ends with it.
    pub fn start(&self, invocation: Invocation) -> Running {
        let mut task = JoinSet::new();
        task.spawn((self.run)(invocation));
        Running(task)
    }

    /// Reports a line of the host.
    pub fn warn(&self, text: impl Into<String>) {
        self.events.host(Level::Warning, text);
    }

    /// Reports a failure that is not tied to an invocation.
    pub fn fault(&self, rule: &'static RuleInfo, function: &Function, message: String) {
        let finding: Finding = faults::finding(rule, &function.place, message);
        self.events.report(Event::Fault(Box::new(finding)));
    }
}

/// An invocation under way; dropping it ends it.
pub struct Running(JoinSet<bool>);

impl Running {
    /// Whether it succeeded, once it has ended. Cancel safe.
    pub async fn ended(&mut self) -> bool {
        matches!(self.0.join_next().await, Some(Ok(true)))
    }
}
