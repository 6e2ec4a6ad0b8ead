//! One running process of the handler, from its start to its end.

use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tokio::process::Child;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::os::{self, Group};
use super::output::{LastErrors, Output};
use super::policy::Exit;
use super::spawn::{self, Recipe};
use super::tree::Mark;
use crate::diagnostics::Finding;
use crate::emulator::event::Events;

/// How long to wait for a killed process (H-START-45).
const LAST_WAIT: Duration = Duration::from_secs(1);

/// How long the rest of its output may take.
const LAST_OUTPUT: Duration = Duration::from_millis(500);

/// How often to look whether the descendants of a process that ended well are still there.
const LOOK: Duration = Duration::from_secs(1);

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

impl From<ExitStatus> for Ended {
    fn from(status: ExitStatus) -> Ended {
        Ended {
            code: status.code(),
            signal: os::signal_of(status),
        }
    }
}

/// A process with everything it started. Dropping it kills them all.
#[derive(Debug)]
pub struct Process {
    child: Child,
    group: Group,
    readers: Vec<JoinHandle<()>>,
    ended: Option<Ended>,
    /// The last lines on stderr.
    pub last_errors: LastErrors,
}

impl Process {
    /// Starts a process and reads its output.
    ///
    /// # Errors
    /// Why it cannot be started.
    pub async fn start(
        recipe: &Recipe,
        events: &Events,
        explained: &Arc<AtomicBool>,
    ) -> Result<Process, Finding> {
        let (mut child, group) = spawn::spawn(recipe).await?;
        let last_errors = LastErrors::default();
        let output = Output {
            events: events.clone(),
            stderr_is_error: recipe.plan.stderr_is_error,
            explained: Arc::clone(explained),
            last_errors: last_errors.clone(),
        };
        let stdout = child.stdout.take();
        let stderr = child.stderr.take();
        let stdout = stdout.map(|stream| tokio::spawn(output.clone().read_stdout(stream)));
        let stderr = stderr.map(|stream| tokio::spawn(output.read_stderr(stream)));
        Ok(Process {
            child,
            group,
            readers: stdout.into_iter().chain(stderr).collect(),
            ended: None,
            last_errors,
        })
    }

    /// What makes the process and its descendants recognisable.
    pub fn mark(&self) -> &Mark {
        &self.group.mark
    }

    /// Waits until the process ends. One that ends well and leaves others behind, as a launcher
    /// does, has not ended before these have. May be called again, also after a cancelled call.
    pub async fn end(&mut self) -> Ended {
        let ended = self.end_of_leader().await;
        if Exit::of(ended.code) == Exit::Intended {
            while self.group.is_alive() {
                sleep(LOOK).await;
            }
        }
        ended
    }

    async fn end_of_leader(&mut self) -> Ended {
        if let Some(ended) = self.ended {
            return ended;
        }
        let unknown = Ended {
            code: None,
            signal: None,
        };
        let ended = self.child.wait().await.map_or(unknown, Ended::from);
        self.ended = Some(ended);
        if Exit::of(ended.code) != Exit::Intended {
            self.group.kill();
        }
        ended
    }

    fn kill(&mut self) {
        if self.ended.is_none() {
            self.group.kill();
        } else {
            self.group.kill_rest();
        }
    }

    /// Kills what is left and waits for it; false when that took too long (H-START-45).
    pub async fn finish(mut self) -> bool {
        self.kill();
        let gone = timeout(LAST_WAIT, self.end_of_leader()).await.is_ok();
        self.rest_of_output().await;
        gone
    }

    /// Waits a moment until everything that was written is reported. Somebody who left the
    /// family may hold the pipe for ever.
    pub async fn rest_of_output(&mut self) {
        for reader in &mut self.readers {
            if !reader.is_finished() && timeout(LAST_OUTPUT, &mut *reader).await.is_err() {
                reader.abort();
            }
        }
        self.readers.clear();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
