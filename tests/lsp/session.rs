//! How sessions begin and end, and which apps there are meanwhile.

use serde_json::{Value, json};

use super::client::Client;
use super::{QUEUE, app};
use crate::harness::{HOST, HTTP_FUNCTION, tree};

const WRONG: &str = "{\"version\": \"2.0\", \"colour\": 1}";

#[test]
fn exit_without_shutdown_is_a_failure() {
    let (mut client, _) = Client::start(&[]);
    client.notify("exit", Value::Null);
    assert_eq!(client.hang_up().code(), Some(1));
    let (client, _) = Client::start(&[]);
    assert_eq!(client.hang_up().code(), Some(1));
}

#[test]
fn nothing_is_answered_before_initialize_or_after_shutdown() {
    let mut client = Client::spawn();
    let hover = client.ask("textDocument/hover", json!({}));
    assert_eq!(hover["error"]["code"], -32002);
    client.request("initialize", json!({ "capabilities": {} }));
    client.notify("initialized", json!({}));
    client.request("shutdown", Value::Null);
    client.notify("textDocument/didSave", json!({}));
    let hover = client.ask("textDocument/hover", json!({}));
    assert_eq!(hover["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.hang_up().code(), Some(0));
}

#[test]
fn a_client_that_is_early_with_its_documents_is_served() {
    let (_dir, root) = app(&[("host.json", WRONG)]);
    let host = root.join("host.json");
    let mut client = Client::spawn();
    client.request("initialize", json!({ "capabilities": {} }));
    client.open(&host, None);
    assert!(
        client
            .diagnostics(&host)
            .contains(&"host-unknown-key 0:19".into())
    );
    client.stop();
}

#[test]
fn a_new_function_is_judged_before_it_is_saved() {
    let (_dir, root) = app(&[("host.json", HOST), ("F/function.json", HTTP_FUNCTION)]);
    let new = root.join("New/function.json");
    let (mut client, _) = Client::start(&[]);
    client.open(&new, Some("{\"bindings\": []}"));
    assert!(client.diagnostics(&new)[0].starts_with("one-trigger"));
    client.close(&new);
    assert_eq!(client.diagnostics(&new), [""; 0]);
    client.stop();
}

#[test]
fn an_app_that_was_never_saved_goes_with_its_host_json() {
    let dir = tempfile::tempdir().unwrap();
    let host = dir.path().canonicalize().unwrap().join("host.json");
    let (mut client, _) = Client::start(&[]);
    client.open(&host, Some("{"));
    assert_eq!(client.diagnostics(&host), ["json-syntax 0:0"]);
    client.close(&host);
    assert_eq!(client.diagnostics(&host), [""; 0]);
    client.stop();
}

#[test]
fn apps_of_a_workspace_do_not_mix() {
    let (_dir, root) = app(&[
        ("one/host.json", HOST),
        ("one/F/function.json", HTTP_FUNCTION),
        ("two \u{e4}%/host.json", WRONG),
        ("two \u{e4}%/Q/function.json", QUEUE),
    ]);
    let (one, two) = (
        root.join("one/host.json"),
        root.join("two \u{e4}%/host.json"),
    );
    let (mut client, _) = Client::start(&[]);
    client.open(&one, None);
    client.open(&two, None);
    assert_eq!(client.diagnostics(&one), [""; 0]);
    let unknown = "host-unknown-key 0:19".to_owned();
    assert!(client.diagnostics(&two).contains(&unknown));
    client.change(&one, WRONG);
    client.change(&two, HOST);
    assert!(client.diagnostics(&one).contains(&unknown));
    assert!(!client.diagnostics(&two).contains(&unknown));
    client.stop();
}

#[test]
fn a_huge_document_does_not_stop_the_session() {
    let (_dir, root) = app(&[("host.json", HOST), ("F/function.json", HTTP_FUNCTION)]);
    let host = root.join("host.json");
    let keys: Vec<String> = (0..2_000).map(|n| format!("\"k{n}\": {n},\n")).collect();
    let text = HOST.replacen('{', &format!("{{\n{}", keys.concat()), 1);
    let (mut client, _) = Client::start(&[]);
    client.open(&host, Some(&text));
    assert_eq!(client.diagnostics(&host).len(), 2_000);
    client.change(&host, HOST);
    assert_eq!(client.diagnostics(&host), [""; 0]);
    client.stop();
}

#[test]
fn changes_without_a_text_or_a_document_change_nothing() {
    let dir = tree(&[("host.json", WRONG)]);
    let host = dir.path().canonicalize().unwrap().join("host.json");
    let (mut client, _) = Client::start(&[]);
    client.open(&host, None);
    let before = client.diagnostics(&host);
    let document = json!({ "uri": super::client::uri(&host), "version": -1 });
    let none = json!({ "textDocument": document, "contentChanges": [] });
    client.notify("textDocument/didChange", none);
    assert_eq!(client.diagnostics(&host), before);
    client.change(&host, HOST);
    assert_ne!(client.diagnostics(&host), before);
    client.stop();
}
