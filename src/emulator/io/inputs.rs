//! Input bindings that are not the trigger: blob, table.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::expression;
use crate::diagnostics::Finding;
use crate::emulator::Host;
use crate::emulator::faults::{self, input_failed};
use crate::emulator::invoke::{Metadata, Value};
use crate::emulator::plan::{Binding, Function};
use crate::emulator::storage::{ErrorKind, Query, Store};

/// Reads one input. Types that are not emulated are [`Value::Null`].
///
/// # Errors
/// Why it could not be read; the handler is then not called.
pub async fn read(
    host: &Arc<Host>,
    function: &Function,
    binding: &Binding,
    metadata: &Metadata,
) -> Result<Value, Finding> {
    if !is_emulated(binding) {
        return Ok(Value::Null);
    }
    let result = match host.storage.open(binding.connection()).await {
        Ok(store) => from_store(&*store, function, binding, metadata).await,
        Err(error) => Err(error.message),
    };
    result.map_err(|reason| {
        let message = format!("the input `{}` could not be read: {reason}", binding.name);
        faults::finding(&input_failed::INFO, &function.place, message)
    })
}

/// True for inputs that are read from storage.
pub fn is_emulated(binding: &Binding) -> bool {
    binding.is("blob") || binding.is("table")
}

async fn from_store(
    store: &dyn Store,
    function: &Function,
    binding: &Binding,
    metadata: &Metadata,
) -> Result<Value, String> {
    let input = Input {
        store,
        function,
        binding,
        metadata,
    };
    if binding.is("blob") {
        return input.blob().await;
    }
    input.table().await
}

/// What is needed to read an input.
struct Input<'a> {
    store: &'a dyn Store,
    function: &'a Function,
    binding: &'a Binding,
    metadata: &'a Metadata,
}

impl Input<'_> {
    /// A property with its tokens filled; `None` when it is missing or empty.
    fn filled(&self, name: &str) -> Result<Option<String>, String> {
        let text = match self.binding.property(name) {
            Some(Json::String(text)) if !text.is_empty() => text.clone(),
            Some(number @ Json::Number(_)) => number.to_string(),
            _ => return Ok(None),
        };
        expression::fill(&text, self.metadata, &self.function.name).map(Some)
    }

    /// The content; null when there is no such blob (H-REQ-18).
    async fn blob(&self) -> Result<Value, String> {
        let path = self.filled("path")?.ok_or("it has no `path`")?;
        let (container, name) = blob_path(&path)?;
        let found = self.store.get_blob(container, name).await;
        Ok(match found.map_err(|error| error.message)? {
            Some(blob) => Value::of_stream(blob.content, self.binding.is_binary()),
            None => Value::Null,
        })
    }

    /// One entity as an object when both keys are given, else an array of entities.
    async fn table(&self) -> Result<Value, String> {
        let table = self.filled("tableName")?.ok_or("it has no `tableName`")?;
        let partition = self.filled("partitionKey")?;
        if let (Some(partition), Some(row)) = (&partition, self.filled("rowKey")?) {
            return self.entity(&table, partition, &row).await;
        }
        let query = Query {
            partition,
            filter: self.filled("filter")?,
            take: self.filled("take")?.and_then(|text| text.parse().ok()),
        };
        let found = match self.store.query_entities(&table, &query).await {
            Err(error) if error.kind == ErrorKind::NotFound => Vec::new(),
            found => found.map_err(|error| error.message)?,
        };
        Ok(Value::Json(found.into_iter().map(Json::Object).collect()))
    }

    async fn entity(&self, table: &str, partition: &str, row: &str) -> Result<Value, String> {
        let found: Option<Map<_, _>> = match self.store.get_entity(table, partition, row).await {
            Err(error) if error.kind == ErrorKind::NotFound => None,
            found => found.map_err(|error| error.message)?,
        };
        Ok(found.map_or(Value::Null, |entity| Value::Json(Json::Object(entity))))
    }
}

/// `container/name`, split.
///
/// # Errors
/// When one of them is missing.
pub fn blob_path(path: &str) -> Result<(&str, &str), String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    match path.split_once('/') {
        Some((container, name)) if !container.is_empty() && !name.is_empty() => {
            Ok((container, name))
        }
        _ => Err(format!("`{path}` is not `container/name`")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::triggers::testing::{Memory, function};
    use serde_json::json;

    async fn value(store: &Memory, binding: Json, event: &[(&str, &str)]) -> Result<Value, String> {
        let trigger = json!({"name": "t", "type": "queueTrigger", "direction": "in"});
        let function = function("F", json!([trigger, binding]));
        let mut metadata = Metadata::default();
        for (name, value) in event {
            metadata.set(*name, Value::Text((*value).to_owned()));
        }
        from_store(store, &function, &function.bindings[1], &metadata).await
    }

    #[tokio::test]
    async fn a_blob_is_text_or_bytes_or_nothing() {
        // H-REQ-16, H-REQ-18
        let store = Memory::default();
        store.create_container("in").await.unwrap();
        let written = store.put_blob("in", "a.txt", b"hi".to_vec(), "text/plain");
        written.await.unwrap();
        let binding = json!({"name": "b", "type": "blob", "path": "in/{queueTrigger}"});
        let found = value(&store, binding.clone(), &[("QueueTrigger", "a.txt")]).await;
        assert_eq!(found, Ok(Value::Text("hi".into())));
        let found = value(&store, binding.clone(), &[("QueueTrigger", "b.txt")]).await;
        assert_eq!(found, Ok(Value::Null));
        let binary = json!({"name": "b", "type": "BLOB", "path": "in/a.txt", "dataType": "binary"});
        let found = value(&store, binary, &[]).await;
        assert_eq!(found, Ok(Value::Bytes(b"hi".to_vec())));
        let missing = value(&store, binding, &[]).await.unwrap_err();
        assert!(missing.contains("{queueTrigger}"), "{missing}");
    }

    #[tokio::test]
    async fn a_table_gives_one_entity_or_an_array() {
        let store = Memory::default();
        for row in ["1", "2"] {
            let entity = json!({"PartitionKey": "p", "RowKey": row, "N": 5});
            let entity = entity.as_object().unwrap().clone();
            store.create_table("T").await.unwrap();
            store.insert_entity("T", entity).await.unwrap();
        }
        let table = |more: Json| {
            let mut binding = json!({"name": "t1", "type": "table", "tableName": "T"});
            let more = more.as_object().unwrap().clone();
            binding.as_object_mut().unwrap().extend(more);
            binding
        };
        let one = table(json!({"partitionKey": "p", "rowKey": "{id}"}));
        let found = value(&store, one.clone(), &[("id", "2")]).await.unwrap();
        let entity = json!({"PartitionKey": "p", "RowKey": "2", "N": 5});
        assert_eq!(found, Value::Json(entity));
        assert_eq!(value(&store, one, &[("id", "9")]).await, Ok(Value::Null));
        let all = value(&store, table(json!({"partitionKey": "p"})), &[]).await;
        let Ok(Value::Json(Json::Array(all))) = all else {
            panic!("{all:?}");
        };
        assert_eq!(all.len(), 2);
        let some = value(&store, table(json!({"take": 1})), &[]).await;
        assert!(matches!(some, Ok(Value::Json(Json::Array(some))) if some.len() == 1));
    }
}
