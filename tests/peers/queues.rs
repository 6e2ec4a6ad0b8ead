//! Messages of the client start functions, and what those write reaches the client.

use serde_json::{Value as Json, json};

use super::azurite::Azurite;
use super::python::Client;
use super::{app, quoted, storage};
use crate::run::app::{App, envelope, within};

/// An app with a function that gets the messages of a queue, `outputs` besides.
fn queue_app(azurite: &Azurite, queue: &str, outputs: &[Json]) -> App {
    let trigger =
        json!({"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": queue});
    let bindings = [&[trigger], outputs].concat();
    app(&azurite.connection).function("Q", json!(bindings))
}

/// Waits for a message in a queue.
#[track_caller]
fn message(client: &mut Client, queue: &str, encoding: &str) -> Vec<String> {
    within(&format!("a message in {queue}"), || {
        let taken = client.take_messages(queue, encoding);
        (!taken.is_empty()).then_some(taken)
    })
}

#[test]
fn a_message_starts_a_function_and_its_outputs_arrive() {
    // V-65, H-REQ-42, H-RESP-19, H-RESP-20
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let outputs = [
        json!({"type": "queue", "direction": "out", "name": "next", "queueName": "shipped"}),
        json!({"type": "blob", "direction": "out", "name": "slip", "path": "slips/{Id} ü.txt"}),
        json!({"type": "table", "direction": "out", "name": "row", "tableName": "Shipped"}),
    ];
    let app = queue_app(&azurite, "orders", &outputs);
    let row = json!({
        "PartitionKey": "p", "RowKey": "42", "Text": "Zoë", "Small": 5, "Real": 1.5, "Yes": true,
        "Big": 9_007_199_254_740_993i64,
    });
    app.replies(&[(
        "/Q",
        json!({"body": {"Outputs": {"next": ["one ü", {"n": 2}], "slip": "Grüße", "row": row}}}),
    )]);
    let text = r#"{"Id":"42","who":"Zoë"}"#;
    client.put_message("orders", "base64", text);
    let _run = app.run();

    let envelope = app.envelope("/Q");
    assert_eq!(envelope["Data"]["msg"], quoted(text));
    assert_eq!(envelope["Metadata"]["Id"], "\"42\"");
    assert_eq!(envelope["Metadata"]["DequeueCount"], "1");

    let mut messages = message(&mut client, "shipped", "base64");
    if messages.len() < 2 {
        messages.extend(message(&mut client, "shipped", "base64"));
    }
    assert_eq!(messages, ["one ü", r#"{"n":2}"#]);
    within("the message is removed", || {
        (client.count_messages("orders") == 0).then_some(())
    });
    assert_eq!(client.get_blob("slips", "42 ü.txt"), "Grüße");
    let mut expected = row;
    expected["Big"] = json!([9_007_199_254_740_993i64, "Edm.Int64"]);
    assert_eq!(client.get_entity("Shipped", "p", "42"), expected);
}

#[test]
fn plain_messages_go_both_ways() {
    // H-LIM-11
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let output =
        json!({"type": "queue", "direction": "out", "name": "next", "queueName": "plain-out"});
    let app = queue_app(&azurite, "plain-in", &[output])
        .host("/extensions/queues/messageEncoding", json!("none"));
    let text = "<b>no</b> base64 & ü\n";
    app.replies(&[("/Q", json!({"body": {"Outputs": {"next": text}}}))]);
    client.put_message("plain-in", "none", text);
    let _run = app.run();
    assert_eq!(app.envelope("/Q")["Data"]["msg"], quoted(text));
    assert_eq!(message(&mut client, "plain-out", "none"), [text]);
}

#[test]
fn a_message_that_fails_too_often_is_poison() {
    // H-RESP-54, H-LIM-11
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let app = queue_app(&azurite, "bad", &[]).host("/extensions/queues/maxDequeueCount", json!(2));
    app.replies(&[("/Q", json!({"status": 500}))]);
    client.put_message("bad", "base64", "no ü");
    let run = app.run();
    let poison = message(&mut client, "bad-poison", "base64");
    assert_eq!(poison, ["no ü"]);
    run.finds("poison-message");
    let seen = app.seen_at("/Q", 2);
    let counts = seen
        .iter()
        .map(|it| envelope(it)["Metadata"]["DequeueCount"].clone());
    assert_eq!(counts.collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(client.count_messages("bad"), 0);
}

#[test]
fn a_message_that_is_not_base64_is_poison_as_it_is() {
    let Some((azurite, mut client)) = storage() else {
        return;
    };
    let app = queue_app(&azurite, "odd", &[]);
    client.put_message("odd", "none", "{\"a\": 1}");
    let run = app.run();
    assert_eq!(message(&mut client, "odd-poison", "none"), ["{\"a\": 1}"]);
    run.finds("poison-message");
    assert_eq!(app.seen(), [Json::Null; 0]);
}
