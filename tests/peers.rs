//! Other people's software on the other side: storage is Azurite, which the Azure SDK for Python
//! fills and reads; the handler is a server of the MCP SDK, which that SDK's client calls.
//!
//! Azurite is looked for on PATH, the SDKs in the Python that `FCH_PYTHON` names, else in
//! `python3`.

mod azurite;
mod blobs;
mod development;
mod mcp;
mod mcp_scaffolds;
mod python;
mod queues;
mod tables;
mod tls;

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::run::app::App;
use azurite::Azurite;
use python::Client;

/// The Azurite that tests share, and the SDK as its client. None when one is not installed. Each
/// test has queues, containers and tables of its own.
fn storage() -> Option<(Arc<Azurite>, Client)> {
    let azurite = Azurite::shared()?;
    let client = Client::of(&azurite)?;
    Some((azurite, client))
}

/// An app whose storage is the account of this connection string.
fn app(connection: &str) -> App {
    App::new()
        .settings("/Values/AzureWebJobsStorage", json!(connection))
        .host(
            "/extensions/queues",
            json!({"maxPollingInterval": "00:00:00.100"}),
        )
}

/// A value as the host writes it into an envelope: JSON in a string.
fn quoted(text: &str) -> Json {
    Json::String(json!(text).to_string())
}
