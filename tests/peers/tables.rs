//! Entities of the client are read by functions, and the other way round.

use serde_json::{Value as Json, json};

use super::{app, storage};
use crate::run::app::{envelope, http_and, http_at};

/// A table input of an HTTP function at this route.
fn reading(route: &str, more: Json) -> Json {
    let mut input =
        json!({"type": "table", "direction": "in", "name": "found", "tableName": "People"});
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let mut bindings = http_at(route);
    bindings.as_array_mut().unwrap().push(input);
    bindings
}

/// What a request gave the handler as `found`.
fn found(request: &Json) -> Json {
    let mut found = envelope(request)["Data"]["found"].clone();
    // An entity comes as it is, or as JSON in a string.
    while let Some(text) = found.as_str() {
        found = serde_json::from_str(text).unwrap();
    }
    found
}

#[test]
fn entities_are_read_by_key_and_by_filter() {
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let one = json!({"partitionKey": "it's {town}", "rowKey": "{row}"});
    let many = json!({"partitionKey": "it's Köln", "filter": "Age ge 40 and Member eq true"});
    let app = app(&azurite.connection)
        .function("One", reading("one/{town}/{row}", one))
        .function("Many", reading("many", many));
    for (row, age, member) in [
        ("1", 30, true),
        ("2", 40, true),
        ("3", 50, false),
        ("4", 60, true),
    ] {
        client.put_entity(
            "People",
            json!({
                "PartitionKey": "it's Köln", "RowKey": row, "Age": age, "Member": member,
                "Height": 1.75, "Cells": [37_200_000_000_000i64, "Edm.Int64"],
            }),
        );
    }
    let run = app.run();
    run.get("/api/one/K%C3%B6ln/2");
    run.get("/api/one/K%C3%B6ln/9");
    run.get("/api/many");

    let mut entity = found(&app.seen_at("/One", 2)[0]);
    entity
        .as_object_mut()
        .unwrap()
        .retain(|name, _| name != "Timestamp");
    let expected = json!({
        "PartitionKey": "it's Köln", "RowKey": "2", "Age": 40, "Member": true, "Height": 1.75,
        "Cells": 37_200_000_000_000i64,
    });
    assert_eq!(entity, expected);
    assert_eq!(found(&app.seen_at("/One", 2)[1]), Json::Null);
    let rows = found(&app.seen_at("/Many", 1)[0]);
    let rows = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["RowKey"].clone());
    assert_eq!(rows.collect::<Vec<_>>(), ["2", "4"]);
}

#[test]
fn entities_are_written() {
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let output = json!({
        "type": "table", "direction": "out", "name": "rows", "tableName": "Written",
        "partitionKey": "ours",
    });
    let app = app(&azurite.connection).function("F", http_and(output));
    let rows = json!([
        {"RowKey": "a ü", "Text": "Grüße"},
        {"PartitionKey": "own", "RowKey": "b", "Number": -1},
    ]);
    app.replies(&[(
        "/F",
        json!({"body": {"Outputs": {"res": {"body": "ok"}, "rows": rows}}}),
    )]);
    let run = app.run();
    run.get("/api/F").is(200, "ok");
    let expected = json!({"PartitionKey": "ours", "RowKey": "a ü", "Text": "Grüße"});
    assert_eq!(client.get_entity("Written", "ours", "a ü"), expected);
    let expected = json!({"PartitionKey": "own", "RowKey": "b", "Number": -1});
    assert_eq!(client.get_entity("Written", "own", "b"), expected);
}
