//! Storage queues, blobs and tables: one trait, two implementations.
//!
//! [`embedded`] keeps everything in one file in the app's `.fch` folder; [`azure`] speaks the
//! REST API of Azurite or a real account. [`accounts`] decides which one a connection means.
//! Knows nothing of functions and bindings. A queue message's text is the text on the wire:
//! base64 is the triggers' business.

pub mod accounts;
pub mod azure;
#[cfg(test)]
mod contract;
pub mod embedded;
pub mod names;
pub mod odata;

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use serde_json::{Map, Value};

pub use accounts::Accounts;
pub use embedded::Embedded;

/// The answer of a storage operation, later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + Send + 'a>>;

/// Why a storage operation failed. Holds no key and no signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError {
    /// The kind, for deciding what to do.
    pub kind: ErrorKind,
    /// What failed, in one line.
    pub message: String,
}

impl StorageError {
    /// Something that is asked for is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        StorageError::new(ErrorKind::NotFound, message)
    }

    /// It is there already, or no longer ours.
    pub fn conflict(message: impl Into<String>) -> Self {
        StorageError::new(ErrorKind::Conflict, message)
    }

    /// The service would refuse this name or value.
    pub fn invalid(message: impl Into<String>) -> Self {
        StorageError::new(ErrorKind::Invalid, message)
    }

    /// The store cannot be used now.
    pub fn unavailable(message: impl Into<String>) -> Self {
        StorageError::new(ErrorKind::Unavailable, message)
    }

    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        StorageError { kind, message }
    }
}

/// The kinds of failure that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The queue, container, blob, table or entity is not there.
    NotFound,
    /// It is there already, or the pop receipt or etag is no longer valid.
    Conflict,
    /// The name or the value is not allowed.
    Invalid,
    /// The service does not answer, or the file cannot be used; may work later.
    Unavailable,
    /// The credentials are wrong.
    Denied,
}

impl std::fmt::Display for StorageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StorageError {}

/// A message that was taken from a queue and is hidden from others for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueMessage {
    /// Its id, a GUID.
    pub id: String,
    /// What proves that we took it; changes with each update.
    pub pop_receipt: String,
    /// The text, as on the wire.
    pub text: String,
    /// How often it was taken, this time included.
    pub dequeue_count: u32,
    /// When it was put.
    pub inserted: Timestamp,
    /// When it disappears.
    pub expires: Timestamp,
    /// When others can see it again.
    pub next_visible: Timestamp,
}

/// A blob without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobItem {
    /// The name in its container, with `/`.
    pub name: String,
    /// Changes with the content, without quotes.
    pub etag: String,
    /// When it was last written.
    pub modified: Timestamp,
    /// In bytes.
    pub length: u64,
    /// The content type, if one was given.
    pub content_type: Option<String>,
}

/// A blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// What is known about it.
    pub item: BlobItem,
    /// User metadata: name, value.
    pub metadata: Vec<(String, String)>,
    /// Its content.
    pub content: Vec<u8>,
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// Which entities a query wants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Only this partition.
    pub partition: Option<String>,
    /// An OData filter such as `Status eq 'new'`.
    pub filter: Option<String>,
    /// At most this many.
    pub take: Option<usize>,
}

/// A storage account. All names are checked by the implementation; entities are flat JSON
/// objects with `PartitionKey` and `RowKey`, without `odata.` annotations.
pub trait Store: Send + Sync {
    /// Where it is, for people: `embedded store (.fch/storage.db)`, `Azurite (127.0.0.1)`.
    fn describe(&self) -> String;
    /// The address of a blob, as `Metadata.Uri` shows it (H-REQ-44).
    fn blob_uri(&self, container: &str, name: &str) -> String;

    /// Makes a queue; one that is there already is fine.
    fn create_queue<'a>(&'a self, queue: &'a str) -> Later<'a, ()>;
    /// Puts a message that becomes visible after `delay` seconds.
    fn put_message<'a>(&'a self, queue: &'a str, text: &'a str, delay: u32) -> Later<'a, ()>;
    /// Takes up to `max` (1-32) visible messages and hides them for `hide` seconds.
    fn get_messages<'a>(
        &'a self,
        queue: &'a str,
        max: u32,
        hide: u32,
    ) -> Later<'a, Vec<QueueMessage>>;
    /// Hides a taken message for `hide` seconds from now (0 shows it at once); answers with the
    /// new pop receipt. [`ErrorKind::Conflict`] when somebody else took it since.
    fn update_message<'a>(
        &'a self,
        queue: &'a str,
        message: &'a QueueMessage,
        hide: u32,
    ) -> Later<'a, String>;
    /// Removes a taken message. [`ErrorKind::Conflict`] when somebody else took it since.
    fn delete_message<'a>(&'a self, queue: &'a str, message: &'a QueueMessage) -> Later<'a, ()>;
    /// About how many messages the queue holds.
    fn queue_length<'a>(&'a self, queue: &'a str) -> Later<'a, u64>;

    /// Makes a container; one that is there already is fine.
    fn create_container<'a>(&'a self, container: &'a str) -> Later<'a, ()>;
    /// Writes a block blob, replacing what is there.
    fn put_blob<'a>(
        &'a self,
        container: &'a str,
        name: &'a str,
        content: Vec<u8>,
        content_type: &'a str,
    ) -> Later<'a, ()>;
    /// Reads a blob; `None` when it, or its container, is not there.
    fn get_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, Option<Blob>>;
    /// Lists blobs by name, from the page `from`.
    fn list_blobs<'a>(
        &'a self,
        container: &'a str,
        prefix: &'a str,
        from: Option<String>,
    ) -> Later<'a, Page<BlobItem>>;
    /// Removes a blob.
    fn delete_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, ()>;

    /// Makes a table; one that is there already is fine.
    fn create_table<'a>(&'a self, table: &'a str) -> Later<'a, ()>;
    /// Adds an entity; [`ErrorKind::Conflict`] when its keys are taken.
    fn insert_entity<'a>(&'a self, table: &'a str, entity: Map<String, Value>) -> Later<'a, ()>;
    /// Reads one entity; `None` when it, or its table, is not there.
    fn get_entity<'a>(
        &'a self,
        table: &'a str,
        partition: &'a str,
        row: &'a str,
    ) -> Later<'a, Option<Map<String, Value>>>;
    /// Reads the entities that match, in key order. [`odata`] says what a filter may hold.
    fn query_entities<'a>(
        &'a self,
        table: &'a str,
        query: &'a Query,
    ) -> Later<'a, Vec<Map<String, Value>>>;
}
