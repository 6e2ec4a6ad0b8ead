//! What every store's blobs must do.

use jiff::Timestamp;

use super::{assert_refused, new_name};
use crate::emulator::storage::{ErrorKind, Store};

pub(super) async fn check(store: &dyn Store) {
    blobs_are_written_and_read(store).await;
    a_blob_changes_its_etag(store).await;
    blobs_are_listed_by_prefix(store).await;
    missing_blobs_are_missing(store).await;
    blob_addresses_are_encoded(store);
}

async fn new_container(store: &dyn Store) -> String {
    let container = new_name("container");
    store.create_container(&container).await.unwrap();
    container
}

async fn blobs_are_written_and_read(store: &dyn Store) {
    let container = new_container(store).await;
    store.create_container(&container).await.unwrap();
    let large: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    for (name, content) in [
        ("empty", Vec::new()),
        ("folder/a b+ä'#?%25&.txt", b"small\0\xff".to_vec()),
        ("large", large),
    ] {
        let put = store.put_blob(&container, name, content.clone(), "text/x-test");
        put.await.unwrap();
        let blob = store.get_blob(&container, name).await.unwrap().unwrap();
        assert!(blob.content == content, "{name}");
        assert_eq!(
            (&*blob.item.name, blob.item.length),
            (name, content.len() as u64)
        );
        assert_eq!(blob.item.content_type.as_deref(), Some("text/x-test"));
        assert_eq!(blob.metadata, []);
        let age = Timestamp::now().duration_since(blob.item.modified);
        assert!(age.as_secs().abs() < 600, "{age:?}");
    }
}

async fn a_blob_changes_its_etag(store: &dyn Store) {
    let container = new_container(store).await;
    let mut etags = Vec::new();
    for content in ["long content", "short", "short"] {
        let put = store.put_blob(&container, "name", content.into(), "text/plain");
        put.await.unwrap();
        let blob = store.get_blob(&container, "name").await.unwrap().unwrap();
        assert_eq!(blob.content, content.as_bytes());
        assert!(!blob.item.etag.contains('"'));
        let listed = store.list_blobs(&container, "", None).await.unwrap().items;
        assert_eq!((listed.len(), &listed[0]), (1, &blob.item));
        etags.push(blob.item.etag);
    }
    etags.dedup();
    assert_eq!(etags.len(), 3);
}

async fn list_all(store: &dyn Store, container: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut from = None;
    loop {
        let page = store.list_blobs(container, prefix, from).await.unwrap();
        names.extend(page.items.into_iter().map(|item| item.name));
        from = page.next;
        if from.is_none() {
            return names;
        }
    }
}

async fn blobs_are_listed_by_prefix(store: &dyn Store) {
    let container = new_container(store).await;
    assert_eq!(list_all(store, &container, "").await, [""; 0]);
    for name in ["b/2", "b%2", "a", "b/1", "B/1", "c", "b/ä", "b&<1>"] {
        store
            .put_blob(&container, name, vec![1], "text/plain")
            .await
            .unwrap();
    }
    let all = ["B/1", "a", "b%2", "b&<1>", "b/1", "b/2", "b/ä", "c"];
    assert_eq!(list_all(store, &container, "").await, all);
    assert_eq!(
        list_all(store, &container, "b/").await,
        ["b/1", "b/2", "b/ä"]
    );
    assert_eq!(list_all(store, &container, "b%").await, ["b%2"]);
    assert_eq!(list_all(store, &container, "x").await, [""; 0]);
}

async fn missing_blobs_are_missing(store: &dyn Store) {
    let container = new_container(store).await;
    let missing = new_name("missing");
    for container in [&container, &missing] {
        assert_eq!(store.get_blob(container, "x").await.unwrap(), None);
        assert_refused(store.delete_blob(container, "x").await, ErrorKind::NotFound);
    }
    let put = store.put_blob(&missing, "x", vec![1], "text/plain");
    assert_refused(put.await, ErrorKind::NotFound);
    assert_refused(
        store.list_blobs(&missing, "", None).await,
        ErrorKind::NotFound,
    );
    assert_refused(
        store.create_container("No_Container").await,
        ErrorKind::Invalid,
    );
    assert_refused(store.get_blob(&container, "../x").await, ErrorKind::Invalid);

    store
        .put_blob(&container, "x", vec![1], "text/plain")
        .await
        .unwrap();
    store.delete_blob(&container, "x").await.unwrap();
    assert_eq!(store.get_blob(&container, "x").await.unwrap(), None);
}

fn blob_addresses_are_encoded(store: &dyn Store) {
    let uri = store.blob_uri("in", "a b/ä.txt");
    assert!(
        uri.starts_with("http") && uri.ends_with("/in/a%20b/%C3%A4.txt"),
        "{uri}"
    );
}
