//! For the tests of this room: a store in memory, functions, and a recorder of invocations.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};
use tokio::sync::mpsc;

use super::runner::Runner;
use super::stop::{Stopper, signal};
use crate::app::Direction;
use crate::emulator::event::{Events, Mode};
use crate::emulator::invoke::Invocation;
use crate::emulator::plan::{Binding, Function};
use crate::emulator::storage::{
    Blob, BlobItem, ErrorKind, Later, Page, Query, QueueMessage, StorageError, Store,
};

/// A function with these bindings, the trigger first.
pub fn function(name: &str, bindings: Json) -> Arc<Function> {
    let bindings: Vec<Binding> = bindings.as_array().unwrap().iter().map(binding).collect();
    Arc::new(Function {
        name: name.to_owned(),
        place: format!("{name}/function.json"),
        trigger: bindings[0].clone(),
        bindings,
        mode: Mode::Envelope,
        http: None,
        disabled: false,
        retry: None,
        document: Json::Null,
        generated: false,
    })
}

fn binding(json: &Json) -> Binding {
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    Binding {
        name: text("name"),
        kind: text("type"),
        direction: match json["direction"].as_str() {
            Some("out") => Direction::Out,
            _ => Direction::In,
        },
        data_type: json["dataType"].as_str().map(str::to_owned),
        many: json["cardinality"] == "many",
        properties: json.as_object().unwrap().clone(),
    }
}

/// A runner whose invocations all end with `success` and can be looked at.
pub fn recorder(success: bool) -> (Runner, mpsc::UnboundedReceiver<Invocation>, Stopper) {
    runner(move |_| success)
}

/// A runner whose invocations end as `decide` says.
pub fn runner(
    decide: impl Fn(&Invocation) -> bool + Send + Sync + 'static,
) -> (Runner, mpsc::UnboundedReceiver<Invocation>, Stopper) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let (events, _) = Events::new(false);
    let (stopper, stop) = signal();
    let run = move |invocation: Invocation| {
        let success = decide(&invocation);
        let _ = sender.send(invocation);
        async move { success }
    };
    (Runner::with(run, events, stop), receiver, stopper)
}

/// A storage account that forgets everything.
#[derive(Default)]
pub struct Memory(Mutex<Content>);

/// Entities by partition key and row key.
type Table = BTreeMap<(String, String), Map<String, Json>>;

#[derive(Default)]
struct Content {
    queues: BTreeMap<String, Vec<QueueMessage>>,
    containers: BTreeMap<String, BTreeMap<String, Blob>>,
    tables: BTreeMap<String, Table>,
    counter: u64,
    updates: u64,
}

fn error(kind: ErrorKind) -> StorageError {
    StorageError {
        kind,
        message: format!("{kind:?}"),
    }
}

fn later<'a, T: Send + 'a>(result: Result<T, ErrorKind>) -> Later<'a, T> {
    Box::pin(async move { result.map_err(error) })
}

fn seconds_from_now(seconds: u32) -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(seconds.into())
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap()
    }

    /// The texts in a queue, hidden ones too.
    pub fn texts(&self, queue: &str) -> Vec<String> {
        let content = self.lock();
        let messages = content.queues.get(queue).into_iter().flatten();
        messages.map(|message| message.text.clone()).collect()
    }

    /// How often a message was hidden anew or given back.
    pub fn updates(&self) -> u64 {
        self.lock().updates
    }

    /// The names of the blobs in a container.
    pub fn names(&self, container: &str) -> Vec<String> {
        let content = self.lock();
        let blobs = content.containers.get(container);
        blobs
            .into_iter()
            .flat_map(|blobs| blobs.keys().cloned())
            .collect()
    }
}

impl Content {
    fn number(&mut self) -> String {
        self.counter += 1;
        self.counter.to_string()
    }

    fn message(&mut self, queue: &str, taken: &QueueMessage) -> Result<usize, ErrorKind> {
        let messages = self.queues.get(queue).ok_or(ErrorKind::NotFound)?;
        let ours = |m: &QueueMessage| m.id == taken.id && m.pop_receipt == taken.pop_receipt;
        messages.iter().position(ours).ok_or(ErrorKind::Conflict)
    }

    fn take(&mut self, queue: &str, max: u32, hide: u32) -> Result<Vec<QueueMessage>, ErrorKind> {
        let receipt = self.number();
        let messages = self.queues.get_mut(queue).ok_or(ErrorKind::NotFound)?;
        let now = Timestamp::now();
        let visible = messages.iter_mut().filter(|m| m.next_visible <= now);
        let taken = visible.take(max as usize).map(|message| {
            message.pop_receipt.clone_from(&receipt);
            message.dequeue_count += 1;
            message.next_visible = seconds_from_now(hide);
            message.clone()
        });
        Ok(taken.collect())
    }
}

impl Store for Memory {
    fn describe(&self) -> String {
        "memory".into()
    }

    fn blob_uri(&self, container: &str, name: &str) -> String {
        format!("http://memory/{container}/{name}")
    }

    fn create_queue<'a>(&'a self, queue: &'a str) -> Later<'a, ()> {
        self.lock().queues.entry(queue.to_owned()).or_default();
        later(Ok(()))
    }

    fn put_message<'a>(&'a self, queue: &'a str, text: &'a str, delay: u32) -> Later<'a, ()> {
        let mut content = self.lock();
        let message = QueueMessage {
            id: content.number(),
            pop_receipt: String::new(),
            text: text.to_owned(),
            dequeue_count: 0,
            inserted: Timestamp::now(),
            expires: seconds_from_now(604_800),
            next_visible: seconds_from_now(delay),
        };
        let queue = content.queues.get_mut(queue).ok_or(ErrorKind::NotFound);
        later(queue.map(|messages| messages.push(message)))
    }

    fn get_messages<'a>(
        &'a self,
        queue: &'a str,
        max: u32,
        hide: u32,
    ) -> Later<'a, Vec<QueueMessage>> {
        later(self.lock().take(queue, max, hide))
    }

    fn update_message<'a>(
        &'a self,
        queue: &'a str,
        message: &'a QueueMessage,
        hide: u32,
    ) -> Later<'a, String> {
        let mut content = self.lock();
        let receipt = content.number();
        content.updates += 1;
        let at = content.message(queue, message);
        later(at.map(|at| {
            let kept = &mut content.queues.get_mut(queue).unwrap()[at];
            kept.pop_receipt.clone_from(&receipt);
            kept.next_visible = seconds_from_now(hide);
            receipt
        }))
    }

    fn delete_message<'a>(&'a self, queue: &'a str, message: &'a QueueMessage) -> Later<'a, ()> {
        let mut content = self.lock();
        let at = content.message(queue, message);
        later(at.map(|at| drop(content.queues.get_mut(queue).unwrap().remove(at))))
    }

    fn queue_length<'a>(&'a self, queue: &'a str) -> Later<'a, u64> {
        later(Ok(self.texts(queue).len() as u64))
    }

    fn create_container<'a>(&'a self, container: &'a str) -> Later<'a, ()> {
        self.lock()
            .containers
            .entry(container.to_owned())
            .or_default();
        later(Ok(()))
    }

    fn put_blob<'a>(
        &'a self,
        container: &'a str,
        name: &'a str,
        content: Vec<u8>,
        content_type: &'a str,
    ) -> Later<'a, ()> {
        let mut all = self.lock();
        let item = BlobItem {
            name: name.to_owned(),
            etag: all.number(),
            modified: Timestamp::now(),
            length: content.len() as u64,
            content_type: Some(content_type.to_owned()),
        };
        let blob = Blob {
            item,
            metadata: Vec::new(),
            content,
        };
        let blobs = all.containers.get_mut(container).ok_or(ErrorKind::NotFound);
        later(blobs.map(|blobs| drop(blobs.insert(name.to_owned(), blob))))
    }

    fn get_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, Option<Blob>> {
        let content = self.lock();
        let blobs = content.containers.get(container);
        later(Ok(blobs.and_then(|blobs| blobs.get(name).cloned())))
    }

    fn list_blobs<'a>(
        &'a self,
        container: &'a str,
        prefix: &'a str,
        from: Option<String>,
    ) -> Later<'a, Page<BlobItem>> {
        // Pages of one, so that the callers have to turn them.
        let content = self.lock();
        let page = content.containers.get(container).map(|blobs| {
            let names = blobs.values().map(|blob| blob.item.clone());
            let mut names = names.filter(|item| {
                item.name.starts_with(prefix) && from.as_ref().is_none_or(|from| item.name > *from)
            });
            let items: Vec<BlobItem> = names.next().into_iter().collect();
            let next = items.first().map(|item| item.name.clone());
            Page { items, next }
        });
        later(page.ok_or(ErrorKind::NotFound))
    }

    fn delete_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, ()> {
        let mut content = self.lock();
        let blobs = content.containers.get_mut(container);
        let removed = blobs.and_then(|blobs| blobs.remove(name));
        later(removed.map(drop).ok_or(ErrorKind::NotFound))
    }

    fn create_table<'a>(&'a self, table: &'a str) -> Later<'a, ()> {
        self.lock().tables.entry(table.to_owned()).or_default();
        later(Ok(()))
    }

    fn insert_entity<'a>(&'a self, table: &'a str, entity: Map<String, Json>) -> Later<'a, ()> {
        let mut content = self.lock();
        let key = |name: &str| entity[name].as_str().unwrap().to_owned();
        let keys = (key("PartitionKey"), key("RowKey"));
        later(match content.tables.get_mut(table) {
            None => Err(ErrorKind::NotFound),
            Some(entities) if entities.contains_key(&keys) => Err(ErrorKind::Conflict),
            Some(entities) => {
                entities.insert(keys, entity);
                Ok(())
            }
        })
    }

    fn get_entity<'a>(
        &'a self,
        table: &'a str,
        partition: &'a str,
        row: &'a str,
    ) -> Later<'a, Option<Map<String, Json>>> {
        let content = self.lock();
        let keys = (partition.to_owned(), row.to_owned());
        let entities = content.tables.get(table);
        later(Ok(
            entities.and_then(|entities| entities.get(&keys).cloned())
        ))
    }

    fn query_entities<'a>(
        &'a self,
        table: &'a str,
        query: &'a Query,
    ) -> Later<'a, Vec<Map<String, Json>>> {
        let content = self.lock();
        let entities = content.tables.get(table).into_iter().flatten();
        let wanted = entities.filter(|((partition, _), _)| {
            query
                .partition
                .as_ref()
                .is_none_or(|wanted| wanted == partition)
        });
        let found = wanted.map(|(_, entity)| entity.clone());
        later(Ok(found.take(query.take.unwrap_or(usize::MAX)).collect()))
    }
}
