//! An MCP server that the Functions host starts and hands every request to.

mod tools;

use std::env::{self, VarError};
use std::num::NonZeroU16;

use axum::{Json, Router, routing::get};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

use crate::tools::Tools;

#[tokio::main]
async fn main() {
    if let Err(message) = serve().await {
        eprintln!("error: {message}");
        std::process::exit(1);
    }
}

/// Serves until it is told to end. The host calls 127.0.0.1, and nobody else has business here.
async fn serve() -> Result<(), String> {
    let port = port()?;
    let app = Router::new()
        // The host asks for `/` to see whether we are up.
        .route("/", get(|| async { Json(serde_json::json!({})) }))
        .nest_service("/mcp", mcp());
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))?;
    // To stdout: the host logs every line on stderr as an error.
    println!("listening on http://127.0.0.1:{port}");
    axum::serve(listener, app)
        .with_graceful_shutdown(told_to_end())
        .await
        .map_err(|error| error.to_string())
}

/// The server of the protocol. It keeps nothing between two requests: the next one may come to
/// another instance.
fn mcp() -> StreamableHttpService<Tools, LocalSessionManager> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    // On a developer's machine only local names are answered, so that no web page of elsewhere can
    // reach us. In Azure the host has checked who calls, and by which name is its affair.
    let is_local = env::var("AZURE_FUNCTIONS_ENVIRONMENT").is_ok_and(|name| name == "Development");
    let config = if is_local {
        config.with_allowed_origins(["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"])
    } else {
        config.disable_allowed_hosts()
    };
    StreamableHttpService::new(|| Ok(Tools::new()), Default::default(), config)
}

/// The port on which the host will call, or 8080 when this runs without a host.
fn port() -> Result<u16, String> {
    let name = "FUNCTIONS_CUSTOMHANDLER_PORT";
    match env::var(name) {
        Ok(text) => match text.parse::<NonZeroU16>() {
            Ok(port) => Ok(port.get()),
            Err(_) => Err(format!("{name} is {text:?}, not a port from 1 to 65535")),
        },
        Err(VarError::NotPresent) => {
            println!("{name} is not set, so there is no Functions host: using port 8080");
            Ok(8080)
        }
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not text")),
    }
}

/// Waits for Ctrl-C, or for the signal with which the host ends the handler.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
