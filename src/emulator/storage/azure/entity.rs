//! Entities of tables: plain JSON here, JSON with `odata.` annotations on the wire.

use serde_json::{Map, Number, Value};

/// The end of an annotation's name: `Count@odata.type`.
const TYPE: &str = "@odata.type";

/// An entity as the service wants it: integers beyond 32 bits are text and say `Edm.Int64`,
/// other numbers say `Edm.Double`, properties that are `null` are left out.
///
/// # Errors
/// When a property is an object, a list, or an integer beyond 64 bits; the text says which.
pub fn to_wire(entity: Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut wire = Map::new();
    for (name, value) in entity {
        match value {
            Value::Null => {}
            Value::Array(_) | Value::Object(_) => {
                return Err(format!(
                    "property `{name}` is a list or an object, and a table holds only plain values"
                ));
            }
            Value::Number(number) => put_number(&mut wire, name, number)?,
            value => {
                wire.insert(name, value);
            }
        }
    }
    Ok(wire)
}

fn put_number(wire: &mut Map<String, Value>, name: String, number: Number) -> Result<(), String> {
    let annotated = match number.as_i64() {
        Some(integer) if i32::try_from(integer).is_ok() => None,
        Some(integer) => Some(("Edm.Int64", Value::from(integer.to_string()))),
        None if number.is_u64() => {
            return Err(format!("property `{name}` is beyond 64 bits with sign"));
        }
        None => Some(("Edm.Double", Value::Number(number.clone()))),
    };
    let value = match annotated {
        None => Value::Number(number),
        Some((kind, value)) => {
            wire.insert(format!("{name}{TYPE}"), kind.into());
            value
        }
    };
    wire.insert(name, value);
    Ok(())
}

/// An entity as the service sends it, without annotations; an `Edm.Int64` becomes a number.
pub fn from_wire(wire: Map<String, Value>) -> Map<String, Value> {
    let kind = |name: &str| wire.get(&format!("{name}{TYPE}")).and_then(Value::as_str);
    let plain = wire.iter().filter(|(name, _)| !is_annotation(name));
    let read = |(name, value): (&String, &Value)| {
        let value = match (kind(name), value.as_str()) {
            (Some("Edm.Int64"), Some(text)) => {
                text.parse::<i64>().map_or(value.clone(), Value::from)
            }
            (Some("Edm.Double"), None) => value.as_f64().map_or(value.clone(), Value::from),
            _ => value.clone(),
        };
        (name.clone(), value)
    };
    plain.map(read).collect()
}

fn is_annotation(name: &str) -> bool {
    name.starts_with("odata.") || name.contains("@odata.")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("no object"),
        }
    }

    #[test]
    fn numbers_get_their_types() {
        let wire = to_wire(object(json!({
            "PartitionKey": "p", "RowKey": "r", "Small": -2147483648i64, "Big": 2147483648i64,
            "Real": 1.0, "Yes": true, "Nothing": null
        })));
        let expected = json!({
            "PartitionKey": "p", "RowKey": "r", "Small": -2147483648i64,
            "Big@odata.type": "Edm.Int64", "Big": "2147483648",
            "Real@odata.type": "Edm.Double", "Real": 1.0, "Yes": true
        });
        assert_eq!(Value::Object(wire.unwrap()), expected);
    }

    #[test]
    fn what_a_table_cannot_hold_is_refused() {
        for value in [json!([1]), json!({"a": 1}), json!(u64::MAX)] {
            let error = to_wire(object(json!({"Odd": value}))).unwrap_err();
            assert!(error.contains("`Odd`"), "{error}");
        }
    }

    #[test]
    fn annotations_are_taken_off() {
        let entity = from_wire(object(json!({
            "odata.metadata": "http://x/$metadata#T", "odata.etag": "W/\"1\"",
            "PartitionKey": "p", "Timestamp": "2020-01-01T00:00:00Z",
            "Timestamp@odata.type": "Edm.DateTime",
            "Big@odata.type": "Edm.Int64", "Big": "9007199254740993"
        })));
        let expected = json!({
            "PartitionKey": "p", "Timestamp": "2020-01-01T00:00:00Z", "Big": 9007199254740993i64
        });
        assert_eq!(Value::Object(entity), expected);
    }

    proptest! {
        #[test]
        fn numbers_survive(integer in any::<i64>(), real in -1e300..1e300f64) {
            let entity = object(json!({"I": integer, "R": real}));
            prop_assert_eq!(from_wire(to_wire(entity.clone()).unwrap()), entity);
        }
    }
}
