//! The life of the handler through all its starts: one task that owns the process.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::diagnosis;
use super::guard::Guard;
use super::policy::{Exit, Policy, Verdict};
use super::process::{Ended, Process};
use super::ready::{self, Budget};
use super::sockets;
use super::spawn::Recipe;
use super::state::State;
use crate::diagnostics::{Finding, Severity};
use crate::emulator::event::{Event, Events, Level};

/// When to look for the first time why a handler does not answer.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// How long a failure waits for a place in the printer's queue.
const REPORT: Duration = Duration::from_secs(1);

/// What the owner of the handler may ask for; a closed channel means `Stop`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Start again without counting a failure (H-START-42).
    Restart,
    /// End it for good.
    Stop,
}

/// Why one process is over.
enum Outcome {
    /// It cannot be started (H-START-39).
    Refused(Finding),
    /// It ended well after it was ready (H-START-36).
    Closed,
    /// A failure that counts (H-START-33).
    Failed(Finding),
    /// It is to be started again at once (H-START-38, H-START-42).
    Again,
    /// The host stops.
    Stop,
}

/// The task's belongings.
pub struct Life {
    /// How to start a process.
    pub recipe: Recipe,
    /// Where to report.
    pub events: Events,
    /// Do what Azure does even where it only waits.
    pub strict: bool,
    /// What callers see.
    pub state: Arc<watch::Sender<State>>,
    /// What the owner asks for.
    pub orders: mpsc::UnboundedReceiver<Order>,
    /// How long the first start took.
    pub started_in: Arc<OnceLock<Duration>>,
}

impl Life {
    /// Lives until the host stops, then says so.
    pub async fn run(mut self) {
        let mut guard = None;
        let explained = Arc::default();
        let mut policy = Policy::default();
        loop {
            let outcome = self.one_process(&mut guard, &explained).await;
            if !self.goes_on(outcome, &mut policy).await {
                break;
            }
            self.set(State::Starting);
        }
        self.set(State::Stopped);
    }

    /// What follows the end of a process; false when the host stops.
    async fn goes_on(&mut self, outcome: Outcome, policy: &mut Policy) -> bool {
        match outcome {
            Outcome::Stop => false,
            Outcome::Again => true,
            Outcome::Refused(why) => {
                self.report(why.clone()).await;
                self.rest(State::Idle(why)).await
            }
            Outcome::Closed => {
                let why = diagnosis::closed(true);
                self.report(why.clone()).await;
                // In Azure the state stays as it was, and calls are refused.
                let strict = State::Ready(self.recipe.address);
                let state = if self.strict {
                    strict
                } else {
                    State::Idle(why)
                };
                self.rest(state).await
            }
            Outcome::Failed(why) => self.failed(why, policy).await,
        }
    }

    /// Counts a failure (H-START-34).
    async fn failed(&mut self, why: Finding, policy: &mut Policy) -> bool {
        if let Verdict::Restart(failures) = policy.record(Instant::now()) {
            self.report(diagnosis::counted(why, failures)).await;
            return true;
        }
        let end = diagnosis::gave_up(&why);
        self.report(why).await;
        self.report(end.clone()).await;
        self.rest(State::GaveUp(end)).await
    }

    /// Waits without a process; false when the host stops.
    async fn rest(&mut self, state: State) -> bool {
        self.set(state);
        let order = self.orders.recv().await;
        order == Some(Order::Restart) && !self.state.borrow().is_final()
    }

    /// The life of one process.
    async fn one_process(
        &mut self,
        guard: &mut Option<Guard>,
        explained: &Arc<AtomicBool>,
    ) -> Outcome {
        let start = Instant::now();
        let mut process = match Process::start(&self.recipe, &self.events, explained).await {
            Ok(process) => process,
            Err(why) => return Outcome::Refused(why),
        };
        // Not before the first process, which should not have to wait for it.
        if guard.is_none() {
            *guard = Guard::start();
        }
        if let Some(guard) = guard {
            guard.watch(process.mark());
        }
        let outcome = match self.start_up(&mut process).await {
            Some(outcome) => outcome,
            None => {
                let _ = self.started_in.set(start.elapsed());
                self.set(State::Ready(self.recipe.address));
                self.events.host(
                    Level::Debug,
                    format!("the handler is ready, process {}", process.mark().leader),
                );
                self.serve(&mut process).await
            }
        };
        if !matches!(outcome, Outcome::Closed) {
            self.set(State::Starting);
        }
        if !process.finish().await {
            self.events.host(
                Level::Warning,
                "the handler has not ended a second after it was killed",
            );
        }
        if let Some(guard) = guard {
            guard.rest();
        }
        outcome
    }

    /// Waits until the process answers: `None`. Everything else is its end.
    async fn start_up(&mut self, process: &mut Process) -> Option<Outcome> {
        let called = self.recipe.address;
        let time = self.recipe.plan.initialization_timeout;
        let budget = Budget {
            time,
            strict: self.strict,
        };
        let mut ready = pin!(ready::wait(called, budget));
        let mut first_look = pin!(sleep(FIRST_LOOK));
        let mut looked = false;
        let mut closed = false;
        loop {
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    // It is being started already.
                    Some(Order::Restart) => {}
                    Some(Order::Stop) | None => return Some(Outcome::Stop),
                },
                ended = process.end(), if !closed => match self.ended(process, ended).await {
                    Outcome::Closed => {
                        closed = true;
                        self.report(diagnosis::closed(false)).await;
                    }
                    outcome => return Some(outcome),
                },
                answered = &mut ready => {
                    if answered {
                        return None;
                    }
                    let own = look(process).await;
                    let why = diagnosis::no_answer(called, own.as_deref(), time);
                    return Some(Outcome::Failed(why));
                }
                () = &mut first_look, if !looked => {
                    looked = true;
                    self.first_look(process).await;
                }
            }
        }
    }

    /// Says early that the handler listens elsewhere; it may still come.
    async fn first_look(&self, process: &Process) {
        let own = look(process).await.unwrap_or_default();
        let Some(found) = diagnosis::elsewhere(self.recipe.address, &own) else {
            return;
        };
        let left = self.recipe.plan.initialization_timeout.as_secs();
        let found = found.severity(Severity::Warning);
        self.report(found.note(format!("the host keeps asking for {left} seconds")))
            .await;
    }

    /// Waits until a process that takes calls is over.
    async fn serve(&mut self, process: &mut Process) -> Outcome {
        tokio::select! {
            biased;
            order = self.orders.recv() => match order {
                Some(Order::Restart) => Outcome::Again,
                Some(Order::Stop) | None => Outcome::Stop,
            },
            ended = process.end() => self.ended(process, ended).await,
        }
    }

    /// What the end of a process means (H-START-33, H-START-36, H-START-38).
    async fn ended(&self, process: &mut Process, ended: Ended) -> Outcome {
        match Exit::of(ended.code) {
            Exit::Intended => Outcome::Closed,
            Exit::Again => {
                self.events.host(
                    Level::Information,
                    "the handler ended with exit code 200 and is started again",
                );
                Outcome::Again
            }
            Exit::Failure => {
                // No call may go there while the last lines are read.
                self.set(State::Starting);
                process.rest_of_output().await;
                let lines = process.last_errors.joined();
                Outcome::Failed(diagnosis::failed(ended, lines.as_deref()))
            }
        }
    }

    /// Nothing follows a final state but the end.
    fn set(&self, state: State) {
        self.state.send_if_modified(|now| {
            let stops = matches!(state, State::Stopped) && !matches!(now, State::GaveUp(_));
            let allowed = stops || !now.is_final();
            if allowed {
                *now = state;
            }
            allowed
        });
    }

    async fn report(&self, finding: Finding) {
        let event = Event::Fault(Box::new(finding));
        // A printer that is stuck must not keep the handler from being ended.
        let _ = timeout(REPORT, self.events.report_patiently(event)).await;
    }
}

/// What the process listens on.
async fn look(process: &Process) -> Option<Vec<SocketAddr>> {
    let mark = process.mark().clone();
    let looking = tokio::task::spawn_blocking(move || sockets::listening(&mark));
    looking.await.ok().flatten()
}
