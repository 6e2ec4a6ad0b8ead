//! The REST API of Azurite or a real account: [`Azure`] is a [`Store`].
//!
//! | file | what it does |
//! |---|---|
//! | [`connection`] | connection strings |
//! | [`address`] | endpoints, and names as paths |
//! | [`sign`] | Shared Key |
//! | [`request`], [`http`], [`transport`] | a call as data; signing, sending and repeating it; connections |
//! | [`xml`], [`entity`] | what bodies mean |
//! | [`queues`], [`blobs`], [`tables`] | one operation a function |
//! | [`probe`] | whether Azurite runs here |
//! | [`error`] | refusals as [`StorageError`]s |

pub mod address;
pub mod blobs;
pub mod connection;
pub mod entity;
pub mod error;
pub mod http;
pub mod probe;
pub mod queues;
pub mod request;
pub mod sign;
pub mod tables;
pub mod transport;
pub mod xml;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod live;

use serde_json::{Map, Value};

use super::{Blob, BlobItem, Later, Page, Query, QueueMessage, StorageError, Store};
use address::Service;
use connection::{Account, DEVELOPMENT_ACCOUNT};
use http::Http;

/// An account behind the REST API.
pub struct Azure {
    http: Http,
}

impl Azure {
    /// Connects to nothing yet, but may read certificates, see [`Http::new`].
    ///
    /// # Errors
    /// When TLS is needed and the system has no certificates to trust.
    pub fn new(account: Account) -> Result<Azure, StorageError> {
        Ok(Azure {
            http: Http::new(account)?,
        })
    }

    fn host(&self) -> &str {
        let account = self.http.account();
        let mut endpoints = Service::ALL.iter().filter_map(|it| account.endpoint(*it));
        endpoints.next().map_or("", |endpoint| endpoint.host())
    }
}

impl Store for Azure {
    fn describe(&self) -> String {
        let (name, host) = (&self.http.account().name, self.host());
        match name.as_str() {
            DEVELOPMENT_ACCOUNT => format!("Azurite ({host})"),
            "" => format!("storage account at {host}"),
            name => format!("storage account `{name}` ({host})"),
        }
    }

    fn blob_uri(&self, container: &str, name: &str) -> String {
        blobs::uri(&self.http, container, name).unwrap_or_default()
    }

    fn create_queue<'a>(&'a self, queue: &'a str) -> Later<'a, ()> {
        Box::pin(queues::create(&self.http, queue))
    }

    fn put_message<'a>(&'a self, queue: &'a str, text: &'a str, delay: u32) -> Later<'a, ()> {
        Box::pin(queues::put(&self.http, queue, text, delay))
    }

    fn get_messages<'a>(
        &'a self,
        queue: &'a str,
        max: u32,
        hide: u32,
    ) -> Later<'a, Vec<QueueMessage>> {
        Box::pin(queues::get(&self.http, queue, max, hide))
    }

    fn update_message<'a>(
        &'a self,
        queue: &'a str,
        message: &'a QueueMessage,
        hide: u32,
    ) -> Later<'a, String> {
        Box::pin(queues::update(&self.http, queue, message, hide))
    }

    fn delete_message<'a>(&'a self, queue: &'a str, message: &'a QueueMessage) -> Later<'a, ()> {
        Box::pin(queues::delete(&self.http, queue, message))
    }

    fn queue_length<'a>(&'a self, queue: &'a str) -> Later<'a, u64> {
        Box::pin(queues::length(&self.http, queue))
    }

    fn create_container<'a>(&'a self, container: &'a str) -> Later<'a, ()> {
        Box::pin(blobs::create_container(&self.http, container))
    }

    fn put_blob<'a>(
        &'a self,
        container: &'a str,
        name: &'a str,
        content: Vec<u8>,
        content_type: &'a str,
    ) -> Later<'a, ()> {
        Box::pin(blobs::put(
            &self.http,
            container,
            name,
            content,
            content_type,
        ))
    }

    fn get_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, Option<Blob>> {
        Box::pin(blobs::get(&self.http, container, name))
    }

    fn list_blobs<'a>(
        &'a self,
        container: &'a str,
        prefix: &'a str,
        from: Option<String>,
    ) -> Later<'a, Page<BlobItem>> {
        Box::pin(blobs::list(&self.http, container, prefix, from))
    }

    fn delete_blob<'a>(&'a self, container: &'a str, name: &'a str) -> Later<'a, ()> {
        Box::pin(blobs::delete(&self.http, container, name))
    }

    fn create_table<'a>(&'a self, table: &'a str) -> Later<'a, ()> {
        Box::pin(tables::create(&self.http, table))
    }

    fn insert_entity<'a>(&'a self, table: &'a str, entity: Map<String, Value>) -> Later<'a, ()> {
        Box::pin(tables::insert(&self.http, table, entity))
    }

    fn get_entity<'a>(
        &'a self,
        table: &'a str,
        partition: &'a str,
        row: &'a str,
    ) -> Later<'a, Option<Map<String, Value>>> {
        Box::pin(tables::get(&self.http, table, partition, row))
    }

    fn query_entities<'a>(
        &'a self,
        table: &'a str,
        query: &'a Query,
    ) -> Later<'a, Vec<Map<String, Value>>> {
        Box::pin(tables::query(&self.http, table, query))
    }
}
