//! A running host, and a small HTTP client that talks to it.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use tokio::net::TcpStream;

use super::HttpCall;
use crate::emulator::invoke::HttpReply;
use crate::emulator::run_file::RunFile;
use crate::emulator::wire::{Answer, Status};
use crate::error::{Failure, Result};

/// How long a host may take to say who it is.
const PROBE: Duration = Duration::from_secs(2);

/// A host that listens somewhere.
#[derive(Debug, Clone)]
pub struct Remote {
    /// Where to connect to.
    pub address: SocketAddr,
    /// The key to send along.
    pub key: Option<String>,
    /// How long a call may take.
    pub timeout: Duration,
}

impl Remote {
    /// The `fch run` of the app in `root`; `None` when none runs, or only a file of one is left.
    pub async fn find(root: &Path, timeout: Duration) -> Option<Remote> {
        let file = RunFile::read(root)?;
        let remote = Remote {
            address: file.reach(),
            key: file.key.clone(),
            timeout: PROBE,
        };
        let status = remote.status().await.ok()?;
        let found = Remote { timeout, ..remote };
        (status.pid == file.pid).then_some(found)
    }

    /// How every URL of this host begins.
    pub fn url(&self) -> String {
        match self.address.ip().is_loopback() && self.address.is_ipv4() {
            true => format!("http://localhost:{}", self.address.port()),
            false => format!("http://{}", self.address),
        }
    }

    /// Who the host is: `GET /admin/fch/status`.
    ///
    /// # Errors
    /// When it does not answer so.
    pub async fn status(&self) -> Result<Status> {
        parse(&self.get("/admin/fch/status").await?)
    }

    /// The outputs that were kept: `GET /admin/fch/outputs`.
    ///
    /// # Errors
    /// When it does not answer so.
    pub async fn outputs(&self) -> Result<Vec<Json>> {
        parse(&self.get("/admin/fch/outputs").await?)
    }

    /// Fires a function: `POST /admin/fch/invoke/{name}`.
    ///
    /// # Errors
    /// When the host does not take the event, or does not answer.
    pub async fn invoke(&self, function: &str, event: &Json, exchange: bool) -> Result<Answer> {
        let query = if exchange { "?exchange=1" } else { "" };
        let call = HttpCall {
            method: "POST".to_owned(),
            target: format!("/admin/fch/invoke/{function}{query}"),
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: Bytes::from(event.to_string()),
        };
        parse(&self.send(&call).await?)
    }

    async fn get(&self, path: &str) -> Result<HttpReply> {
        self.send(&HttpCall {
            method: "GET".to_owned(),
            target: path.to_owned(),
            ..HttpCall::default()
        })
        .await
    }

    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// When nobody listens, the answer is no HTTP, or it takes too long.
    pub async fn send(&self, call: &HttpCall) -> Result<HttpReply> {
        let shown = format!("{} {}{}", call.method, self.url(), call.target);
        match tokio::time::timeout(self.timeout, self.exchange(call)).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(error)) => Err(Failure::job(format!("{shown} got no answer")).because(error)),
            Err(_) => Err(Failure::job(format!(
                "{shown} got no answer within {} s",
                self.timeout.as_secs_f32()
            ))
            .help("`--timeout SECONDS` waits longer")),
        }
    }

    async fn exchange(
        &self,
        call: &HttpCall,
    ) -> std::result::Result<HttpReply, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(connection);
        let response = sender.send_request(self.request(call)?).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        driver.abort();
        let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        };
        Ok(HttpReply {
            status: head.status.as_u16(),
            headers: head.headers.iter().map(header).collect(),
            body,
        })
    }

    fn request(
        &self,
        call: &HttpCall,
    ) -> std::result::Result<Request<Full<Bytes>>, hyper::http::Error> {
        let mut request = Request::builder()
            .method(call.method.as_str())
            .uri(call.target.as_str());
        if !call.has("host") {
            request = request.header("Host", self.url().replacen("http://", "", 1));
        }
        if let Some(key) = self.key.as_ref().filter(|_| !call.has("x-functions-key")) {
            request = request.header("x-functions-key", key);
        }
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        request.body(Full::new(call.body.clone()))
    }
}

/// Reads an answer of the admin API.
fn parse<T: DeserializeOwned>(reply: &HttpReply) -> Result<T> {
    if !(200..300).contains(&reply.status) {
        let text = String::from_utf8_lossy(&reply.body);
        let failure = Failure::job(format!("the host answered {}", reply.status));
        return Err(match text.trim() {
            "" => failure,
            text => failure.because(text),
        });
    }
    serde_json::from_slice(&reply.body).map_err(|error| {
        Failure::job("the host's answer makes no sense")
            .because(error)
            .help("is it a `fch run` of another version?")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A host that says `answer` to one request, and hands over what it got.
    async fn host(answer: &'static str) -> (Remote, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let got = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 4096];
            let read = stream.read(&mut buffer).await.unwrap();
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";
            let text = format!("{head}{}\r\n\r\n{answer}", answer.len());
            stream.write_all(text.as_bytes()).await.unwrap();
            String::from_utf8_lossy(&buffer[..read]).into_owned()
        });
        let remote = Remote {
            address,
            key: Some("k".to_owned()),
            timeout: Duration::from_secs(5),
        };
        (remote, got)
    }

    #[tokio::test]
    async fn it_sends_what_it_is_given_and_the_key() {
        let (remote, got) = host("hello").await;
        let reply = remote
            .send(&HttpCall {
                method: "PUT".into(),
                target: "/api/a%20b?x=1".into(),
                headers: vec![("X-Own".into(), "1".into())],
                body: Bytes::from("data"),
            })
            .await
            .unwrap();
        assert_eq!((reply.status, reply.body.as_ref()), (200, &b"hello"[..]));
        let got = got.await.unwrap();
        assert!(got.starts_with("PUT /api/a%20b?x=1 HTTP/1.1\r\n"), "{got}");
        assert!(
            got.contains("x-functions-key: k\r\n") && got.ends_with("\r\n\r\ndata"),
            "{got}"
        );
        assert!(
            got.contains(&format!("host: localhost:{}", remote.address.port())),
            "{got}"
        );
    }

    #[tokio::test]
    async fn a_file_of_another_process_is_stale() {
        let (remote, _got) = host(r#"{"version": 1, "pid": 1, "handler": null}"#).await;
        let root = tempfile::tempdir().unwrap();
        let written = RunFile::of_this_process(remote.address, None).write(root.path());
        let found = Remote::find(root.path(), Duration::from_secs(1)).await;
        assert!(written.is_ok() && found.is_none(), "another pid answers");
    }

    #[tokio::test]
    async fn nobody_listening_is_told_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let remote = Remote {
            address,
            key: None,
            timeout: Duration::from_secs(5),
        };
        let failure = remote.status().await.unwrap_err();
        assert!(failure.message.ends_with("got no answer"), "{failure}");
    }
}
