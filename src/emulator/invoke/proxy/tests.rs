//! Proxying through real sockets: headers, streams, retries, disconnects.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Frame;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;
use crate::emulator::event::Mode;
use crate::emulator::invoke::loopback::{
    Loopback, Setup, bytes, fetch, fields, handler, raw, read_request, scripted, serve_handler,
    text,
};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async fn proxy(handler: SocketAddr) -> Loopback {
    Loopback::start(Mode::Proxy, handler, Setup::default()).await
}

/// What the handler gets for a request in text.
async fn seen(request: &str) -> String {
    let (address, mut requests) = scripted(OK).await;
    let front = proxy(address).await;
    assert!(front.raw(request).await.starts_with("HTTP/1.1 200"));
    requests.recv().await.unwrap()
}

/// What the caller gets for a handler's answer in text.
async fn answered(answer: &'static str) -> (String, Loopback) {
    let (address, _requests) = scripted(answer).await;
    let front = proxy(address).await;
    let request = "GET /api/F HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let got = front.raw(request).await;
    (got, front)
}

#[tokio::test]
async fn path_and_query_are_not_touched() {
    // H-PXY-02
    let odd = "/api/./a%2fB//%41?b=2&a=1&a=3&flag&%zz";
    let request = format!("PURGE {odd} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let seen = seen(&request).await;
    assert!(
        seen.starts_with(&format!("PURGE {odd} HTTP/1.1\r\n")),
        "{seen}"
    );
}

#[tokio::test]
async fn a_whole_url_becomes_its_path() {
    let seen =
        seen("GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
            .await;
    assert!(seen.starts_with("GET /x?y HTTP/1.1\r\n"), "{seen}");
}

#[tokio::test]
async fn the_hosts_headers_replace_the_callers() {
    // H-PXY-03
    let seen = seen(
        "GET /api/F HTTP/1.1\r\nHost: public.example\r\nX-Azure-Functions-HostVersion: 1\r\n\
         x-ms-invocation-id: mine\r\nX-Azure-Functions-InvocationId: mine\r\n\
         Connection: close\r\n\r\n",
    )
    .await;
    let headers = fields(&seen);
    let id = &headers["x-azure-functions-invocationid"];
    assert_eq!(uuid::Uuid::parse_str(id).unwrap().to_string(), *id);
    assert_eq!(headers["x-ms-invocation-id"], *id);
    assert_eq!(
        headers["x-azure-functions-hostversion"],
        crate::emulator::HOST_VERSION
    );
    assert_eq!(headers["host"], "public.example");
    assert!(!seen.contains("mine"));
}

#[tokio::test]
async fn headers_for_the_callers_connection_stop_here() {
    let seen = seen(
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n\
         TE: trailers\r\nUpgrade: h2c\r\nX-eNd: 2\r\nCookie: a=b\r\n\r\n",
    )
    .await;
    let headers = fields(&seen);
    for name in ["connection", "x-hop", "keep-alive", "te", "upgrade"] {
        assert!(!headers.contains_key(name), "{seen}");
    }
    assert!(seen.contains("X-eNd: 2\r\n"), "{seen}");
    assert_eq!(headers["cookie"], "a=b");
}

#[tokio::test]
async fn the_answer_is_passed_on_as_it_is() {
    // H-PXY-05
    let (got, mut front) = answered(
        "HTTP/1.1 302 Elsewhere\r\nLocation: /x\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\
         Content-Encoding: gzip\r\nX-oDD: 1\r\nConnection: X-Hop\r\nX-Hop: 1\r\n\
         Content-Length: 3\r\n\r\n\x1f\x0b\x08",
    )
    .await;
    assert!(got.starts_with("HTTP/1.1 302 Elsewhere\r\n"), "{got}");
    assert_eq!(got.matches("Set-Cookie: ").count(), 2, "{got}");
    assert!(got.contains("X-oDD: 1\r\n") && got.contains("Content-Encoding: gzip\r\n"));
    assert!(
        !got.contains("X-Hop") && got.ends_with("\r\n\r\n\x1f\x0b\x08"),
        "{got}"
    );
    let record = front.record().await;
    assert_eq!((record.status, record.success), (Some(302), true));
    assert_eq!(
        (record.cause.as_str(), record.mode),
        ("GET /api/F", Mode::Proxy)
    );
}

#[tokio::test]
async fn a_404_says_where_the_handler_was_called() {
    let (got, mut front) = answered("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 404"));
    let record = front.record().await;
    assert!(record.success, "H-FWD-13");
    assert_eq!(record.findings[0].rule.name, "handler-404");
    assert!(record.findings[0].message.contains("`GET /api/F`"));
}

#[tokio::test]
async fn events_arrive_one_by_one() {
    // H-PXY-02, H-PXY-08
    let (sender, receiver) = mpsc::channel::<Bytes>(1);
    let receiver = std::sync::Arc::new(std::sync::Mutex::new(Some(receiver)));
    let address = handler(move |_| {
        let receiver = receiver.lock().unwrap().take().unwrap();
        async move { Response::new(body_of(receiver)) }
    })
    .await;
    let mut front = proxy(address).await;
    let mut stream = TcpStream::connect(front.front).await.unwrap();
    let request = b"GET /sse HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request).await.unwrap();
    for event in ["one", "two", "three"] {
        sender.send(Bytes::from(event)).await.unwrap();
        read_until(&mut stream, event).await;
    }
    drop(sender);
    read_until(&mut stream, "0\r\n\r\n").await;
    assert_eq!(front.record().await.status, Some(200));
}

fn body_of(receiver: mpsc::Receiver<Bytes>) -> Body {
    body::wrapped(Received(receiver))
}

struct Received(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Received {
    type Data = Bytes;
    type Error = body::BoxError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, body::BoxError>>> {
        let next = self.0.poll_recv(cx);
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

async fn read_until(stream: &mut TcpStream, end: &str) {
    let mut got = Vec::new();
    let read = async {
        while !String::from_utf8_lossy(&got).contains(end) {
            let mut chunk = [0; 1024];
            let read = stream.read(&mut chunk).await.unwrap();
            assert!(read > 0, "ended before {end}");
            got.extend_from_slice(&chunk[..read]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_large_body_passes_both_ways_without_being_kept() {
    // H-PXY-02: the handler echoes while it reads, so a buffering proxy would not end.
    const CHUNK: usize = 1 << 16;
    const CHUNKS: usize = 1600; // 100 MB
    let echo =
        |request: Request<Incoming>| async { Response::new(body::stream(request.into_body())) };
    let address = handler(echo).await;
    let front = proxy(address).await;
    let (sender, receiver) = mpsc::channel::<Bytes>(1);
    let stream = TcpStream::connect(front.front).await.unwrap();
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream));
    let (mut client, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let request = Request::post("/echo").header("Host", "x");
    let request = request.body(body_of(receiver)).unwrap();
    let response = client.send_request(request).await.unwrap();
    let mut incoming = response.into_body();
    let chunk = Bytes::from(vec![7; CHUNK]);
    let mut received = 0;
    for _ in 0..CHUNKS {
        // One chunk at a time: what is on its way is never more than one.
        sender.send(chunk.clone()).await.unwrap();
        let expected = received + CHUNK;
        while received < expected {
            let frame = incoming.frame().await.unwrap().unwrap();
            received += frame.into_data().unwrap().len();
        }
    }
    drop(sender);
    assert!(incoming.frame().await.is_none());
    assert_eq!(received, CHUNK * CHUNKS);
}

#[tokio::test]
async fn a_connection_is_tried_until_the_handler_listens() {
    // H-PXY-06
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let front = proxy(address).await;
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let listener = TcpListener::bind(address).await.unwrap();
        serve_handler(listener, |request| async {
            text(bytes(request.into_body()).await)
        })
        .await;
    });
    let request = Request::post("/api/F").header("Host", "x");
    let request = request.body(Full::from("once")).unwrap();
    let (parts, body) = fetch(front.front, request).await;
    assert_eq!(
        (parts.status.as_u16(), body.as_ref()),
        (200, b"once".as_ref())
    );
}

#[tokio::test]
async fn a_handler_that_never_listens_is_a_bad_gateway() {
    // H-PXY-07
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut front = proxy(address).await;
    let got = raw(
        front.front,
        "GET /api/F HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(got.starts_with("HTTP/1.1 502"), "{got}");
    let record = front.record().await;
    assert_eq!((record.status, record.success), (Some(502), false));
    assert_eq!(record.findings[0].rule.name, "broken-reply");
}

#[tokio::test]
async fn garbage_is_a_bad_gateway() {
    let (got, mut front) = answered("what?\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 502"), "{got}");
    assert_eq!(front.record().await.findings[0].rule.name, "broken-reply");
}

#[tokio::test]
async fn half_a_body_breaks_off_for_the_caller_too() {
    let (got, mut front) = answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").await;
    assert!(got.ends_with("half"), "{got}");
    let record = front.record().await;
    assert_eq!((record.status, record.success), (Some(200), false));
    assert_eq!(record.findings[0].rule.name, "broken-reply");
}

#[tokio::test]
async fn a_caller_that_hangs_up_ends_the_handlers_call_and_is_no_failure() {
    // H-PXY-07
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut front = proxy(listener.local_addr().unwrap()).await;
    let mut caller = TcpStream::connect(front.front).await.unwrap();
    let request = b"GET /api/F HTTP/1.1\r\nHost: x\r\n\r\n";
    caller.write_all(request).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    read_request(&mut stream).await;
    drop(caller);
    let mut rest = [0; 10];
    let closed = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut rest));
    assert!(matches!(closed.await.unwrap(), Ok(0) | Err(_)));
    let record = front.record().await;
    assert_eq!((record.status, record.success), (None, true));
    assert!(record.findings.is_empty());
}

#[tokio::test]
async fn an_upgrade_becomes_a_tunnel() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut front = proxy(listener.local_addr().unwrap()).await;
    let handler = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        let answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\
                      Upgrade: websocket\r\nSec-WebSocket-Accept: z\r\n\r\nhello";
        stream.write_all(answer.as_bytes()).await.unwrap();
        let mut got = [0; 4];
        stream.read_exact(&mut got).await.unwrap();
        stream.write_all(&got).await.unwrap();
        request
    });
    let request = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n\
                   Upgrade: websocket\r\nSec-WebSocket-Key: y\r\n\r\n";
    let mut caller = TcpStream::connect(front.front).await.unwrap();
    caller.write_all(request.as_bytes()).await.unwrap();
    read_until(&mut caller, "hello").await;
    caller.write_all(b"ping").await.unwrap();
    read_until(&mut caller, "ping").await;
    let seen = fields(&handler.await.unwrap());
    assert_eq!(seen["upgrade"], "websocket");
    assert_eq!(seen["connection"], "Upgrade");
    assert_eq!(seen["sec-websocket-key"], "y");
    drop(caller);
    assert_eq!(front.record().await.status, Some(101));
}

#[tokio::test]
async fn an_upgrade_nobody_asked_for_is_refused() {
    let (got, _front) =
        answered("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
            .await;
    assert!(got.starts_with("HTTP/1.1 502"), "{got}");
}

#[tokio::test]
async fn whoever_wants_to_see_the_bytes_sees_them() {
    let address = handler(|_| async { text("answer") }).await;
    let setup = Setup {
        exchanges: true,
        ..Setup::default()
    };
    let mut front = Loopback::start(Mode::Proxy, address, setup).await;
    let request = "GET /api/F?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    front.raw(request).await;
    let exchange = front.record().await.exchange.unwrap();
    assert_eq!(exchange.request_line, "GET /api/F?a=1");
    assert_eq!(exchange.response_status, Some(200));
    assert_eq!(exchange.response_body, "answer");
    assert_eq!(
        exchange.consequences,
        ["status 200 passed to the caller (proxying)"]
    );
}
