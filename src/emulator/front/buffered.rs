//! An HTTP request for the envelope: read completely, run, and answered (H-REQ-19..32).

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Response, StatusCode};

use super::auth::Caller;
use super::dispatch::Call;
use super::{answer, path, spelling};
use crate::bindings::route::Values;
use crate::emulator::Host;
use crate::emulator::body::{self, Body};
use crate::emulator::event::Level;
use crate::emulator::faults::{self, chunked_body};
use crate::emulator::invoke::{HttpEvent, HttpReply, Invocation, TriggerValue, envelope, execute};

/// What a request carried.
enum Content {
    /// A body of the announced length.
    Body(Bytes),
    /// No `Content-Length`, or 0.
    None,
    /// A chunked body, which the host does not read (H-REQ-28).
    Lost,
}

/// Why a body was not read.
enum ReadError {
    /// Larger than the host takes.
    TooLarge,
    /// The caller went away or sent nonsense.
    Broken,
}

/// Runs a request through the handler with the envelope.
pub(super) async fn serve(host: &Arc<Host>, call: Call, caller: Caller) -> Response<Body> {
    let function = call.function;
    let (parts, incoming) = call.request.into_parts();
    let cause = format!("{} {}", parts.method, parts.uri.path());
    let content = match read(incoming, host.plan.body_limit).await {
        Ok(content) => content,
        Err(error) => return unread(host, &cause, &error),
    };
    let mut remarks = Vec::new();
    if matches!(content, Content::Lost) {
        let message = format!("the body of `{cause}` came without `Content-Length` and is lost");
        remarks.push(faults::finding(
            &chunked_body::INFO,
            &function.place,
            message,
        ));
    }
    let mut event = event(&parts, &call.path, call.values, call.head.as_deref());
    event.admin = caller == Caller::Admin;
    if let Content::Body(bytes) = content {
        event.body = Some(bytes);
    }
    let invocation = Invocation {
        function,
        cause,
        metadata: envelope::http_metadata(&event),
        value: TriggerValue::Http(Box::new(event)),
        remarks,
    };
    run(host, invocation).await
}

/// A function that began runs to its end, even when the caller goes away.
async fn run(host: &Arc<Host>, invocation: Invocation) -> Response<Body> {
    let host = host.clone();
    let running = tokio::spawn(async move { execute::run(&host, invocation).await });
    let Ok(outcome) = running.await else {
        return answer::empty(StatusCode::INTERNAL_SERVER_ERROR);
    };
    match outcome.response {
        Some(reply) => response(reply),
        // H-ROUTE-22
        None if outcome.success => answer::empty(StatusCode::OK),
        None => answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn event(parts: &Parts, path: &str, params: Values, head: Option<&[u8]>) -> HttpEvent {
    let query = parts.uri.query().unwrap_or_default();
    // A lone `?` is no query to ASP.NET.
    let mark = if query.is_empty() { "" } else { "?" };
    let host = authority(parts);
    HttpEvent {
        url: format!("http://{host}{}{mark}{query}", path::escaped(path)),
        method: parts.method.to_string(),
        query: query.to_owned(),
        headers: spelling::spelled(&parts.headers, head),
        params,
        body: None,
        admin: false,
    }
}

fn authority(parts: &Parts) -> String {
    let host = parts.headers.get(HOST);
    let host = host.and_then(|host| host.to_str().ok());
    host.unwrap_or_default().to_owned()
}

async fn read(incoming: Body, limit: u64) -> Result<Content, ReadError> {
    match incoming.size_hint().exact() {
        Some(0) => return Ok(Content::None),
        Some(length) if length > limit => return Err(ReadError::TooLarge),
        Some(_) => {}
        None => return drain(incoming, limit).await,
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let collected = Limited::new(incoming, limit).collect().await;
    match collected {
        Ok(collected) => Ok(Content::Body(collected.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(ReadError::TooLarge),
        Err(_) => Err(ReadError::Broken),
    }
}

/// Throws a chunked body away, so that the connection can go on.
async fn drain(mut incoming: Body, limit: u64) -> Result<Content, ReadError> {
    let mut length: u64 = 0;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| ReadError::Broken)?;
        length += frame.data_ref().map_or(0, |data| data.len() as u64);
        if length > limit {
            return Err(ReadError::TooLarge);
        }
    }
    match length {
        0 => Ok(Content::None),
        _ => Ok(Content::Lost),
    }
}

/// 500 for a body above the limit (H-LIM-07); for a broken one nobody is left to answer.
fn unread(host: &Host, cause: &str, error: &ReadError) -> Response<Body> {
    match error {
        ReadError::Broken => answer::refused(),
        ReadError::TooLarge => {
            let limit = host.plan.body_limit;
            let text = format!("`{cause}`: the request body is larger than {limit} bytes");
            host.events.host(Level::Error, text);
            answer::empty(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn response(reply: HttpReply) -> Response<Body> {
    let mut response = Response::new(body::full(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        add(response.headers_mut(), &name, &value);
    }
    response
}

/// A content type counts once; what is no header is left out.
fn add(headers: &mut HeaderMap, name: &str, value: &str) {
    let parsed = (HeaderName::try_from(name), HeaderValue::from_str(value));
    match parsed {
        (Ok(CONTENT_TYPE), Ok(value)) => drop(headers.insert(CONTENT_TYPE, value)),
        (Ok(name), Ok(value)) => drop(headers.append(name, value)),
        _ => {}
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parts(uri: &str) -> Parts {
        let builder = hyper::Request::builder().uri(uri);
        let request = builder
            .header("host", "localhost:7071")
            .header("x-my-id", "1")
            .body(());
        request.unwrap().into_parts().0
    }

    #[test]
    fn an_event_is_what_the_envelope_needs() {
        // H-REQ-20, H-REQ-23, H-REQ-24
        let head = b"GET / HTTP/1.1\r\nhost: localhost:7071\r\nX-My-ID: 1\r\n\r\n";
        let parts = parts("/api/a%20b%2Fc?x=%20&x=2");
        let values = vec![("id".to_owned(), None)];
        let event = event(&parts, "/api/a b%2Fc", values, Some(head));
        let url = "http://localhost:7071/api/a%20b%2Fc?x=%20&x=2";
        assert_eq!(event.url, url);
        assert_eq!((&*event.method, &*event.query), ("GET", "x=%20&x=2"));
        let names: Vec<&str> = event.headers.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["Host", "X-My-ID"]);
        assert_eq!(event.params, [("id".to_owned(), None)]);
        assert_eq!(event.body, None);
    }

    #[test]
    fn a_reply_becomes_a_response() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let response = response(HttpReply {
            status: 201,
            headers: vec![
                header("Content-Type", "text/plain"),
                header("content-type", "text/html"),
                header("Set-Cookie", "a"),
                header("Set-Cookie", "b"),
                header("not a name", "x"),
                header("x-a", "line\nbreak"),
            ],
            body: Bytes::from_static(b"ok"),
        });
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html");
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
        assert_eq!(response.headers().len(), 3);
    }

    #[test]
    fn a_query_without_anything_leaves_no_mark() {
        let event = event(&parts("/api/F?"), "/api/F", Vec::new(), None);
        assert_eq!(event.url, "http://localhost:7071/api/F");
    }
}
