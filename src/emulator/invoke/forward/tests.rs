//! Forwarding through real sockets: what is rebuilt, lost, added, buffered.

use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use tokio::net::TcpListener;

use super::*;
use crate::emulator::event::Mode;
use crate::emulator::invoke::loopback::{Loopback, Setup, fetch, fields, handler, scripted, text};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const GET: &str = "GET /api/F HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const CHUNKED: &str = "POST /api/F HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
                       Content-Type: text/plain\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

async fn forward(handler: std::net::SocketAddr, setup: Setup) -> Loopback {
    Loopback::start(Mode::Forward, handler, setup).await
}

/// What the handler gets for a request in text.
async fn seen(request: &str, setup: Setup) -> String {
    let (address, mut requests) = scripted(OK).await;
    let front = forward(address, setup).await;
    let got = front.raw(request).await;
    assert!(got.starts_with("HTTP/1.1 200"), "{got}");
    requests.recv().await.unwrap()
}

/// What the caller gets for a handler's answer in text.
async fn answered(answer: &'static str) -> (String, Loopback) {
    let (address, _requests) = scripted(answer).await;
    let front = forward(address, Setup::default()).await;
    let got = front.raw(GET).await;
    (got, front)
}

#[tokio::test]
async fn path_and_query_are_rebuilt() {
    // H-FWD-03, H-FWD-04, V-100
    let request = "HEAD /api/F?a=1&a=2&flag HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let seen = seen(request, Setup::default()).await;
    assert!(
        seen.starts_with("HEAD /api/F?a=1%2C2&flag= HTTP/1.1\r\n"),
        "{seen}"
    );
}

#[tokio::test]
async fn the_legacy_worker_gets_the_functions_name() {
    // V-95
    let legacy = Setup {
        legacy: true,
        ..Setup::default()
    };
    assert!(
        seen(GET, legacy)
            .await
            .starts_with("GET /Orders HTTP/1.1\r\n")
    );
}

#[tokio::test]
async fn the_hosts_headers_are_added() {
    // H-FWD-06, H-FWD-08
    let seen = seen(
        "GET /api/F HTTP/1.1\r\nHost: public.example\r\nUser-Agent: curl/8\r\nX-oDD: 1\r\n\
         X-Azure-Functions-HostVersion: 1\r\nConnection: close\r\n\r\n",
        Setup::default(),
    )
    .await;
    let headers = fields(&seen);
    let version = crate::emulator::HOST_VERSION;
    assert_eq!(headers["host"], "public.example");
    assert_eq!(
        headers["user-agent"],
        format!("curl/8 Azure-Functions-Host/{version}")
    );
    assert_eq!(
        headers["x-azure-functions-hostversion"],
        format!("1, {version}")
    );
    assert_eq!(headers["x-azure-functions-invocationid"].len(), 36);
    assert!(!headers.contains_key("x-ms-invocation-id"));
    assert!(seen.contains("X-oDD: 1\r\n"), "{seen}");
}

#[tokio::test]
async fn content_headers_are_lost_but_for_two() {
    // H-FWD-07, V-98
    let seen = seen(
        "POST /api/F HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Language: en\r\n\
         Content-MD5: z\r\nExpires: 0\r\nLast-Modified: 0\r\nAllow: GET\r\n\
         Content-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
        Setup::default(),
    )
    .await;
    let headers = fields(&seen);
    let mut content: Vec<&str> = headers.keys().map(String::as_str).collect();
    content.retain(|name| !name.starts_with("x-azure"));
    content.sort_unstable();
    let left = [
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    ];
    assert_eq!(content, left);
    assert!(seen.ends_with("\r\n\r\nabc"));
}

#[tokio::test]
async fn without_a_body_there_is_no_type_and_no_length() {
    // H-FWD-09
    let seen = seen(
        "GET /api/F HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n",
        Setup::default(),
    )
    .await;
    let headers = fields(&seen);
    assert!(!headers.contains_key("content-type") && !headers.contains_key("content-length"));
}

#[tokio::test]
async fn a_body_in_chunks_is_forwarded_with_a_remark() {
    // H-FWD-10
    let (address, mut requests) = scripted(OK).await;
    let mut front = forward(address, Setup::default()).await;
    assert!(front.raw(CHUNKED).await.starts_with("HTTP/1.1 200"));
    let seen = requests.recv().await.unwrap();
    assert_eq!(fields(&seen)["content-length"], "3");
    assert!(seen.ends_with("\r\n\r\nabc"));
    let record = front.record().await;
    assert!(record.success);
    assert_eq!(record.findings[0].rule.name, "chunked-body");
}

#[tokio::test]
async fn strict_refuses_a_body_in_chunks() {
    // H-FWD-10, V-101
    let (address, _requests) = scripted(OK).await;
    let strict = Setup {
        strict: true,
        ..Setup::default()
    };
    let mut front = forward(address, strict).await;
    assert!(front.raw(CHUNKED).await.starts_with("HTTP/1.1 500"));
    let record = front.record().await;
    assert_eq!((record.status, record.success), (Some(500), false));
    assert_eq!(record.findings[0].rule.name, "chunked-body");
}

#[tokio::test]
async fn the_answer_is_buffered_and_passed_on() {
    // H-FWD-12, H-FWD-14
    let (got, mut front) = answered(
        "HTTP/1.1 201 Made It\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Language: en\r\n\
         Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
    )
    .await;
    assert!(got.starts_with("HTTP/1.1 201 Made It\r\n"), "{got}");
    assert_eq!(got.matches("Set-Cookie: ").count(), 2);
    assert_eq!(fields(&got)["content-length"], "3");
    assert!(
        !got.contains("chunked") && got.ends_with("\r\n\r\nabc"),
        "{got}"
    );
    assert_eq!(front.record().await.status, Some(201));
}

#[tokio::test]
async fn a_status_of_the_handler_is_a_success() {
    // H-FWD-11, H-FWD-13, V-97
    let (got, mut front) = answered("HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nboom").await;
    assert!(got.starts_with("HTTP/1.1 500") && got.ends_with("boom"));
    assert!(front.record().await.success);
    let (got, mut front) =
        answered("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 302") && got.contains("Location: /x"));
    assert!(front.record().await.success);
}

#[tokio::test]
async fn only_the_legacy_worker_is_followed() {
    // H-FWD-11
    let address = handler(|request: Request<Incoming>| async move {
        let mut response = text(format!("{} {}", request.method(), request.uri()));
        if request.uri().path() == "/Orders" {
            *response.status_mut() = StatusCode::FOUND;
            let headers = response.headers_mut();
            headers.insert("Location", HeaderValue::from_static("/next?x"));
        }
        response
    })
    .await;
    // The flag is what turns it off, there too.
    for (forwarding, expected) in [(false, (200, "GET /next?x")), (true, (302, "POST /Orders"))] {
        let legacy = Setup {
            legacy: true,
            forwarding,
            ..Setup::default()
        };
        let front = forward(address, legacy).await;
        let request = Request::post("/api/F").header("Host", "x");
        let (parts, body) = fetch(front.front, request.body(Full::from("abc")).unwrap()).await;
        assert_eq!(
            (parts.status.as_u16(), body.as_ref()),
            (expected.0, expected.1.as_bytes())
        );
    }
}

#[tokio::test]
async fn a_handler_that_is_gone_is_an_empty_500() {
    // H-FWD-16
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut front = forward(address, Setup::default()).await;
    let got = front.raw(GET).await;
    assert!(
        got.starts_with("HTTP/1.1 500") && got.ends_with("\r\n\r\n"),
        "{got}"
    );
    let record = front.record().await;
    assert!(!record.success);
    assert_eq!(record.findings[0].rule.name, "broken-reply");
}

#[tokio::test]
async fn half_an_answer_is_a_500() {
    let (got, mut front) = answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").await;
    assert!(got.starts_with("HTTP/1.1 500"), "{got}");
    assert_eq!(front.record().await.findings[0].rule.name, "broken-reply");
}

#[tokio::test]
async fn a_handler_that_is_too_slow_is_a_500() {
    // H-RESP-47
    let address = handler(|_| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        text("late")
    })
    .await;
    let setup = Setup {
        timeout: Some(Duration::from_millis(100)),
        ..Setup::default()
    };
    let mut front = forward(address, setup).await;
    assert!(front.raw(GET).await.starts_with("HTTP/1.1 500"));
    let record = front.record().await;
    assert_eq!(record.findings[0].rule.name, "run-timeout");
    assert!(!record.success);
}

#[tokio::test]
async fn a_body_over_the_limit_is_a_500() {
    // H-LIM-07
    let (address, _requests) = scripted(OK).await;
    let setup = Setup {
        body_limit: 2,
        ..Setup::default()
    };
    let front = forward(address, setup).await;
    let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";
    assert!(front.raw(request).await.starts_with("HTTP/1.1 500"));
}

#[tokio::test]
async fn a_404_shows_the_path_that_was_sent() {
    let address = handler(|_| async {
        let mut response = text("");
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    })
    .await;
    let legacy = Setup {
        legacy: true,
        ..Setup::default()
    };
    let mut front = forward(address, legacy).await;
    front
        .raw("GET /api/F?code=K HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    let record = front.record().await;
    assert_eq!(record.findings[0].rule.name, "handler-404");
    assert!(record.findings[0].message.ends_with("`GET /Orders`"));
    assert_eq!(record.cause, "GET /api/F");
}
