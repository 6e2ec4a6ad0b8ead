//! Queue triggers: takes messages, keeps them hidden while they run, and never loses one.

pub mod message;
mod options;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::polling::Polling;
use super::runner::{Runner, Running};
use crate::emulator::faults::poison_message;
use crate::emulator::invoke::{Invocation, TriggerValue};
use crate::emulator::plan::Function;
use crate::emulator::storage::{ErrorKind, QueueMessage, StorageError, Store};
pub use options::Options;

/// How long a message is hidden at a time, in seconds. The host hides for ten minutes; this is
/// shorter so that a message comes back soon after `fch` was killed, and it is renewed while
/// the invocation runs.
const LEASE: u32 = 30;

/// A third of [`LEASE`]: two renewals may fail.
const RENEWAL: Duration = Duration::from_secs(10);

/// How often a finished message is tried to be removed before it comes back.
const TRIES: u32 = 3;

/// How long a message of a poison queue that failed stays hidden, in seconds: there is no other
/// queue for it, and at once it would come back for ever.
const PARKED: u32 = 600;

/// A queue function while it is served. Cheap to clone.
#[derive(Clone)]
pub struct Listener {
    /// The function.
    pub function: Arc<Function>,
    /// The queue, its `%NAME%` replaced.
    pub queue: String,
    /// From host.json.
    pub options: Options,
    /// The account.
    pub store: Arc<dyn Store>,
    /// Runs the invocations.
    pub runner: Runner,
}

/// How an invocation ended.
enum End {
    Success,
    Failure,
    /// It was told to stop before it had ended.
    Stopped,
}

impl Listener {
    /// Takes messages until told to stop, then waits for those under way.
    pub async fn serve(self) {
        let mut under_way = JoinSet::new();
        let mut polling = Polling::new(self.options.max_polling_interval);
        loop {
            while under_way.try_join_next().is_some() {}
            let full = under_way.len() > self.options.new_batch_threshold;
            if !full {
                let messages = self.take(&mut polling).await;
                for message in messages {
                    under_way.spawn(self.clone().handle(message));
                }
            }
            tokio::select! {
                () = self.runner.stop.requested() => break,
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(polling.pause()), if !full => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    async fn take(&self, polling: &mut Polling) -> Vec<QueueMessage> {
        let taken = self
            .store
            .get_messages(&self.queue, self.options.batch_size, LEASE);
        match taken.await {
            Ok(messages) => {
                polling.found(!messages.is_empty());
                messages
            }
            // The host waits for the queue as well, and does not make it.
            Err(error) if error.kind == ErrorKind::NotFound => {
                polling.found(false);
                Vec::new()
            }
            Err(error) => {
                if polling.failed() {
                    self.warn("cannot be read", &error);
                }
                Vec::new()
            }
        }
    }

    async fn handle(self, mut message: QueueMessage) {
        // Taken too often without an end: whoever took it died of it.
        if message.dequeue_count > self.options.max_dequeue_count {
            return self
                .poison(&message, "it was taken too often without an end")
                .await;
        }
        let event = message::read(
            &message,
            self.options.encoding,
            self.function.trigger.is_binary(),
        );
        let Some((value, metadata)) = event else {
            return self.poison(&message, "its text is not base64").await;
        };
        let running = self.runner.start(Invocation {
            function: Arc::clone(&self.function),
            cause: format!("queue {}", self.queue),
            value: TriggerValue::Value(value),
            metadata,
            remarks: Vec::new(),
        });
        match self.attend(running, &mut message).await {
            End::Success => self.finish(&message).await,
            End::Failure => self.fail(&message).await,
            End::Stopped => self.release(&message, 0).await,
        }
    }

    /// Keeps the message hidden until its invocation ends.
    async fn attend(&self, mut running: Running, message: &mut QueueMessage) -> End {
        let expired = self.runner.stop.expired();
        tokio::pin!(expired);
        loop {
            tokio::select! {
                success = running.ended() => {
                    return if success { End::Success } else { End::Failure };
                }
                () = &mut expired => return End::Stopped,
                () = tokio::time::sleep(RENEWAL) => self.renew(message).await,
            }
        }
    }

    async fn renew(&self, message: &mut QueueMessage) {
        match self.store.update_message(&self.queue, message, LEASE).await {
            Ok(receipt) => message.pop_receipt = receipt,
            Err(error) => self.warn("could not keep a message hidden", &error),
        }
    }

    /// Removes a message that was dealt with.
    async fn finish(&self, message: &QueueMessage) {
        for attempt in 1..=TRIES {
            match self.store.delete_message(&self.queue, message).await {
                Err(error) if error.kind == ErrorKind::Unavailable && attempt < TRIES => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Err(error) if error.kind != ErrorKind::NotFound => {
                    return self.warn("could not remove a message, so it comes again", &error);
                }
                _ => return,
            }
        }
    }

    /// Makes a message visible again, or gives it up (H-RESP-54).
    async fn fail(&self, message: &QueueMessage) {
        if message.dequeue_count < self.options.max_dequeue_count {
            return self.release(message, self.options.visibility_timeout).await;
        }
        let times = message.dequeue_count;
        let reason = format!(
            "it failed {times} time{}",
            if times == 1 { "" } else { "s" }
        );
        self.poison(message, &reason).await;
    }

    async fn release(&self, message: &QueueMessage, hide: u32) {
        // When this fails the message comes back by itself when its lease ends.
        if let Err(error) = self.store.update_message(&self.queue, message, hide).await {
            self.warn("could not give a message back, so it comes later", &error);
        }
    }

    /// Moves a message to the poison queue: put first, removed after, so it is never lost.
    async fn poison(&self, message: &QueueMessage, reason: &str) {
        const SUFFIX: &str = "-poison";
        if self.queue.ends_with(SUFFIX) {
            return self.release(message, PARKED).await;
        }
        let poison = format!("{}{SUFFIX}", self.queue);
        if let Err(error) = self.put(&poison, &message.text).await {
            return self.warn("could not move a message to the poison queue", &error);
        }
        self.finish(message).await;
        let text = format!(
            "message `{}` of the queue `{}` was moved to `{poison}`: {reason}",
            message.id, self.queue
        );
        self.runner
            .fault(&poison_message::INFO, &self.function, text);
    }

    async fn put(&self, queue: &str, text: &str) -> Result<(), StorageError> {
        self.store.create_queue(queue).await?;
        self.store.put_message(queue, text, 0).await
    }

    fn warn(&self, what: &str, error: &StorageError) {
        self.runner
            .warn(format!("queue `{}` {what}: {error}", self.queue));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
