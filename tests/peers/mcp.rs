//! A server of the MCP SDK behind the profile `mcp-custom-handler`, called by the SDK's client.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use serde_json::{Value as Json, json};

use super::python::{program, python};
use crate::run::app::App;

/// The app of the documentation: no function folder, the server's port as text (H-CFG-53).
fn server(python: &str) -> App {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    App::new().host_json(json!({
        "version": "2.0",
        "configurationProfile": "mcp-custom-handler",
        "customHandler": {
            "description": {
                "defaultExecutablePath": python,
                "arguments": [program("mcp_server.py"), port],
            },
            "http": {"DefaultAuthorizationLevel": "anonymous"},
            "port": port,
        },
    }))
}

/// What the client saw.
fn report(python: &str, url: &str, mode: &str) -> Json {
    let mut client = Command::new(python);
    client.arg(program("mcp_client.py")).args([url, mode]);
    let output = client.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{mode}: {errors}"))
}

#[test]
fn the_client_lists_and_calls_tools_and_sees_progress_before_the_end() {
    // H-CFG-53, H-CFG-54, H-PXY-02
    let Some(python) = python(&["mcp.server.mcpserver"]) else {
        return;
    };
    let python = python.to_str().unwrap();
    let app = server(python);
    let run = app.run();
    let url = format!("http://{}/mcp", run.address);
    for mode in ["auto", "legacy"] {
        let expected = json!({
            "tools": ["add", "release", "wait"],
            "sum": "42",
            "events": [[1.0, 2.0, "half ü"], "done"],
        });
        assert_eq!(
            report(python, &url, mode),
            expected,
            "{mode}: {}",
            run.said()
        );
    }
}
