//! Fills `{name}` in the paths and keys of bindings with what is known about the event.

mod dates;

use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::bindings::expression;
use crate::emulator::invoke::{Metadata, Value};

/// The format of a date without one; colons are no part of it, since paths are what it is for.
const DATE: &str = "yyyy-MM-ddTHH-mm-ssK";

/// Replaces `{name}`, `{name:format}`, `{a.b}` and the built-ins `{rand-guid}`, `{datetime}` and
/// `{sys...}`; names ignore case, and what the event brings wins over a built-in. `{{` and `}}`
/// stand for single braces.
///
/// # Errors
/// The token that has no value, in one line.
pub fn fill(text: &str, metadata: &Metadata, function: &str) -> Result<String, String> {
    let tokens = expression::tokens(text).map_err(|fault| fault.message)?;
    let mut filled = String::with_capacity(text.len());
    let mut at = 0;
    for token in tokens {
        let inside = &text[token.span.start + 1..token.span.end - 1];
        let format = inside.split_once(':').map(|(_, format)| format);
        filled.push_str(&literal(&text[at..token.span.start]));
        filled.push_str(&resolve(token.name.trim(), format, metadata, function)?);
        at = token.span.end;
    }
    filled.push_str(&literal(&text[at..]));
    Ok(filled)
}

/// Doubled braces stand for single ones.
fn literal(text: &str) -> String {
    text.replace("{{", "{").replace("}}", "}")
}

fn resolve(
    name: &str,
    format: Option<&str>,
    metadata: &Metadata,
    function: &str,
) -> Result<String, String> {
    let known = find(name, metadata).and_then(|value| text_of(&value, format));
    known
        .or_else(|| built_in(name, format, function))
        .ok_or_else(|| format!("nothing is known for `{{{name}}}`"))
}

/// A name, or a path into an object.
fn find(name: &str, metadata: &Metadata) -> Option<Value> {
    let mut parts = name.split('.');
    let first = metadata.get(parts.next()?)?;
    let rest: Vec<&str> = parts.collect();
    if rest.is_empty() {
        return Some(first.clone());
    }
    let (Value::Json(object) | Value::Raw(object)) = first else {
        return None;
    };
    let mut found = object;
    for part in rest {
        let mut members = found.as_object()?.iter();
        found = members.find(|(key, _)| key.eq_ignore_ascii_case(part))?.1;
    }
    Some(Value::Json(found.clone()))
}

fn text_of(value: &Value, format: Option<&str>) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Text(text) => formatted(text, format)?,
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::DateTime(time) | Value::DateTimeOffset(time) => {
            dates::format(*time, format.unwrap_or(DATE))
        }
        Value::Json(json) | Value::Raw(json) => match json {
            Json::Null => return None,
            Json::String(text) => formatted(text, format)?,
            // As .NET prints it.
            Json::Bool(true) => "True".into(),
            Json::Bool(false) => "False".into(),
            other => other.to_string(),
        },
    })
}

/// A format asks for a date or a GUID; any other text stays as it is.
fn formatted(text: &str, format: Option<&str>) -> Option<String> {
    let Some(format) = format else {
        return Some(text.to_owned());
    };
    if let Ok(guid) = Uuid::parse_str(text) {
        return guid_text(guid, Some(format));
    }
    match text.parse::<Timestamp>() {
        Ok(time) => Some(dates::format(time, format)),
        Err(_) => Some(text.to_owned()),
    }
}

fn built_in(name: &str, format: Option<&str>, function: &str) -> Option<String> {
    match name.to_ascii_lowercase().as_str() {
        "rand-guid" | "sys.randguid" => guid_text(Uuid::new_v4(), format),
        "datetime" | "sys.utcnow" => Some(dates::format(Timestamp::now(), format.unwrap_or(DATE))),
        "sys.methodname" => Some(function.to_owned()),
        _ => None,
    }
}

/// The GUID formats of .NET but `X`, which no path needs.
fn guid_text(guid: Uuid, format: Option<&str>) -> Option<String> {
    let dashed = guid.hyphenated();
    Some(match format.unwrap_or("D").to_ascii_uppercase().as_str() {
        "" | "D" => dashed.to_string(),
        "N" => guid.simple().to_string(),
        "B" => format!("{{{dashed}}}"),
        "P" => format!("({dashed})"),
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn event() -> Metadata {
        let mut metadata = Metadata::default();
        metadata.set("name", Value::Text("a.txt".into()));
        metadata.set("count", Value::Json(json!(3)));
        metadata.set(
            "data",
            Value::Json(json!({"Id": 7, "deep": {"x": "y"}, "ok": true})),
        );
        metadata.set(
            "when",
            Value::DateTimeOffset("2026-03-04T05:06:07Z".parse().unwrap()),
        );
        metadata.set("gone", Value::Null);
        metadata
    }

    fn filled(text: &str) -> Result<String, String> {
        fill(text, &event(), "Orders")
    }

    #[test]
    fn names_ignore_case_and_reach_into_objects() {
        assert_eq!(filled("out/{NAME}").unwrap(), "out/a.txt");
        assert_eq!(filled("{data.id}-{data.deep.X}-{count}").unwrap(), "7-y-3");
        assert_eq!(filled("{data.ok}").unwrap(), "True");
        assert_eq!(filled("{data.deep}").unwrap(), r#"{"x":"y"}"#);
    }

    #[test]
    fn built_ins_need_no_event() {
        assert_eq!(filled("{sys.methodname}").unwrap(), "Orders");
        let guid = filled("{rand-guid}").unwrap();
        assert!(Uuid::parse_str(&guid).is_ok(), "{guid}");
        assert_ne!(guid, filled("{rand-guid}").unwrap());
        assert_eq!(filled("{rand-guid:N}").unwrap().len(), 32);
        let now: i16 = filled("{DateTime:yyyy}").unwrap().parse().unwrap();
        assert!(now >= 2024);
    }

    #[test]
    fn dates_take_formats() {
        assert_eq!(filled("{when:yyyy/MM/dd}").unwrap(), "2026/03/04");
        assert_eq!(filled("{when}").unwrap(), "2026-03-04T05-06-07Z");
    }

    #[test]
    fn what_the_event_brings_wins() {
        let mut metadata = event();
        metadata.set("datetime", Value::Text("mine".into()));
        assert_eq!(fill("{datetime}", &metadata, "F").unwrap(), "mine");
    }

    #[test]
    fn a_token_without_a_value_is_named() {
        assert!(filled("a/{nope}").unwrap_err().contains("`{nope}`"));
        assert!(
            filled("a/{data.nope}")
                .unwrap_err()
                .contains("`{data.nope}`")
        );
        assert!(filled("{gone}").is_err());
        assert!(filled("a/{").is_err());
    }

    #[test]
    fn doubled_braces_are_text() {
        assert_eq!(filled("{{x}}/{name}").unwrap(), "{x}/a.txt");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[{}:.a%ü ]{0,12}") {
            let _ = filled(&text);
        }
    }
}
