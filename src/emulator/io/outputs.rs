//! Output bindings: to storage, or captured.

mod content;
mod table;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value as Json;

use super::captured::Entry;
use super::inputs::blob_path;
use super::{Encoding, expression};
use crate::diagnostics::Finding;
use crate::emulator::Host;
use crate::emulator::event::Event;
use crate::emulator::faults::{self, output_failed};
use crate::emulator::invoke::Metadata;
use crate::emulator::invoke::outputs::OutputValue;
use crate::emulator::plan::{Binding, Function};
use crate::emulator::storage::{ErrorKind, StorageError, Store};

/// How many characters of a captured value a line shows.
const SHOWN: usize = 200;

/// Writes one output.
///
/// # Errors
/// Why it could not be written; the invocation then fails (H-RESP-46).
pub async fn write(
    host: &Arc<Host>,
    function: &Function,
    invocation: &str,
    binding: &Binding,
    value: OutputValue,
    metadata: &Metadata,
) -> Result<(), Finding> {
    if !is_emulated(binding) {
        capture(host, function, invocation, binding, value);
        return Ok(());
    }
    let result = match host.storage.open(binding.connection()).await {
        Ok(store) => {
            let output = Output {
                store: &*store,
                function,
                binding,
                metadata,
                encoding: Encoding::read(&host.plan.config),
            };
            output.write(value).await
        }
        Err(error) => Err(error.message),
    };
    result.map_err(|reason| {
        let message = format!(
            "the output `{}` could not be written: {reason}",
            binding.name
        );
        faults::finding(&output_failed::INFO, &function.place, message)
    })
}

/// True for outputs that are written to storage.
pub fn is_emulated(binding: &Binding) -> bool {
    ["queue", "blob", "table"]
        .iter()
        .any(|kind| binding.is(kind))
}

fn capture(
    host: &Host,
    function: &Function,
    invocation: &str,
    binding: &Binding,
    value: OutputValue,
) {
    let value = match value {
        OutputValue::Bytes(bytes) => Json::String(STANDARD.encode(bytes)),
        OutputValue::Json(json) => json,
    };
    host.events.report(Event::Captured {
        function: function.name.clone(),
        binding: binding.name.clone(),
        kind: binding.kind.clone(),
        value: shortened(&value),
    });
    host.captured.push(Entry {
        time: Timestamp::now().to_string(),
        invocation: invocation.to_owned(),
        function: function.name.clone(),
        binding: binding.name.clone(),
        kind: binding.kind.clone(),
        value,
    });
}

fn shortened(value: &Json) -> String {
    let text = content::text(value);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// What is needed to write an output.
struct Output<'a> {
    store: &'a dyn Store,
    function: &'a Function,
    binding: &'a Binding,
    metadata: &'a Metadata,
    encoding: Encoding,
}

impl Output<'_> {
    async fn write(&self, value: OutputValue) -> Result<(), String> {
        if self.binding.is("queue") {
            return self.queue(value).await;
        }
        if self.binding.is("blob") {
            return self.blob(value).await;
        }
        self.table(value).await
    }

    /// A property with its tokens filled; `None` when it is missing or empty.
    fn filled(&self, name: &str) -> Result<Option<String>, String> {
        let text = self.binding.text(name).filter(|text| !text.is_empty());
        text.map(|text| expression::fill(text, self.metadata, &self.function.name))
            .transpose()
    }

    fn needed(&self, name: &str) -> Result<String, String> {
        self.filled(name)?
            .ok_or_else(|| format!("it has no `{name}`"))
    }

    /// One message, or one for each element of an array (H-RESP-19).
    async fn queue(&self, value: OutputValue) -> Result<(), String> {
        // The extension makes queue names lower-case.
        let queue = self.needed("queueName")?.to_lowercase();
        for message in content::messages(value) {
            let text = self.encoding.encode(&message);
            self.put_message(&queue, &text).await.map_err(reason)?;
        }
        Ok(())
    }

    async fn put_message(&self, queue: &str, text: &str) -> Result<(), StorageError> {
        match self.store.put_message(queue, text, 0).await {
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.store.create_queue(queue).await?;
                self.store.put_message(queue, text, 0).await
            }
            result => result,
        }
    }

    /// Bytes as they are, text as UTF-8, all else as JSON text (H-RESP-20).
    async fn blob(&self, value: OutputValue) -> Result<(), String> {
        let path = self.needed("path")?;
        let (container, name) = blob_path(&path)?;
        let written = self.put_blob(container, name, content::bytes(value)).await;
        written.map_err(reason)
    }

    async fn put_blob(
        &self,
        container: &str,
        name: &str,
        content: Vec<u8>,
    ) -> Result<(), StorageError> {
        const TYPE: &str = "application/octet-stream";
        match self
            .store
            .put_blob(container, name, content.clone(), TYPE)
            .await
        {
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.store.create_container(container).await?;
                self.store.put_blob(container, name, content, TYPE).await
            }
            result => result,
        }
    }

    /// One entity, or one for each element of an array; keys that it does not have come from
    /// the binding.
    async fn table(&self, value: OutputValue) -> Result<(), String> {
        let name = self.needed("tableName")?;
        let keys = table::Keys {
            partition: self.filled("partitionKey")?,
            row: self.filled("rowKey")?,
        };
        for entity in table::entities(value, &keys)? {
            self.insert(&name, entity).await.map_err(reason)?;
        }
        Ok(())
    }

    async fn insert(&self, name: &str, entity: table::Entity) -> Result<(), StorageError> {
        match self.store.insert_entity(name, entity.clone()).await {
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.store.create_table(name).await?;
                self.store.insert_entity(name, entity).await
            }
            result => result,
        }
    }
}

fn reason(error: StorageError) -> String {
    error.message
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
