//! `UseDevelopmentStorage=true` means an Azurite on its usual ports.

use std::net::{Ipv4Addr, TcpListener};

use serde_json::json;

use super::azurite::Azurite;
use super::python::Client;
use super::{app, quoted};

const PORTS: [u16; 3] = [10000, 10001, 10002];

#[test]
fn an_azurite_on_its_usual_ports_is_found() {
    let taken = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_err();
    if PORTS.iter().any(taken) {
        // Somebody else's Azurite is no tool that can be installed.
        println!("skipped: needs the ports {PORTS:?}");
        return;
    }
    let Some(azurite) = Azurite::start(PORTS, &[]) else {
        return;
    };
    let Some(mut client) = Client::of(&azurite) else {
        return;
    };
    let trigger =
        json!({"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "local"});
    let app = app("UseDevelopmentStorage=true")
        .settings("/Values/FCH_STORAGE", json!(""))
        .function("Q", json!([trigger]));
    client.put_message("local", "base64", "hello");
    let run = app.run();
    assert_eq!(app.envelope("/Q")["Data"]["msg"], quoted("hello"));
    let serving = run.wait_for("serving", |event| event["event"] == "serving");
    let storage = serving["storage"].as_str().unwrap();
    assert!(storage.contains("Azurite"), "{storage}");
}
