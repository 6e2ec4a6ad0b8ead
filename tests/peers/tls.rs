//! Storage over TLS: a certificate counts when `SSL_CERT_FILE` names it, and only then.

use std::process::Command;

use serde_json::json;

use super::azurite::Azurite;
use super::python::{Client, program, python};
use super::{app, quoted};

#[test]
fn a_certificate_must_be_trusted() {
    let Some(python) = python(&["cryptography"]) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| folder.path().join(name));
    let mut make = Command::new(python);
    make.arg(program("certificate.py"))
        .args([&certificate, &key]);
    assert!(make.status().unwrap().success());
    let [cert, key] = [&certificate, &key].map(|path| path.to_str().unwrap());
    let Some(azurite) = Azurite::start([0; 3], &["--cert", cert, "--key", key]) else {
        return;
    };
    let Some(mut client) = Client::trusting(&azurite, &certificate) else {
        return;
    };
    let trigger =
        json!({"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "sealed"});
    let app = app(&azurite.connection).function("Q", json!([trigger]));
    client.put_message("sealed", "base64", "hello");

    let run = app.run();
    run.wait_for("about the certificate", |event| {
        event["event"] == "host" && event["text"].as_str().unwrap().contains("certificate")
    });
    assert!(app.seen().is_empty());
    drop(run);

    let app = app.env("SSL_CERT_FILE", cert);
    let _run = app.run();
    assert_eq!(app.envelope("/Q")["Data"]["msg"], quoted("hello"));
}
