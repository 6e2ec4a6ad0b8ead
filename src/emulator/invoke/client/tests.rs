//! The pool against handlers that behave and handlers that do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::emulator::invoke::loopback::{handler, raw, read_request, scripted, text};

fn get(path: &str) -> Request<Body> {
    let request = Request::get(path).header("Host", "127.0.0.1");
    request.body(body::empty()).unwrap()
}

fn post(bytes: &'static str) -> Request<Body> {
    let request = Request::post("/F").header("Host", "127.0.0.1");
    request.body(body::full(bytes)).unwrap()
}

async fn read(response: Response<Incoming>) -> Bytes {
    response.into_body().collect().await.unwrap().to_bytes()
}

/// A handler that answers `answers` requests on each connection, then closes it. Counts
/// connections and requests.
async fn fickle(answers: usize) -> (SocketAddr, Arc<[AtomicUsize; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counts: Arc<[AtomicUsize; 2]> = Arc::default();
    let counted = Arc::clone(&counts);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted[0].fetch_add(1, Ordering::SeqCst);
            for _ in 0..answers {
                if read_request(&mut stream).await.is_empty() {
                    break;
                }
                counted[1].fetch_add(1, Ordering::SeqCst);
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                stream.write_all(answer).await.unwrap();
            }
            // Only now is the next request looked at: it is read, not answered.
            read_request(&mut stream).await;
        }
    });
    (address, counts)
}

#[tokio::test]
async fn connections_are_kept_and_used_again() {
    // H-REQ-06
    let (address, counts) = fickle(100).await;
    let client = Client::default();
    for _ in 0..5 {
        assert_eq!(
            read(client.send(address, get("/")).await.unwrap()).await,
            "ok"
        );
    }
    assert_eq!(counts[0].load(Ordering::SeqCst), 1);
    assert_eq!(counts[1].load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn a_request_without_a_body_is_sent_again_when_a_kept_connection_dies_unheard() {
    let (address, counts) = fickle(1).await;
    let client = Client::default();
    for _ in 0..3 {
        assert_eq!(
            read(client.send(address, get("/")).await.unwrap()).await,
            "ok"
        );
    }
    assert_eq!(counts[1].load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_body_is_never_sent_twice() {
    let (address, _) = fickle(1).await;
    let client = Client::default();
    assert_eq!(
        read(client.send(address, post("x")).await.unwrap()).await,
        "ok"
    );
    let error = client.send(address, post("x")).await.unwrap_err();
    assert!(matches!(error, SendError::Broken(why) if why.contains("before it answered")));
}

#[tokio::test]
async fn a_fresh_connection_that_dies_is_not_tried_again() {
    let (address, counts) = fickle(0).await;
    let error = Client::default().send(address, get("/")).await.unwrap_err();
    assert!(matches!(error, SendError::Broken(_)));
    assert_eq!(counts[0].load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn nobody_listening_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = Client::default().send(address, get("/")).await.unwrap_err();
    assert!(matches!(error, SendError::Connect(_)));
}

#[tokio::test]
async fn an_answer_that_is_dropped_early_closes_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let client = Client::default();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
        stream.write_all(head).await.unwrap();
        let mut rest = [0; 10];
        let closed = stream.read(&mut rest);
        tokio::time::timeout(Duration::from_secs(20), closed).await
    });
    drop(client.send(address, get("/")).await.unwrap());
    assert!(matches!(served.await.unwrap(), Ok(Ok(0) | Err(_))));
}

#[tokio::test]
async fn interim_answers_are_swallowed() {
    let answer = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n\
                  HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let (address, _requests) = scripted(answer).await;
    let response = Client::default().send(address, get("/")).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(read(response).await, "ok");
}

async fn broken(answer: String) -> String {
    let (address, _requests) = scripted(answer.leak()).await;
    match Client::default().send(address, get("/")).await {
        Err(SendError::Broken(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(response) => panic!("{}", response.status()),
    }
}

fn with_headers(count: usize) -> String {
    let headers: String = (0..count).map(|n| format!("h{n}: 1\r\n")).collect();
    format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\n\r\n")
}

#[tokio::test]
async fn too_many_headers_are_an_error_and_no_panic() {
    assert!(broken(with_headers(10_000)).await.contains("headers"));
    assert!(broken(with_headers(120)).await.contains("100 headers"));
    let huge = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "a".repeat(1_000_000));
    assert!(broken(huge).await.contains("64 KiB"));
}

#[tokio::test]
async fn many_headers_are_fine() {
    let (address, _requests) = scripted(with_headers(99).leak()).await;
    let response = Client::default().send(address, get("/")).await.unwrap();
    assert_eq!(response.headers().len(), 100);
}

#[tokio::test]
async fn what_is_not_http_is_named() {
    assert!(
        broken("garbage\r\n\r\n".into())
            .await
            .contains("not HTTP/1.1")
    );
    let half = "HTTP/1.1 200 OK\r\nContent-Le".into();
    assert!(broken(half).await.contains("in the middle"));
    assert!(broken(String::new()).await.contains("before it answered"));
}

#[tokio::test]
async fn silence_ends_a_connection_only_when_there_is_a_limit() {
    // H-PXY-04
    let address = handler(|_| async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        text("late")
    })
    .await;
    let client = Client::ticking(Duration::from_millis(20));
    let limit = Duration::from_millis(100);
    let silent = client.attempt(address, get("/"), Some(limit)).await;
    assert!(matches!(silent.map_err(|e| e.error), Err(SendError::Silent(l)) if l == limit));
    assert_eq!(
        read(client.send(address, get("/")).await.unwrap()).await,
        "late"
    );
}

#[tokio::test]
async fn a_connection_that_moves_is_not_silent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n";
        stream.write_all(head).await.unwrap();
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.write_all(b"x").await.unwrap();
        }
    });
    let client = Client::ticking(Duration::from_millis(50));
    let limit = Some(Duration::from_millis(500));
    let response = client.attempt(address, get("/"), limit).await;
    let response = response.map_err(|e| e.error).unwrap();
    assert_eq!(read(response).await.len(), 20);
}

#[tokio::test]
async fn headers_keep_the_spelling_they_came_with() {
    let (address, _requests) = scripted("HTTP/1.1 200 OK\r\nX-oDD: 1\r\n\r\n").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let front = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = hyper::service::service_fn(move |_| async move {
            let response = Client::default().send(address, get("/")).await.unwrap();
            Ok::<_, std::convert::Infallible>(response.map(body::stream))
        });
        let _ = hyper::server::conn::http1::Builder::new()
            .preserve_header_case(true)
            .serve_connection(TokioIo::new(stream), service)
            .await;
    });
    let answer = raw(
        front,
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.contains("X-oDD: 1"), "{answer}");
}
