//! The embedded store: the contract, and what is its own: the file.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::emulator::storage::{ErrorKind, contract};

fn open(folder: &TempDir) -> Arc<dyn Store> {
    Embedded::open(&folder.path().join(".fch")).unwrap()
}

#[tokio::test]
async fn keeps_the_contract() {
    let folder = TempDir::new().unwrap();
    contract::check(open(&folder)).await;
}

/// As in Azure. Azurite reads only by the exact name, so the contract says nothing of it.
#[tokio::test]
async fn names_of_tables_ignore_case() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.create_table("People").await.unwrap();
    let entity = json!({"PartitionKey": "p", "RowKey": "r"});
    let entity = entity.as_object().unwrap().clone();
    store.insert_entity("people", entity).await.unwrap();
    let found = store.get_entity("PEOPLE", "p", "r").await.unwrap();
    assert!(found.is_some());
}

#[test]
fn the_folder_is_private_and_ignored_by_git() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    assert_eq!(store.describe(), "embedded store (.fch/storage.db)");
    let fch = folder.path().join(".fch");
    assert_eq!(
        std::fs::read_to_string(fch.join(".gitignore")).unwrap(),
        "*\n"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fch.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn blobs_have_the_address_azurite_would_give() {
    let folder = TempDir::new().unwrap();
    let expected = "http://127.0.0.1:10000/devstoreaccount1/files/a%20b.txt";
    assert_eq!(open(&folder).blob_uri("files", "a b.txt"), expected);
}

#[tokio::test]
async fn everything_is_there_after_opening_again() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.create_queue("orders").await.unwrap();
    store.put_message("orders", "first", 0).await.unwrap();
    store.create_container("files").await.unwrap();
    store
        .put_blob("files", "a", vec![7; 2_500_000], "")
        .await
        .unwrap();
    store.create_table("Orders").await.unwrap();
    let entity = json!({ "PartitionKey": "p", "RowKey": "r", "odata.etag": "x" });
    let entity = entity.as_object().unwrap().clone();
    store.insert_entity("Orders", entity).await.unwrap();
    std::mem::forget(store); // never closed

    let store = open(&folder);
    let messages = store.get_messages("orders", 32, 60).await.unwrap();
    assert_eq!(
        messages
            .iter()
            .map(|message| &*message.text)
            .collect::<Vec<_>>(),
        ["first"]
    );
    let blob = store.get_blob("files", "a").await.unwrap().unwrap();
    assert!(blob.content == [7; 2_500_000] && blob.item.content_type.is_none());
    let entity = store.get_entity("orders", "p", "r").await.unwrap().unwrap();
    let names: Vec<_> = entity.keys().map(String::as_str).collect();
    assert_eq!(names, ["PartitionKey", "RowKey", "Timestamp"]);
}

/// Names the folder in which the test below, run in a child process, is to write.
const WRITER: &str = "FCH_TEST_STORE_WRITER";

#[tokio::test]
async fn a_killed_process_loses_no_message() {
    if let Some(folder) = std::env::var_os(WRITER) {
        return write_until_killed(Path::new(&folder)).await;
    }
    let folder = TempDir::new().unwrap();
    let test = "emulator::storage::embedded::tests::a_killed_process_loses_no_message";
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(WRITER, folder.path().join(".fch"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let put = |line: String| {
        line.strip_prefix("put ")
            .and_then(|n| n.parse::<u64>().ok())
    };
    let mut puts = lines.filter_map(|line| put(line.unwrap()));
    while puts.next().unwrap() < 200 {}
    writer.kill().unwrap();
    writer.wait().unwrap();
    let acknowledged = puts.max().unwrap_or(200);

    let store = open(&folder);
    let kept = store.queue_length("orders").await.unwrap();
    // The last one may have been put and not yet reported.
    assert!(
        (acknowledged..=acknowledged + 1).contains(&kept),
        "{kept} of {acknowledged}"
    );
}

async fn write_until_killed(folder: &Path) {
    let store = Embedded::open(folder).unwrap();
    store.create_queue("orders").await.unwrap();
    println!();
    for number in 1_u64.. {
        store.put_message("orders", "text", 0).await.unwrap();
        println!("put {number}");
    }
}

#[tokio::test]
async fn two_readers_share_the_messages() {
    let folder = TempDir::new().unwrap();
    let (one, two) = (open(&folder), open(&folder));
    one.create_queue("orders").await.unwrap();
    for number in 0..500 {
        two.put_message("orders", &number.to_string(), 0)
            .await
            .unwrap();
    }
    let (first, second) = tokio::join!(take_all(&*one), take_all(&*two));
    let mut counts = BTreeMap::new();
    for text in first.into_iter().chain(second) {
        *counts.entry(text).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 500);
    assert!(counts.values().all(|count| *count == 1));
    assert_eq!(one.queue_length("orders").await.unwrap(), 0);
}

async fn take_all(store: &dyn Store) -> Vec<String> {
    let mut texts = Vec::new();
    loop {
        let taken = store.get_messages("orders", 7, 600).await.unwrap();
        if taken.is_empty() {
            return texts;
        }
        for message in taken {
            store.delete_message("orders", &message).await.unwrap();
            texts.push(message.text);
        }
    }
}

#[test]
fn many_can_open_a_new_store_at_once() {
    let folder = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| open(&folder));
        }
    });
}

#[tokio::test]
async fn a_listing_has_pages() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.create_container("files").await.unwrap();
    for number in 0..=blobs::PAGE {
        let name = format!("a/{number:05}");
        store
            .put_blob("files", &name, Vec::new(), "text/plain")
            .await
            .unwrap();
    }
    store
        .put_blob("files", "b", Vec::new(), "text/plain")
        .await
        .unwrap();
    let first = store.list_blobs("files", "a/", None).await.unwrap();
    assert_eq!(first.items.len(), blobs::PAGE);
    let last = store.list_blobs("files", "a/", first.next).await.unwrap();
    assert_eq!(
        (&*last.items[0].name, last.items.len(), last.next),
        ("a/01000", 1, None)
    );
}

#[tokio::test]
async fn a_blob_over_a_gigabyte_is_refused() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.create_container("files").await.unwrap();
    let content = vec![0; blobs::LARGEST + 1]; // zero pages take no memory
    let error = store.put_blob("files", "a", content, "").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn entities_are_flat_and_small() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.create_table("Orders").await.unwrap();
    for (name, value) in [
        ("List", json!([1])),
        ("Object", json!({})),
        ("with space", json!(1)),
        ("1st", json!(1)),
        ("Long", json!("x".repeat(32 * 1024 + 1))),
        ("RowKey", json!(1)),
    ] {
        let mut entity = json!({ "PartitionKey": "p", "RowKey": "r" });
        entity[name] = value;
        let entity = entity.as_object().unwrap().clone();
        let error = store.insert_entity("Orders", entity).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid, "{name}");
        assert!(error.message.contains(name), "{error}");
    }
}

/// Opening fails, names the file, says `what`, and leaves the file as it is.
#[track_caller]
fn assert_unusable(folder: &TempDir, what: &str) {
    let file = folder.path().join(".fch").join("storage.db");
    let before = std::fs::read(&file).unwrap();
    let error = Embedded::open(&folder.path().join(".fch")).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains("storage.db`"), "{error}");
    assert!(
        error.message.contains(what) && error.message.contains("move"),
        "{error}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

fn database(folder: &TempDir) -> rusqlite::Connection {
    let fch = folder.path().join(".fch");
    std::fs::create_dir_all(&fch).unwrap();
    rusqlite::Connection::open(fch.join("storage.db")).unwrap()
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(".fch")).unwrap();
    let text = "not a database at all ".repeat(100);
    std::fs::write(folder.path().join(".fch").join("storage.db"), text).unwrap();
    assert_unusable(&folder, "damaged");
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let folder = TempDir::new().unwrap();
    database(&folder)
        .execute_batch("CREATE TABLE notes (text)")
        .unwrap();
    assert_unusable(&folder, "another program");
}

#[test]
fn a_newer_format_is_refused() {
    let folder = TempDir::new().unwrap();
    drop(open(&folder));
    database(&folder)
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert_unusable(&folder, "format 99");
}

#[tokio::test]
async fn damage_inside_the_file_is_reported() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.create_queue("orders").await.unwrap();
    drop(store);
    let file = folder.path().join(".fch").join("storage.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[4096..].fill(0xa5); // all but the first page
    std::fs::write(&file, bytes).unwrap();
    let store = open(&folder);
    let error = store.queue_length("orders").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains("damaged"), "{error}");
}
