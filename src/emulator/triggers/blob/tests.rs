//! Blobs from the first look to their receipt, in a store in memory.

use super::super::testing::{Memory, function, recorder};
use super::*;
use crate::emulator::invoke::Value;

fn listener(store: &Arc<Memory>, runner: Runner) -> Listener {
    let store: Arc<dyn Store> = Arc::<Memory>::clone(store);
    let path = "in/{name}.txt";
    Listener {
        function: function(
            "B",
            json!([{"name": "blob", "type": "blobTrigger", "direction": "in", "path": path}]),
        ),
        pattern: Arc::new(Pattern::parse(path).unwrap()),
        receipts: Arc::new(Receipts::new("host", "B")),
        encoding: Encoding::Base64,
        store,
        runner,
    }
}

async fn put(store: &Memory, name: &str, content: &str) {
    store.create_container("in").await.unwrap();
    let written = store.put_blob("in", name, content.into(), "text/plain");
    written.await.unwrap();
}

/// Looks once and waits for what that started.
async fn look(listener: &Listener, progress: &mut Progress) {
    listener.scan(progress).await.unwrap();
    while progress.ended().await {}
}

fn texts(seen: &mut tokio::sync::mpsc::UnboundedReceiver<Invocation>) -> Vec<String> {
    let mut found = Vec::new();
    while let Ok(invocation) = seen.try_recv() {
        match invocation.value {
            TriggerValue::Value(Value::Text(text)) => found.push(text),
            other => panic!("{other:?}"),
        }
    }
    found
}

#[tokio::test]
async fn each_version_of_a_blob_fires_once() {
    // H-REQ-44, V-68
    let store = Arc::new(Memory::default());
    let (runner, mut seen, _stopper) = recorder(true);
    let listener = listener(&store, runner);
    let mut progress = Progress::default();
    look(&listener, &mut progress).await;
    put(&store, "a.txt", "one").await;
    put(&store, "b.txt", "two").await;
    put(&store, "b.csv", "no").await;
    look(&listener, &mut progress).await;
    look(&listener, &mut progress).await;
    assert_eq!(texts(&mut seen), ["one", "two"]);
    put(&store, "a.txt", "changed").await;
    look(&listener, &mut progress).await;
    assert_eq!(texts(&mut seen), ["changed"]);
}

#[tokio::test]
async fn receipts_outlive_the_process() {
    let store = Arc::new(Memory::default());
    put(&store, "a.txt", "one").await;
    let (runner, mut seen, _stopper) = recorder(true);
    let listener = listener(&store, runner);
    look(&listener, &mut Progress::default()).await;
    look(&listener, &mut Progress::default()).await;
    assert_eq!(texts(&mut seen), ["one"]);
    let receipts = store.names("azure-webjobs-hosts");
    assert_eq!(receipts.len(), 1);
    assert!(
        receipts[0].starts_with("blobreceipts/host/Host.Functions.B/"),
        "{receipts:?}"
    );
    assert!(receipts[0].ends_with("/in/a.txt"), "{receipts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_blob_that_always_fails_is_reported_and_left() {
    let store = Arc::new(Memory::default());
    put(&store, "a.txt", "one").await;
    let (runner, mut seen, _stopper) = recorder(false);
    let listener = listener(&store, runner);
    let mut progress = Progress::default();
    look(&listener, &mut progress).await;
    look(&listener, &mut progress).await;
    assert_eq!(texts(&mut seen).len(), 5);
    let messages = store.texts(POISON_QUEUE);
    assert_eq!(messages.len(), 1);
    let message = Encoding::Base64.decode(&messages[0]).unwrap();
    let message: serde_json::Value = serde_json::from_slice(&message).unwrap();
    assert_eq!(message["FunctionId"], json!("Host.Functions.B"));
    assert_eq!(message["ContainerName"], json!("in"));
    assert_eq!(message["BlobName"], json!("a.txt"));
    assert_eq!(message["BlobType"], json!("BlockBlob"));
}

#[tokio::test(start_paused = true)]
async fn serving_ends_when_told() {
    let store = Arc::new(Memory::default());
    put(&store, "a.txt", "one").await;
    let (runner, mut seen, stopper) = recorder(true);
    let serving = tokio::spawn(listener(&store, runner).serve());
    assert_eq!(seen.recv().await.unwrap().cause, "blob in/a.txt");
    stopper.stop();
    serving.await.unwrap();
    assert_eq!(store.names("azure-webjobs-hosts").len(), 1);
}
