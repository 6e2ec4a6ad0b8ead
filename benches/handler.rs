//! The handler of the benchmark: answers at once, from one thread, whatever it is asked.
//!
//! `/api/...` gets the text that a forwarded or proxied call wants, every other path the JSON
//! reply that an envelope wants. The port is the first argument, or
//! `FUNCTIONS_CUSTOMHANDLER_PORT`.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const TEXT: &[u8] = b"hello from the handler";
const REPLY: &[u8] = br#"{"Outputs":{"res":{"body":"hello from the handler"}},"Logs":[]}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1);
    let port = port.or_else(|| std::env::var("FUNCTIONS_CUSTOMHANDLER_PORT").ok());
    let port = port.and_then(|port| port.parse().ok()).unwrap_or(8080);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = hyper::service::service_fn(answer);
        let connection = hyper::server::conn::http1::Builder::new()
            .pipeline_flush(true)
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let envelope = !request.uri().path().starts_with("/api/");
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.frame().await {}
    let (kind, body) = match envelope {
        true => ("application/json", REPLY),
        false => ("text/plain; charset=utf-8", TEXT),
    };
    let mut response = Response::new(Full::new(Bytes::from_static(body)));
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}
