//! The event that `fch invoke` sends: a sample or a file, with the user's changes.

use serde_json::{Map, Value as Json, json};

use crate::emulator::plan::Function;
use crate::error::{Failure, Result};

/// What the user wants to be different from the sample.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// `--data`.
    pub data: Option<Vec<u8>>,
    /// `--set key=value`.
    pub set: Vec<(String, String)>,
    /// `--header`.
    pub headers: Vec<(String, String)>,
    /// `--query`.
    pub query: Vec<(String, String)>,
    /// `--method`.
    pub method: Option<String>,
}

impl Changes {
    /// Applies the changes to an event of a trigger other than http.
    ///
    /// # Errors
    /// When a change has no meaning for this trigger.
    pub fn apply(&self, function: &Function, mut event: Json) -> Result<Json> {
        let kind = &function.trigger.kind;
        if !self.headers.is_empty() || !self.query.is_empty() || self.method.is_some() {
            return Err(Failure::usage(format!(
                "`{}` has a {kind}: there is no request with a header, a query or a method",
                function.name
            ))
            .help("`--data` gives the value, `--set name=value` changes the sample"));
        }
        if let Some(data) = &self.data {
            let text = String::from_utf8(data.clone()).map_err(|_| {
                Failure::usage(format!("`--data` for a {kind} has to be UTF-8 text"))
            })?;
            set_value(&mut event, text);
        }
        for (path, text) in &self.set {
            set(&mut event, path, text)?;
        }
        Ok(event)
    }
}

/// Puts `--data` in the place of the sample's value: as text where the sample has text.
fn set_value(event: &mut Json, text: String) {
    let parsed = match event.get("value") {
        Some(Json::String(_)) => None,
        _ => serde_json::from_str(&text).ok(),
    };
    let value = parsed.unwrap_or(Json::String(text));
    match event {
        Json::Object(members) => drop(members.insert("value".to_owned(), value)),
        other => *other = json!({ "value": value }),
    }
}

/// Sets one place of an event: `metadata.Name`, `value.id`, or short `id`, which is looked for in
/// the value and then in the metadata.
fn set(event: &mut Json, path: &str, text: &str) -> Result<()> {
    let place = match place(event, path) {
        Some(place) => place,
        None => return Err(
            Failure::usage(format!("the event has no place `{path}` to set"))
                .help("`fch invoke FUNCTION --dry-run` prints the event")
                .help(
                    "write `metadata.NAME` for binding data, `value.NAME` for a part of the value",
                ),
        ),
    };
    *place = typed(place, text);
    Ok(())
}

fn place<'a>(event: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    let is_rooted = matches!(
        path.split('.').next(),
        Some("value" | "metadata" | "method" | "path" | "query" | "headers" | "body")
    );
    if is_rooted {
        return below(event, path);
    }
    let in_value = event.get("value").is_some_and(Json::is_object);
    let known = event.pointer(&format!("/metadata/{path}")).is_some();
    match in_value && !known {
        true => below(event, &format!("value.{path}")),
        false => below(event, &format!("metadata.{path}")),
    }
}

/// The place at a path of names and numbers, made where it is missing.
fn below<'a>(event: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    path.split('.').try_fold(event, |at, name| {
        if at.is_null() {
            *at = Json::Object(Map::new());
        }
        match at {
            Json::Object(members) => Some(members.entry(name).or_insert(Json::Null)),
            Json::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

/// The text as the kind of value that it replaces: text stays text.
fn typed(old: &Json, text: &str) -> Json {
    match old {
        Json::String(_) => Json::from(text),
        _ => serde_json::from_str(text).unwrap_or_else(|_| Json::from(text)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn after(mut event: Json, changes: &[(&str, &str)]) -> Json {
        for (path, text) in changes {
            set(&mut event, path, text).unwrap();
        }
        event
    }

    #[test]
    fn a_change_takes_the_kind_of_what_it_replaces() {
        let event = json!({"value": {"id": 1, "name": "a"}, "metadata": {"Id": "x"}});
        let event = after(
            event,
            &[("id", "7"), ("name", "8"), ("Id", "9"), ("new", "true")],
        );
        let value = json!({"id": 7, "name": "8", "new": true});
        assert_eq!(event, json!({"value": value, "metadata": {"Id": "9"}}));
    }

    #[test]
    fn a_value_that_is_text_has_no_parts() {
        let event = json!({"value": "hello", "metadata": {"DequeueCount": 1}});
        let event = after(
            event,
            &[("DequeueCount", "5"), ("Other", "x"), ("value", "12")],
        );
        let metadata = json!({"DequeueCount": 5, "Other": "x"});
        assert_eq!(event, json!({"value": "12", "metadata": metadata}));
        let mut event = json!({"value": "hello"});
        let failure = set(&mut event, "value.id", "1").unwrap_err();
        assert!(failure.message.contains("`value.id`"));
    }

    #[test]
    fn arrays_have_numbers() {
        let event = after(json!({"value": [{"a": 1}]}), &[("value.0.a", "2")]);
        assert_eq!(event, json!({"value": [{"a": 2}]}));
        assert!(set(&mut json!({"value": []}), "value.0.a", "2").is_err());
    }

    #[test]
    fn data_is_text_where_the_sample_is_text() {
        let with = |mut event: Json, text: &str| {
            set_value(&mut event, text.to_owned());
            event
        };
        assert_eq!(with(json!({"value": "a"}), "{}"), json!({"value": "{}"}));
        assert_eq!(with(json!({"value": {}}), "[1]"), json!({"value": [1]}));
        assert_eq!(with(json!({"value": {}}), "no"), json!({"value": "no"}));
        assert_eq!(with(Json::Null, "1"), json!({"value": 1}));
    }
}
