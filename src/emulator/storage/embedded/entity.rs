//! What may be an entity, and what the service adds to it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::emulator::storage::{StorageError, names};

const LARGEST: usize = 1024 * 1024;
const MOST_PROPERTIES: usize = 252;
const LONGEST_NAME: usize = 255;
/// 64 KiB of UTF-16.
const LONGEST_TEXT: usize = 32 * 1024;

/// An entity that can be stored.
pub(super) struct Admitted {
    pub(super) partition: String,
    pub(super) row: String,
    /// The whole entity as JSON.
    pub(super) text: String,
}

/// Checks an entity and gives it its `Timestamp`. As in the service, annotations and properties
/// that are `null` are not kept.
pub(super) fn admit(mut entity: Map<String, Value>) -> Result<Admitted, StorageError> {
    entity.retain(|name, value| !name.contains("odata.") && !value.is_null());
    let partition = take_key(&mut entity, "PartitionKey")?;
    let row = take_key(&mut entity, "RowKey")?;
    entity.shift_remove("Timestamp");
    check(&entity)?;
    let text = with_system_properties(&partition, &row, entity);
    if text.len() > LARGEST {
        return Err(StorageError::invalid(
            "an entity cannot be larger than 1 MiB",
        ));
    }
    Ok(Admitted {
        partition,
        row,
        text,
    })
}

/// In the order in which the service shows them.
fn with_system_properties(partition: &str, row: &str, others: Map<String, Value>) -> String {
    let now = Timestamp::now();
    let mut entity = Map::new();
    entity.insert("PartitionKey".into(), partition.into());
    entity.insert("RowKey".into(), row.into());
    entity.insert("Timestamp".into(), format!("{now:.7}").into());
    entity.extend(others);
    Value::Object(entity).to_string()
}

fn take_key(entity: &mut Map<String, Value>, name: &str) -> Result<String, StorageError> {
    match entity.shift_remove(name) {
        Some(Value::String(key)) => names::key(&key).map(|()| key),
        Some(_) => Err(StorageError::invalid(format!(
            "the `{name}` of an entity must be text"
        ))),
        None => Err(StorageError::invalid(format!("the entity has no `{name}`"))),
    }
}

fn check(properties: &Map<String, Value>) -> Result<(), StorageError> {
    if properties.len() > MOST_PROPERTIES {
        let message = format!("an entity cannot have more than {MOST_PROPERTIES} properties");
        return Err(StorageError::invalid(message));
    }
    let wrong = properties.iter().find_map(|(name, value)| {
        let shown = name.escape_debug();
        wrong_name(name)
            .or_else(|| wrong_value(value))
            .map(|why| format!("the property `{shown}` of an entity {why}"))
    });
    wrong.map_or(Ok(()), |message| Err(StorageError::invalid(message)))
}

fn wrong_name(name: &str) -> Option<&'static str> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let allowed = name.chars().all(part)
        && !name.is_empty()
        && !name.starts_with(char::is_numeric)
        && name.chars().count() <= LONGEST_NAME;
    (!allowed).then_some("must be named with up to 255 letters, digits and `_`, no digit first")
}

fn wrong_value(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(_) | Value::Array(_) => {
            Some("is an object or an array: a table holds text, numbers, `true` and `false`")
        }
        Value::String(text) if text.encode_utf16().count() > LONGEST_TEXT => {
            Some("is too long: text can have 32,768 characters")
        }
        _ => None,
    }
}
