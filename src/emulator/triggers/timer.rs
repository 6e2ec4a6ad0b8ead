//! Timer triggers: one run at a time, on the wall clock, with a status that outlives the process.

mod schedule;
mod status;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::runner::Runner;
use crate::emulator::invoke::{Invocation, Metadata, TriggerValue, Value};
use crate::emulator::plan::{Environment, Function};
use schedule::Schedule;
use status::Status;
pub use status::Statuses;

/// The longest sleep without a look at the clock, so that a machine that slept wakes up in time.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// A timer function while it is served.
pub struct Timer {
    function: Arc<Function>,
    schedule: Schedule,
    run_on_startup: bool,
    /// Where the status is kept; `None` when it is not (H-REQ-46).
    statuses: Option<Arc<Statuses>>,
}

impl Timer {
    /// Reads the binding. Remarks on the time zone go to the log.
    ///
    /// # Errors
    /// Why the schedule cannot be read, in one line.
    pub fn new(
        function: &Arc<Function>,
        environment: &Environment,
        statuses: &Arc<Statuses>,
        runner: &Runner,
    ) -> Result<Timer, String> {
        let binding = &function.trigger;
        let zone = schedule::zone(environment.setting("WEBSITE_TIME_ZONE"));
        let zone = zone.unwrap_or_else(|remark| {
            runner.warn(remark);
            jiff::tz::TimeZone::UTC
        });
        let schedule = Schedule::read(binding.text("schedule").unwrap_or_default(), zone)?;
        let switch = |name| match binding.property(name)? {
            Json::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
            other => other.as_bool(),
        };
        let monitored = switch("useMonitor").unwrap_or(true) && !schedule.is_below_a_minute();
        Ok(Timer {
            function: Arc::clone(function),
            schedule,
            run_on_startup: switch("runOnStartup").unwrap_or(false),
            statuses: monitored.then(|| Arc::clone(statuses)),
        })
    }

    /// Fires until told to stop. The next run is worked out when the last one has ended, so runs
    /// never overlap and what fell into a long run is not caught up, as in Azure.
    pub async fn serve(self, runner: Runner) {
        let now = Timestamp::now();
        if self.is_past_due(now, &runner).await {
            self.fire(now, true, &runner).await;
        } else if self.run_on_startup {
            self.fire(now, false, &runner).await;
        }
        while let Some(next) = self.schedule.next(Timestamp::now()) {
            if !sleep_until(next, &runner).await {
                return;
            }
            self.fire(next.max(Timestamp::now()), false, &runner).await;
        }
    }

    /// Whether a run was due while nobody was there. A timer that is seen for the first time
    /// gets a status, and so does one whose schedule has changed.
    async fn is_past_due(&self, now: Timestamp, runner: &Runner) -> bool {
        let Some(statuses) = &self.statuses else {
            return false;
        };
        let known = statuses.get(&self.function.name).await;
        let expected =
            known.and_then(|known| self.schedule.next(known.last.unwrap_or(known.updated)));
        if let Some(known) = known.filter(|known| known.next == expected) {
            return known.next.is_some_and(|next| next < now);
        }
        let status = Status {
            last: None,
            next: self.schedule.next(now),
            updated: now,
        };
        self.keep(status, runner).await;
        false
    }

    async fn fire(&self, at: Timestamp, past_due: bool, runner: &Runner) {
        let status = match &self.statuses {
            Some(statuses) => statuses.get(&self.function.name).await,
            None => None,
        };
        let status = status.map(|status| self.status_json(&status));
        let mut running = runner.start(Invocation {
            function: Arc::clone(&self.function),
            cause: "timer".into(),
            value: TriggerValue::Value(Value::Json(timer_info(
                self.schedule.adjusts_for_dst(),
                status,
                past_due,
            ))),
            metadata: Metadata::default(),
            remarks: Vec::new(),
        });
        tokio::select! {
            _ = running.ended() => {}
            // Not recorded: the run is due again at the next start.
            () = runner.stop.expired() => return,
        }
        let status = Status {
            last: Some(at),
            next: self.schedule.next(at),
            updated: at,
        };
        self.keep(status, runner).await;
    }

    async fn keep(&self, status: Status, runner: &Runner) {
        let Some(statuses) = &self.statuses else {
            return;
        };
        if let Err(error) = statuses.set(&self.function.name, status).await {
            let name = &self.function.name;
            runner.warn(format!(
                "the status of the timer `{name}` cannot be kept: {error}"
            ));
        }
    }

    /// `Last`, `Next` and `LastUpdated` in local time with its offset, as .NET prints them.
    fn status_json(&self, status: &Status) -> Json {
        let never = || "0001-01-01T00:00:00".to_owned();
        let local = |time: Timestamp| self.schedule.local(time);
        json!({
            "Last": status.last.map_or_else(never, local),
            "Next": status.next.map_or_else(never, local),
            "LastUpdated": local(status.updated),
        })
    }
}

/// The value of a timerTrigger (H-REQ-45); `status` is null when monitoring is off.
pub fn timer_info(adjust_for_dst: bool, status: Option<Json>, past_due: bool) -> Json {
    json!({
        "Schedule": { "AdjustForDST": adjust_for_dst },
        "ScheduleStatus": status,
        "IsPastDue": past_due,
    })
}

/// `false` when it is time to stop.
async fn sleep_until(time: Timestamp, runner: &Runner) -> bool {
    loop {
        // A negative length is one that is over.
        let left = Duration::try_from(time.duration_since(Timestamp::now())).unwrap_or_default();
        if left.is_zero() {
            return true;
        }
        if !runner.stop.sleep(left.min(LONGEST_SLEEP)).await {
            return false;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
