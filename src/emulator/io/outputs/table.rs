//! What an output value is as table entities.

use serde_json::{Map, Value as Json};

use crate::emulator::invoke::outputs::OutputValue;

/// One entity.
pub(super) type Entity = Map<String, Json>;

/// The keys that the binding gives to entities without their own.
pub(super) struct Keys {
    pub(super) partition: Option<String>,
    pub(super) row: Option<String>,
}

/// The entities of a value: an object, an array of objects, or a text that holds one of them.
///
/// # Errors
/// Why it is no entity, in one line.
pub(super) fn entities(value: OutputValue, keys: &Keys) -> Result<Vec<Entity>, String> {
    let json = match value {
        OutputValue::Json(Json::String(text)) => parsed(text.as_bytes())?,
        OutputValue::Json(json) => json,
        OutputValue::Bytes(bytes) => parsed(&bytes)?,
    };
    match json {
        Json::Array(elements) => elements.into_iter().map(|e| entity(e, keys)).collect(),
        other => Ok(vec![entity(other, keys)?]),
    }
}

fn parsed(text: &[u8]) -> Result<Json, String> {
    serde_json::from_slice(text).map_err(|_| NO_OBJECT.to_owned())
}

const NO_OBJECT: &str = "a table takes an object, or an array of objects";

fn entity(value: Json, keys: &Keys) -> Result<Entity, String> {
    let Json::Object(members) = value else {
        return Err(NO_OBJECT.to_owned());
    };
    let mut entity = Entity::new();
    for (name, default) in [("PartitionKey", &keys.partition), ("RowKey", &keys.row)] {
        let own = members.get(name).filter(|value| !value.is_null());
        let value = own.cloned().or_else(|| default.clone().map(Json::String));
        let value = value.ok_or_else(|| format!("the entity has no `{name}`"))?;
        entity.insert(name.to_owned(), value);
    }
    for (name, value) in members {
        entity.entry(name).or_insert(value);
    }
    Ok(entity)
}
