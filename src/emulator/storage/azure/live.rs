//! The same operations against a real service: Azurite, or whatever account the connection
//! string in `FCH_AZURITE` means.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::connection::Connection;
use super::{Azure, blobs};
use crate::emulator::storage::{ErrorKind, Query, Store, contract};

/// The store to test with. Without one the test is skipped, or fails if tools are required.
fn store() -> Option<Azure> {
    let Ok(text) = std::env::var("FCH_AZURITE") else {
        let required = std::env::var("FCH_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
        assert!(!required, "FCH_AZURITE holds no connection string");
        println!("skipped: needs azurite");
        return None;
    };
    open(&text)
}

fn open(text: &str) -> Option<Azure> {
    match Connection::parse(text) {
        Ok(Connection::Account(account)) => Some(Azure::new(*account).unwrap()),
        Ok(Connection::Development) => panic!("FCH_AZURITE must name endpoints"),
        Err(error) => panic!("FCH_AZURITE: {error}"),
    }
}

/// A name that no other test run uses, allowed for queues, containers and tables.
fn fresh() -> String {
    format!("t{}", uuid::Uuid::new_v4().simple())
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => panic!("no object"),
    }
}

#[tokio::test]
async fn the_contract() {
    let Some(store) = store() else { return };
    contract::check(Arc::new(store)).await;
}

#[tokio::test]
async fn messages() {
    let Some(store) = store() else { return };
    let queue = &fresh();
    store.create_queue(queue).await.unwrap();
    store.create_queue(queue).await.unwrap();
    let text = " <a href=\"b\">&amp; 'ä\u{1f600}'\r\n\t]]> +%20== ";
    store.put_message(queue, text, 0).await.unwrap();
    store.put_message(queue, "later", 3600).await.unwrap();
    assert_eq!(store.queue_length(queue).await, Ok(2));

    let taken = store.get_messages(queue, 32, 60).await.unwrap();
    assert_eq!(taken.len(), 1);
    let message = &taken[0];
    assert_eq!(message.text, text);
    assert_eq!(message.dequeue_count, 1);
    let life = message.expires.duration_since(message.inserted);
    assert_eq!(life.as_secs(), 7 * 24 * 3600);
    assert!(message.next_visible > message.inserted);
    assert_eq!(store.get_messages(queue, 1, 60).await, Ok(vec![]));

    // Shown again at once, so it comes back, with its text.
    let receipt = store.update_message(queue, message, 0).await.unwrap();
    assert_ne!(receipt, message.pop_receipt);
    let again = store.get_messages(queue, 1, 60).await.unwrap();
    assert_eq!((again[0].text.as_str(), again[0].dequeue_count), (text, 2));

    let stale = store.delete_message(queue, message).await.unwrap_err();
    assert_eq!(stale.kind, ErrorKind::Conflict, "{stale}");
    store.delete_message(queue, &again[0]).await.unwrap();
    let gone = store.delete_message(queue, &again[0]).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::Conflict, "{gone}");
    assert_eq!(store.queue_length(queue).await, Ok(1));
}

#[tokio::test]
async fn queues_that_are_not_there_or_cannot_be() {
    let Some(store) = store() else { return };
    let missing = store.put_message(&fresh(), "a", 0).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
    assert!(missing.message.contains("`QueueNotFound`"), "{missing}");
    let invalid = store.create_queue("UPPER").await.unwrap_err();
    assert_eq!(invalid.kind, ErrorKind::Invalid, "{invalid}");
}

#[tokio::test]
async fn blobs_by_any_name() {
    let Some(store) = store() else { return };
    let container = &fresh();
    store.create_container(container).await.unwrap();
    store.create_container(container).await.unwrap();
    let names = [
        "a b+c%20d.txt",
        "dir/ä\u{1f600}#?&='.bin",
        "dir/sub/x",
        " lead",
    ];
    for name in names {
        store
            .put_blob(container, name, name.into(), "text/plain")
            .await
            .unwrap();
        let blob = store.get_blob(container, name).await.unwrap().unwrap();
        assert_eq!(blob.content, name.as_bytes());
        assert_eq!(blob.item.content_type.as_deref(), Some("text/plain"));
    }
    let page = store.list_blobs(container, "", None).await.unwrap();
    let mut sorted = names;
    sorted.sort();
    let listed: Vec<_> = page.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!((listed.as_slice(), page.next), (&sorted[..], None));

    let page = store.list_blobs(container, "dir/sub", None).await.unwrap();
    let read = store
        .get_blob(container, "dir/sub/x")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.items, [read.item]);

    store.delete_blob(container, "dir/sub/x").await.unwrap();
    assert_eq!(store.get_blob(container, "dir/sub/x").await, Ok(None));
    let gone = store.delete_blob(container, "dir/sub/x").await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_blob_in_blocks_and_an_empty_one() {
    let Some(store) = store() else { return };
    let container = &fresh();
    store.create_container(container).await.unwrap();
    let content: Vec<u8> = (0..=255).cycle().take(2500).collect();
    let bytes = Bytes::from(content.clone());
    blobs::put_blocks(&store.http, container, "b", bytes, "image/png", 1000)
        .await
        .unwrap();
    let blob = store.get_blob(container, "b").await.unwrap().unwrap();
    assert_eq!(blob.content, content);
    assert_eq!(blob.item.content_type.as_deref(), Some("image/png"));
    let before = blob.item.etag;

    store
        .put_blob(container, "b", vec![], "text/plain")
        .await
        .unwrap();
    let blob = store.get_blob(container, "b").await.unwrap().unwrap();
    assert!(blob.content.is_empty());
    assert_ne!(blob.item.etag, before);
}

#[tokio::test]
async fn containers_that_are_not_there() {
    let Some(store) = store() else { return };
    let missing = &fresh();
    assert_eq!(store.get_blob(missing, "a").await, Ok(None));
    let listed = store.list_blobs(missing, "", None).await.unwrap_err();
    let written = store
        .put_blob(missing, "a", vec![1], "text/plain")
        .await
        .unwrap_err();
    assert_eq!(
        (listed.kind, written.kind),
        (ErrorKind::NotFound, ErrorKind::NotFound)
    );
}

#[tokio::test]
async fn entities() {
    let Some(store) = store() else { return };
    let table = &fresh();
    store.create_table(table).await.unwrap();
    store.create_table(table).await.unwrap();
    let entity = object(json!({
        "PartitionKey": "it's ä", "RowKey": "a b+'%20'", "Text": "\"<ü>\r\n", "Yes": true,
        "Small": 42, "Big": 9007199254740993i64, "Real": 1.5, "Whole": 2.0
    }));
    store.insert_entity(table, entity.clone()).await.unwrap();
    let taken = store
        .insert_entity(table, entity.clone())
        .await
        .unwrap_err();
    assert_eq!(taken.kind, ErrorKind::Conflict, "{taken}");

    let mut read = store
        .get_entity(table, "it's ä", "a b+'%20'")
        .await
        .unwrap()
        .unwrap();
    assert!(read.remove("Timestamp").is_some());
    assert_eq!(read, entity);
    assert_eq!(store.get_entity(table, "it's ä", "none").await, Ok(None));
    assert_eq!(store.get_entity(&fresh(), "a", "b").await, Ok(None));

    let query = |filter: &str| Query {
        partition: Some("it's ä".into()),
        filter: Some(filter.into()),
        take: None,
    };
    let found = store
        .query_entities(table, &query("Small eq 42 or Yes eq false"))
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["Big"], 9007199254740993i64);
    let found = store
        .query_entities(table, &query("Small gt 42"))
        .await
        .unwrap();
    assert!(found.is_empty());
    let missing = store
        .query_entities(&fresh(), &Query::default())
        .await
        .unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound, "{missing}");
}

#[tokio::test]
async fn a_query_longer_than_a_page() {
    let Some(store) = store() else { return };
    let table = &fresh();
    store.create_table(table).await.unwrap();
    for index in 0..1005 {
        let entity = json!({"PartitionKey": "p", "RowKey": format!("{index:05}")});
        store.insert_entity(table, object(entity)).await.unwrap();
    }
    let mut query = Query::default();
    let found = store.query_entities(table, &query).await.unwrap();
    assert_eq!(found.len(), 1005);
    assert_eq!(found[1004]["RowKey"], "01004");
    query.take = Some(1002);
    assert_eq!(
        store.query_entities(table, &query).await.unwrap().len(),
        1002
    );
}

#[tokio::test]
async fn a_wrong_key_is_denied() {
    let Ok(text) = std::env::var("FCH_AZURITE") else {
        return;
    };
    let wrong = |part: &str| match part.split_once('=') {
        Some((name, _)) if name.eq_ignore_ascii_case("AccountKey") => "AccountKey=d3Jvbmc=".into(),
        _ => part.to_owned(),
    };
    let text: Vec<_> = text.split(';').map(wrong).collect();
    let store = open(&text.join(";")).unwrap();
    for error in [
        store.create_queue("q01").await.unwrap_err(),
        store.create_container("c01").await.unwrap_err(),
        store.create_table("t01").await.unwrap_err(),
    ] {
        assert_eq!(error.kind, ErrorKind::Denied, "{error}");
        assert!(!error.message.contains("d3Jvbmc"), "{error}");
    }
}
