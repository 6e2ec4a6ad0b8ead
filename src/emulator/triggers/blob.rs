//! Blob triggers: looks through a container, fires for each new or changed blob, once.
//!
//! What was dealt with is remembered as receipts in the account itself, as the host does, so
//! that it survives restarts.

pub mod event;
pub mod pattern;
mod receipts;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;

use super::polling::LONGEST;
use super::runner::Runner;
use crate::emulator::faults::poison_message;
use crate::emulator::invoke::{Invocation, TriggerValue};
use crate::emulator::io::Encoding;
use crate::emulator::plan::Function;
use crate::emulator::storage::{Blob, BlobItem, ErrorKind, StorageError, Store};
use pattern::Pattern;
pub use receipts::{Receipts, host_id};

/// How many blobs of a function are under way at once; the host's default is 8 a core.
const MOST_AT_ONCE: usize = 8;

/// How often a blob is tried, as in the host. Tries are counted anew after a restart.
const TRIES: u32 = 5;

/// Where blobs that failed too often are reported.
const POISON_QUEUE: &str = "webjobs-blobtrigger-poison";

/// A blob function while it is served. Cheap to clone.
#[derive(Clone)]
pub struct Listener {
    /// The function.
    pub function: Arc<Function>,
    /// Which blobs it wants.
    pub pattern: Arc<Pattern>,
    /// What was dealt with.
    pub receipts: Arc<Receipts>,
    /// How messages are written.
    pub encoding: Encoding,
    /// The account.
    pub store: Arc<dyn Store>,
    /// Runs the invocations.
    pub runner: Runner,
}

/// What this process knows, so that it need not ask for receipts again and again.
#[derive(Default)]
struct Progress {
    /// The etag that was dealt with, by name.
    done: HashMap<String, String>,
    /// What is under way, by name.
    under_way: HashSet<String>,
    tasks: JoinSet<(BlobItem, bool)>,
}

impl Progress {
    fn wants(&self, item: &BlobItem) -> bool {
        self.done.get(&item.name) != Some(&item.etag) && !self.under_way.contains(&item.name)
    }

    fn settle(&mut self, item: BlobItem, done: bool) {
        self.under_way.remove(&item.name);
        if done {
            self.done.insert(item.name, item.etag);
        }
    }

    /// Waits until a blob is dealt with.
    async fn ended(&mut self) -> bool {
        let Some(ended) = self.tasks.join_next().await else {
            return false;
        };
        if let Ok((item, done)) = ended {
            self.settle(item, done);
        }
        true
    }
}

impl Listener {
    /// Looks for blobs until told to stop, then waits for those under way.
    pub async fn serve(self) {
        let mut progress = Progress::default();
        let mut is_failing = false;
        loop {
            let scan = self.scan(&mut progress).await;
            if let Err(error) = &scan
                && !is_failing
            {
                self.warn("cannot be listed", error);
            }
            is_failing = scan.is_err();
            if !self.rest(&mut progress).await {
                break;
            }
        }
        while progress.ended().await {}
    }

    /// Waits for the next look; `false` when it is time to stop.
    async fn rest(&self, progress: &mut Progress) -> bool {
        let pause = self.runner.stop.sleep(LONGEST);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                go_on = &mut pause => return go_on,
                true = progress.ended() => {}
            }
        }
    }

    /// One look through the container. A container that is missing holds nothing.
    async fn scan(&self, progress: &mut Progress) -> Result<(), StorageError> {
        let mut from = None;
        loop {
            let (container, prefix) = (&self.pattern.container, &self.pattern.prefix);
            let page = match self.store.list_blobs(container, prefix, from).await {
                Err(error) if error.kind == ErrorKind::NotFound => return Ok(()),
                page => page?,
            };
            for item in page.items {
                if !self.consider(item, progress).await? {
                    return Ok(());
                }
            }
            from = page.next;
            if from.is_none() {
                return Ok(());
            }
        }
    }

    /// Starts on a blob if it is wanted and new; `false` when it is time to stop.
    async fn consider(
        &self,
        item: BlobItem,
        progress: &mut Progress,
    ) -> Result<bool, StorageError> {
        if !progress.wants(&item) || self.pattern.tokens(&item.name).is_none() {
            return Ok(true);
        }
        let container = &self.pattern.container;
        if self.receipts.has(&*self.store, container, &item).await? {
            progress.settle(item, true);
            return Ok(true);
        }
        while progress.tasks.len() >= MOST_AT_ONCE {
            tokio::select! {
                () = self.runner.stop.requested() => return Ok(false),
                true = progress.ended() => {}
            }
        }
        progress.under_way.insert(item.name.clone());
        progress.tasks.spawn(self.clone().handle(item));
        Ok(true)
    }

    /// Runs a blob until it is done: it succeeded, or was given up. Otherwise the next look
    /// finds it again.
    async fn handle(self, item: BlobItem) -> (BlobItem, bool) {
        let done = match self.attempts(&item).await {
            Ok(done) => done,
            Err(error) => {
                self.warn("has a blob that cannot be dealt with", &error);
                false
            }
        };
        (item, done)
    }

    async fn attempts(&self, item: &BlobItem) -> Result<bool, StorageError> {
        let container = &self.pattern.container;
        for attempt in 1..=TRIES {
            let Some(blob) = self.store.get_blob(container, &item.name).await? else {
                return Ok(false);
            };
            if blob.item.etag != item.etag {
                // Written again meanwhile: the next look finds it so.
                return Ok(false);
            }
            match self.run(&blob).await {
                None => return Ok(false),
                Some(true) => {
                    self.receipts.put(&*self.store, container, item).await?;
                    return Ok(true);
                }
                Some(false) => {}
            }
            let pause = Duration::from_secs(u64::from(attempt));
            if attempt < TRIES && !self.runner.stop.sleep(pause).await {
                return Ok(false);
            }
        }
        self.poison(item).await?;
        Ok(true)
    }

    /// Whether the invocation succeeded; `None` when it was told to stop before its end.
    async fn run(&self, blob: &Blob) -> Option<bool> {
        let uri = self
            .store
            .blob_uri(&self.pattern.container, &blob.item.name);
        let binary = self.function.trigger.is_binary();
        let (value, metadata) = event::read(&self.pattern, blob, &uri, binary);
        let mut running = self.runner.start(Invocation {
            function: Arc::clone(&self.function),
            cause: format!("blob {}/{}", self.pattern.container, blob.item.name),
            value: TriggerValue::Value(value),
            metadata,
            remarks: Vec::new(),
        });
        tokio::select! {
            success = running.ended() => Some(success),
            () = self.runner.stop.expired() => None,
        }
    }

    /// Gives a blob up: a message first, the receipt after, so it is never lost.
    async fn poison(&self, item: &BlobItem) -> Result<(), StorageError> {
        let container = &self.pattern.container;
        let message = json!({
            "Type": "BlobTrigger",
            "FunctionId": receipts::function_id(&self.function.name),
            "BlobType": "BlockBlob",
            "ContainerName": container,
            "BlobName": item.name,
            "ETag": format!("\"{}\"", item.etag),
        });
        let text = self.encoding.encode(message.to_string().as_bytes());
        self.store.create_queue(POISON_QUEUE).await?;
        self.store.put_message(POISON_QUEUE, &text, 0).await?;
        self.receipts.put(&*self.store, container, item).await?;
        let text = format!(
            "blob `{container}/{}` failed {TRIES} times; a message about it is in the queue \
             `{POISON_QUEUE}`",
            item.name
        );
        self.runner
            .fault(&poison_message::INFO, &self.function, text);
        Ok(())
    }

    fn warn(&self, what: &str, error: &StorageError) {
        let container = &self.pattern.container;
        self.runner
            .warn(format!("container `{container}` {what}: {error}"));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
