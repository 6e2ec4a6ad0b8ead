//! The store that needs nothing installed: one SQLite file in the app's `.fch` folder.
//!
//! ```text
//! here (checks names, one transaction a call) -> queues, blobs, tables (SQL) -> database (file)
//! ```
//!
//! Behaves as the service does where a function can tell; `storage::contract`, a test, says what that is.

mod blobs;
mod database;
mod entity;
mod queues;
mod schema;
mod tables;

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use self::database::Database;
use super::odata::Filter;
use super::{Blob, BlobItem, Later, Page, Query, QueueMessage, StorageError, Store, names};
use crate::app::state_folder;

/// The embedded store.
pub struct Embedded {
    database: Arc<Database>,
}

impl Embedded {
    /// Opens the store in `folder`, the app's `.fch`, and makes both when they are not there.
    /// Touches the disk, and may wait for another process that has the store open.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`](super::ErrorKind::Unavailable) when the file is damaged, is
    /// not ours, was written by a newer fch, or cannot be opened. It is never replaced.
    pub fn open(folder: &Path) -> Result<Arc<dyn Store>, StorageError> {
        state_folder::prepare(folder).map_err(|error| {
            StorageError::unavailable(format!("cannot prepare `{}`: {error}", folder.display()))
        })?;
        let database = Arc::new(Database::open(&folder.join("storage.db"))?);
        Ok(Arc::new(Embedded { database }))
    }

    fn read<T: Send + 'static>(&self, job: impl database::Job<T>) -> Later<'_, T> {
        Box::pin(database::read(Arc::clone(&self.database), job))
    }

    fn write<T: Send + 'static>(&self, job: impl database::Job<T>) -> Later<'_, T> {
        Box::pin(database::write(Arc::clone(&self.database), job))
    }
}

impl Store for Embedded {
    fn describe(&self) -> String {
        "embedded store (.fch/storage.db)".to_owned()
    }

    /// Where Azurite would have it.
    fn blob_uri(&self, container: &str, name: &str) -> String {
        let path = names::blob_path(container, name);
        format!("http://127.0.0.1:10000/devstoreaccount1/{path}")
    }

    fn create_queue<'a>(&'a self, queue: &'a str) -> Later<'a, ()> {
        let queue = queue.to_owned();
        self.write(move |db| {
            names::queue(&queue)?;
            queues::create(db, &queue)
        })
    }

    fn put_message<'a>(&'a self, queue: &'a str, text: &'a str, delay: u32) -> Later<'a, ()> {
        let (queue, text) = (queue.to_owned(), text.to_owned());
        self.write(move |db| {
            names::queue(&queue)?;
            names::message(&text)?;
            names::hiding(delay)?;
            queues::put(db, &queue, &text, delay)
        })
    }

    fn get_messages<'a>(
        &'a self,
        queue: &'a str,
        max: u32,
        hide: u32,
    ) -> Later<'a, Vec<QueueMessage>> {
        let queue = queue.to_owned();
        self.write(move |db| {
            names::queue(&queue)?;
            names::taking(max, hide)?;
            queues::take(db, &queue, max, hide)
        })
    }

    fn update_message<'a>(
        &'a self,
        queue: &'a str,
        message: &'a QueueMessage,
        hide: u32,
    ) -> Later<'a, String> {
        let (queue, message) = (queue.to_owned(), message.clone());
        self.write(move |db| {
            names::queue(&queue)?;
            names::hiding(hide)?;
            queues::update(db, &queue, &message, hide)
        })
    }

    fn delete_message<'a>(&'a self, queue: &'a str, message: &'a QueueMessage) -> Later<'a, ()> {
        let (queue, message) = (queue.to_owned(), message.clone());
        self.write(move |db| {
            names::queue(&queue)?;
            queues::delete(db, &queue, &message)
        })
    }

    fn queue_length<'a>(&'a self, queue: &'a str) -> Later<'a, u64> {
        let queue = queue.to_owned();
        self.read(move |db| {
            names::queue(&queue)?;
            queues::length(db, &queue)
        })
    }

    fn create_container<'a>(&'a self, container: &'a str) -> Later<'a, ()> {
        let container = container.to_owned();
        self.write(move |db| {
            names::container(&container)?;
            blobs::create(db, &container)
        })
    }

    fn put_blob<'a>(
        &'a self,
        container: &'a str,
        name: &'a str,
        content: Vec<u8>,
        content_type: &'a str,
    ) -> Later<'a, ()> {
        let (container, name) = (container.to_owned(), name.to_owned());
        let content_type = content_type.to_owned();
        self.write(move |db| {
            check_blob(&container, &name)?;
            blobs::put(db, &container, &name, &content, &content_type)
        })
    }

    fn get_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, Option<Blob>> {
        let (container, name) = (container.to_owned(), name.to_owned());
        self.read(move |db| {
            check_blob(&container, &name)?;
            blobs::get(db, &container, &name)
        })
    }

    fn list_blobs<'a>(
        &'a self,
        container: &'a str,
        prefix: &'a str,
        from: Option<String>,
    ) -> Later<'a, Page<BlobItem>> {
        let (container, prefix) = (container.to_owned(), prefix.to_owned());
        self.read(move |db| {
            names::container(&container)?;
            blobs::list(db, &container, &prefix, from.as_deref())
        })
    }

    fn delete_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, ()> {
        let (container, name) = (container.to_owned(), name.to_owned());
        self.write(move |db| {
            check_blob(&container, &name)?;
            blobs::delete(db, &container, &name)
        })
    }

    fn create_table<'a>(&'a self, table: &'a str) -> Later<'a, ()> {
        let table = table.to_owned();
        self.write(move |db| {
            names::table(&table)?;
            tables::create(db, &table)
        })
    }

    fn insert_entity<'a>(&'a self, table: &'a str, entity: Map<String, Value>) -> Later<'a, ()> {
        let table = table.to_owned();
        self.write(move |db| {
            names::table(&table)?;
            tables::insert(db, &table, entity)
        })
    }

    fn get_entity<'a>(
        &'a self,
        table: &'a str,
        partition: &'a str,
        row: &'a str,
    ) -> Later<'a, Option<Map<String, Value>>> {
        let (table, partition, row) = (table.to_owned(), partition.to_owned(), row.to_owned());
        self.read(move |db| {
            names::table(&table)?;
            names::key(&partition)?;
            names::key(&row)?;
            tables::get(db, &table, &partition, &row)
        })
    }

    fn query_entities<'a>(
        &'a self,
        table: &'a str,
        query: &'a Query,
    ) -> Later<'a, Vec<Map<String, Value>>> {
        let (table, query) = (table.to_owned(), query.clone());
        self.read(move |db| {
            names::table(&table)?;
            let filter = query.filter.as_deref().map(Filter::parse).transpose()?;
            tables::query(db, &table, &query, filter.as_ref())
        })
    }
}

fn check_blob(container: &str, name: &str) -> Result<(), StorageError> {
    names::container(container)?;
    names::blob(name)
}

#[cfg(test)]
mod tests;
