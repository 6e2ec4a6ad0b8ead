//! What every store's tables must do.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{assert_refused, new_name};
use crate::emulator::storage::{ErrorKind, Query, Store};

pub(super) async fn check(store: &dyn Store) {
    entities_are_inserted_once(store).await;
    entities_are_queried(store).await;
    tables_refuse_what_they_cannot_hold(store).await;
}

async fn new_table(store: &dyn Store) -> String {
    let table = new_name("Table");
    store.create_table(&table).await.unwrap();
    table
}

fn entity(partition: &str, row: &str, number: i64) -> Map<String, Value> {
    let entity = json!({
        "PartitionKey": partition, "RowKey": row, "Name": "O'Neil", "Number": number,
        "Real": 2.5, "Flag": number > 1, "Nothing": null,
    });
    entity.as_object().unwrap().clone()
}

async fn entities_are_inserted_once(store: &dyn Store) {
    let table = new_table(store).await;
    store.create_table(&table).await.unwrap();
    store
        .insert_entity(&table, entity("p", "it's ä", 1))
        .await
        .unwrap();
    let again = store.insert_entity(&table, entity("p", "it's ä", 2));
    assert_refused(again.await, ErrorKind::Conflict);

    let mut read = store
        .get_entity(&table, "p", "it's ä")
        .await
        .unwrap()
        .unwrap();
    let written = read.remove("Timestamp").unwrap();
    let written: Timestamp = written.as_str().unwrap().parse().unwrap();
    assert!(Timestamp::now().duration_since(written).as_secs().abs() < 600);
    let mut expected = entity("p", "it's ä", 1);
    expected.remove("Nothing");
    assert_eq!(read, expected);

    assert_eq!(store.get_entity(&table, "p", "x").await.unwrap(), None);
    assert_eq!(store.get_entity(&table, "P", "it's ä").await.unwrap(), None);
    let missing = new_name("Missing");
    assert_eq!(store.get_entity(&missing, "p", "x").await.unwrap(), None);
}

async fn rows(store: &dyn Store, table: &str, query: Query) -> Vec<String> {
    let found = store.query_entities(table, &query).await.unwrap();
    let row = |entity: &Map<String, Value>| entity["RowKey"].as_str().unwrap().to_owned();
    found.iter().map(row).collect()
}

async fn entities_are_queried(store: &dyn Store) {
    let table = new_table(store).await;
    for (partition, row, number) in [("q", "4", 4), ("p", "2", 2), ("p", "10", 10), ("p", "1", 1)] {
        store
            .insert_entity(&table, entity(partition, row, number))
            .await
            .unwrap();
    }
    let all = rows(store, &table, Query::default()).await;
    assert_eq!(all, ["1", "10", "2", "4"]);
    let partition = || Some("p".to_owned());
    let query = Query {
        partition: partition(),
        take: Some(2),
        ..Query::default()
    };
    assert_eq!(rows(store, &table, query).await, ["1", "10"]);

    for (filter, expected) in [
        ("Number ge 2", &["10", "2"][..]),
        ("RowKey ge '2'", &["2"]),
        ("RowKey lt '2' and not (Number eq 10)", &["1"]),
        (
            "Number eq 1 or (Flag eq true and Real lt 2.75)",
            &["1", "10", "2"],
        ),
        ("Name eq 'O''Neil' and Flag eq false", &["1"]),
        ("Name ne 'O''Neil'", &[]),
        (
            "Timestamp gt datetime'2020-01-01T00:00:00Z' and Number le 1",
            &["1"],
        ),
    ] {
        let filter = Some(filter.to_owned());
        let query = Query {
            partition: partition(),
            filter: filter.clone(),
            take: None,
        };
        assert_eq!(rows(store, &table, query).await, expected, "{filter:?}");
    }
}

async fn tables_refuse_what_they_cannot_hold(store: &dyn Store) {
    let table = new_table(store).await;
    for key in ["PartitionKey", "RowKey"] {
        let mut entity = entity("p", "r", 1);
        entity.remove(key);
        assert_refused(
            store.insert_entity(&table, entity).await,
            ErrorKind::Invalid,
        );
    }
    let key = store.insert_entity(&table, entity("a/b", "r", 1));
    assert_refused(key.await, ErrorKind::Invalid);
    let query = Query {
        filter: Some("Number is 1".into()),
        ..Query::default()
    };
    assert_refused(
        store.query_entities(&table, &query).await,
        ErrorKind::Invalid,
    );
    assert_refused(store.create_table("no-table").await, ErrorKind::Invalid);

    let missing = new_name("Missing");
    let insert = store.insert_entity(&missing, entity("p", "r", 1));
    assert_refused(insert.await, ErrorKind::NotFound);
    let query = Query::default();
    assert_refused(
        store.query_entities(&missing, &query).await,
        ErrorKind::NotFound,
    );
}
