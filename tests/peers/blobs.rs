//! Blobs of the client start functions and are read by them.

use serde_json::{Value as Json, json};

use super::python::Client;
use super::{app, quoted, storage};
use crate::run::app::{App, envelope, http_at, within};

/// The contents of the blobs that `B` got so far.
fn contents(app: &App) -> Vec<String> {
    let content = |request: &Json| {
        let text = envelope(request)["Data"]["blob"].clone();
        serde_json::from_str(text.as_str().unwrap()).unwrap()
    };
    app.seen().iter().map(content).collect()
}

/// Writes a blob and waits until it was seen: the container was then looked through.
#[track_caller]
fn look_through(app: &App, client: &mut Client, text: &str) {
    client.put_blob("uploads", "zz.txt", text, json!({}));
    within(text, || {
        contents(app).contains(&text.to_owned()).then_some(())
    });
}

#[test]
fn a_blob_starts_a_function_once_for_each_content() {
    // V-68, H-REQ-44
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let trigger = json!({
        "type": "blobTrigger", "direction": "in", "name": "blob", "path": "uploads/{name}.txt",
    });
    let app = app(&azurite.connection).function("B", json!([trigger]));
    let name = "dir/a b+ü%20.txt";
    let etag = client.put_blob(
        "uploads",
        name,
        "first ü",
        json!({"Owner": "Zoe", "n": "1"}),
    );
    client.put_blob("uploads", "other.csv", "other", json!({}));
    let mut run = app.run();

    let metadata = app.envelope("/B")["Metadata"].clone();
    assert_eq!(metadata["name"], quoted("dir/a b+ü%20"));
    assert_eq!(metadata["Metadata"], json!({"Owner": "Zoe", "n": "1"}));
    assert_eq!(metadata["Properties"]["ContentLength"], 8);
    assert_eq!(metadata["Properties"]["ETag"], etag);
    let uri = metadata["Uri"].as_str().unwrap();
    assert!(
        uri.ends_with("/uploads/dir/a%20b%2B%C3%BC%2520.txt\""),
        "{uri}"
    );
    look_through(&app, &mut client, "1");
    assert_eq!(contents(&app), ["first ü", "1"]);

    client.put_blob("uploads", name, "second", json!({}));
    look_through(&app, &mut client, "2");
    look_through(&app, &mut client, "3");
    let mut all = contents(&app);
    all.sort();
    assert_eq!(all, ["1", "2", "3", "first ü", "second"]);

    // The receipts outlive the host. One that was killed may not have written the last of them.
    within("the last receipt is written", || {
        (client.count_blobs("azure-webjobs-hosts", "zz.txt") == 3).then_some(())
    });
    run.kill();
    drop(run);
    let _run = app.run();
    look_through(&app, &mut client, "4");
    assert_eq!(contents(&app).len(), 6, "{:?}", contents(&app));
}

#[test]
fn a_blob_is_an_input() {
    // V-67, H-REQ-16, H-REQ-18
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let mut bindings = http_at("read/{name}");
    let blob = json!({"type": "blob", "direction": "in", "name": "blob", "path": "shelf/{name}"});
    bindings.as_array_mut().unwrap().push(blob);
    let app = app(&azurite.connection).function("Read", bindings);
    client.put_blob("shelf", "a ü.txt", "Grüße", json!({}));
    let run = app.run();
    run.get("/api/read/a%20%C3%BC.txt");
    run.get("/api/read/none.txt");
    let data = |index: usize| envelope(&app.seen_at("/Read", 2)[index])["Data"]["blob"].clone();
    assert_eq!(data(0), quoted("Grüße"));
    assert_eq!(data(1), "null");
}
