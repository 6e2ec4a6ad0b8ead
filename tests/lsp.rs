//! `fch lsp`, driven by a client over standard input and output.

mod actions;
mod client;
mod secrets;
mod session;

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::{HOST, HTTP_FUNCTION, tree};
use client::{Client, uri};

const QUEUE: &str = r#"{"bindings": [
  {"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "in-box", "connection": ""}
]}"#;
const SETTINGS: &str = r#"{"IsEncrypted": false, "Values": {
  "FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "UseDevelopmentStorage=true", "Orders": "s3cret"}}"#;

fn app(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let dir = tree(files);
    let root = dir.path().canonicalize().unwrap();
    (dir, root)
}

fn labels(items: &Value) -> Vec<&str> {
    let items = items.as_array().unwrap().iter();
    items.map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn findings_follow_the_text_while_it_is_typed() {
    let (_dir, root) = app(&[("host.json", HOST), ("Hello/function.json", HTTP_FUNCTION)]);
    let host = root.join("host.json");
    let (mut client, server) = Client::start(&["utf-16"]);
    assert_eq!(server["capabilities"]["positionEncoding"], "utf-16");
    client.open(&host, None);
    assert_eq!(client.diagnostics(&host), [""; 0]);
    let typed = HOST.replace("{\"version\"", "{\n  \"functionTimeuot\": 1, \"version\"");
    client.change(&host, &typed);
    assert_eq!(client.diagnostics(&host), ["host-unknown-key 1:2"]);
    client.change(&host, "{");
    assert_eq!(client.diagnostics(&host), ["json-syntax 0:0"]);
    client.change(&host, HOST);
    assert_eq!(client.diagnostics(&host), [""; 0]);
    assert!(client.stop().success());
}

#[test]
fn a_change_of_one_file_is_judged_by_all() {
    let (_dir, root) = app(&[
        ("host.json", HOST),
        ("Hello/function.json", HTTP_FUNCTION),
        ("Bye/function.json", HTTP_FUNCTION),
    ]);
    let (hello, bye) = (
        root.join("Hello/function.json"),
        root.join("Bye/function.json"),
    );
    let routed = HTTP_FUNCTION.replace("\"req\"", "\"req\", \"route\": \"x\"");
    std::fs::write(&bye, &routed).unwrap();
    let (mut client, _) = Client::start(&[]);
    client.open(&bye, None);
    client.open(&hello, Some(&routed));
    assert_eq!(client.diagnostics(&hello), ["route-conflict 1:69"]);
    // The disk has no such route: closing goes back to it.
    client.notify(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": uri(&hello) } }),
    );
    assert_eq!(client.diagnostics(&hello), [""; 0]);
    std::fs::write(&hello, &routed).unwrap();
    client.notify(
        "textDocument/didSave",
        json!({ "textDocument": { "uri": uri(&bye) } }),
    );
    assert_eq!(client.diagnostics(&hello), ["route-conflict 1:69"]);
    let related = &client.raw(&hello)[0]["relatedInformation"];
    assert_eq!(related[0]["location"]["uri"], uri(&bye));
    client.stop();
}

#[test]
fn places_are_counted_as_the_client_counts() {
    let key = "{\"version\": \"2.0\", /* \u{1f980}\u{e4} */ \"colour\": 1}";
    for (encodings, column) in [(&["utf-8", "utf-16"][..], 32), (&["utf-16"], 29), (&[], 29)] {
        let (_dir, root) = app(&[("host.json", key)]);
        let host = root.join("host.json");
        let (mut client, _) = Client::start(encodings);
        client.open(&host, None);
        let wanted = format!("host-unknown-key 0:{column}");
        assert!(client.diagnostics(&host).contains(&wanted), "{encodings:?}");
        client.stop();
    }
}

#[test]
fn hovering_explains_keys_and_values() {
    let (_dir, root) = app(&[("host.json", HOST), ("Q/function.json", QUEUE)]);
    let (host, queue) = (root.join("host.json"), root.join("Q/function.json"));
    let (mut client, _) = Client::start(&[]);
    client.open(
        &host,
        Some("{\"version\": \"2.0\", \"extensions\": {\"queues\": {\"batchSize\": 8}}}"),
    );
    client.open(&queue, None);
    let hover = client.at("textDocument/hover", &host, 0, 50);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("**batchSize**\n\n"), "{text}");
    assert!(text.contains("Default: `16`"), "{text}");
    assert_eq!(hover["range"]["start"]["character"], 45);
    let hover = client.at("textDocument/hover", &queue, 1, 65);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("**queueName**"), "{text}");
    assert_eq!(client.at("textDocument/hover", &queue, 0, 0), Value::Null);
    client.stop();
}

#[test]
fn completion_knows_keys_words_types_and_settings() {
    let (_dir, root) = app(&[
        ("host.json", HOST),
        ("Q/function.json", QUEUE),
        ("local.settings.json", SETTINGS),
    ]);
    let (host, queue) = (root.join("host.json"), root.join("Q/function.json"));
    let (mut client, _) = Client::start(&[]);
    client.open(&queue, None);
    client.open(&host, None);

    let items = client.at("textDocument/completion", &queue, 1, 2); // before the `{`
    assert!(labels(&items).is_empty());
    let items = client.at("textDocument/completion", &queue, 1, 14); // in the type
    assert!(labels(&items).contains(&"queueTrigger"));
    assert!(labels(&items).contains(&"timerTrigger"));
    let connection = QUEUE.lines().nth(1).unwrap().find("\"\"").unwrap() as u32 + 1;
    let items = client.at("textDocument/completion", &queue, 1, connection);
    assert!(labels(&items).contains(&"Orders"), "{items}");
    assert!(!items.to_string().contains("s3cret"));

    client.change(&queue, "{\"bindings\": [{\"type\": \"httpTrigger\", \"");
    let items = client.at("textDocument/completion", &queue, 0, 39);
    let found = labels(&items);
    assert!(
        found.contains(&"authLevel") && found.contains(&"direction"),
        "{found:?}"
    );
    assert!(
        !found.contains(&"queueName") && !found.contains(&"type"),
        "{found:?}"
    );
    let auth = items
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["label"] == "authLevel")
        .unwrap();
    assert_eq!(auth["textEdit"]["newText"], "\"authLevel\": ");

    client.change(
        &queue,
        "{\"bindings\": [{\"type\": \"httpTrigger\", \"authLevel\": }]}",
    );
    let items = client.at("textDocument/completion", &queue, 0, 51);
    assert!(labels(&items).contains(&"anonymous"), "{items}");

    client.change(&host, "{ }");
    let items = client.at("textDocument/completion", &host, 0, 1);
    assert!(labels(&items).contains(&"customHandler"), "{items}");
    client.change(&host, "");
    client.at("textDocument/completion", &host, 0, 0);
    client.stop();
}

#[test]
fn other_requests_and_files_do_no_harm() {
    let (_dir, root) = app(&[("host.json", HOST), ("notes.txt", "x")]);
    let (mut client, _) = Client::start(&[]);
    let notes = root.join("notes.txt");
    client.open(&notes, None);
    assert_eq!(client.diagnostics(&notes), [""; 0]);
    let outside = tree(&[("host.txt", "")]);
    client.open(&outside.path().join("host.txt"), None);
    let answer = client.ask("textDocument/rename", json!({}));
    assert_eq!(answer["error"]["code"], -32601);
    assert_eq!(
        client.request("textDocument/hover", json!({ "wrong": 1 })),
        Value::Null
    );
    client.notify("textDocument/didOpen", json!([1, 2]));
    let untitled = json!({ "uri": "untitled:1", "languageId": "json", "version": 1, "text": "{" });
    client.notify("textDocument/didOpen", json!({ "textDocument": untitled }));
    assert!(client.stop().success());
}

#[test]
fn what_is_no_client_gets_an_error_not_a_crash() {
    for text in [
        "",
        "hello\r\n\r\n",
        "Content-Length: 5\r\n\r\n[1,2]",
        "Content-Length: 99999\r\n\r\n{",
    ] {
        let status = Client::spawn().send_raw(text.as_bytes());
        assert_eq!(status.code(), Some(2), "{text:?}");
    }
}
