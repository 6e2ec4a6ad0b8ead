//! Callers that do not ask as they should.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::host::{Host, Mode, app};

fn host() -> (TempDir, Host) {
    let app = app(Mode::Proxy, json!({}));
    let host = Host::start(app.path());
    (app, host)
}

fn is_well(host: &Host) {
    for mode in [Mode::Proxy, Mode::Envelope] {
        assert_eq!(host.get(&mode.path("hello")).status, 200);
    }
}

/// The whole of what comes back for this text, to the end of the connection.
fn raw(host: &Host, request: &str) -> String {
    let mut stream = host.connect().stream;
    // A host that refuses early may close before it has read everything.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let (_app, host) = host();
    let mut stream = host.connect().stream;
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        .unwrap();
    let mut trickle = stream.try_clone().unwrap();
    let start = Instant::now();
    let feeding = std::thread::spawn(move || {
        while trickle.write_all(b"X-A: b\r\n").is_ok() && start.elapsed() < Duration::from_secs(60)
        {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let took = start.elapsed();
    assert!(
        took > Duration::from_secs(20) && took < Duration::from_secs(45),
        "{took:?}"
    );
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
        "{answer}"
    );
    feeding.join().unwrap();
    is_well(&host);
}

#[test]
fn a_thousand_idle_connections_cost_little() {
    let (_app, host) = host();
    is_well(&host);
    let before = host.memory();
    let idle: Vec<TcpStream> = (0..1000)
        .map(|_| TcpStream::connect(host.address).unwrap())
        .collect();
    is_well(&host);
    let after = host.memory();
    println!("1000 idle connections: {before:?} to {after:?} MB");
    if let (Some(before), Some(after)) = (before, after) {
        assert!(after < before + 20, "{before} to {after} MB");
    }
    drop(idle);
    is_well(&host);
}

#[test]
fn callers_that_leave_early_leave_nothing_behind() {
    let (_app, host) = host();
    for mode in [Mode::Proxy, Mode::Envelope] {
        let (long, slow) = (mode.path("count"), mode.path("slow/300"));
        for _ in 0..50 {
            let mut stream = host.connect().stream;
            let head = format!(
                "POST {long} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&[b'!'; 5000]).unwrap();
            stream.shutdown(Shutdown::Both).unwrap();
            let mut stream = host.connect().stream;
            let head = format!("GET {slow} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
        }
    }
    is_well(&host);
    assert!(host.memory().is_none_or(|memory| memory < 60));
}

// The caller is to blame, not the handler.
#[test]
fn a_garbled_body_is_400() {
    let (_app, host) = host();
    let chunks = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzzz\r\n";
    for mode in [Mode::Proxy, Mode::Envelope] {
        let path = mode.path("count");
        let answer = raw(
            &host,
            &format!("POST {path} HTTP/1.1\r\nHost: x\r\n{chunks}"),
        );
        assert!(answer.starts_with("HTTP/1.1 400"), "{mode:?}: {answer}");
    }
    is_well(&host);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let (_app, host) = host();
    let get = |mode: Mode, deed: &str| {
        format!(
            "GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            mode.path(deed)
        )
    };
    let mut connection = host.connect();
    let batch =
        get(Mode::Proxy, "slow/200") + &get(Mode::Envelope, "pid") + &get(Mode::Proxy, "big/9");
    connection
        .stream
        .write_all(batch.repeat(5).as_bytes())
        .unwrap();
    for _ in 0..5 {
        assert_eq!(connection.answer(false).unwrap().text(), "hello!");
        assert!(connection.answer(false).unwrap().text().starts_with("pid "));
        assert_eq!(connection.answer(false).unwrap().text(), "!!!!!!!!!");
    }
}

#[test]
fn old_and_rare_forms_of_requests_work() {
    let (_app, host) = host();
    for mode in [Mode::Proxy, Mode::Envelope] {
        let path = mode.path("hello");
        let mut connection = host.connect();
        let head = connection
            .ask(&format!("HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
            .unwrap();
        assert_eq!((head.status, head.body.len()), (200, 0));
        // The same connection: no byte of a body was in the way.
        let options = format!("OPTIONS {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(connection.ask(&options).unwrap().status, 200);
        let whole = format!("GET http://localhost{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(connection.ask(&whole).unwrap().text(), "hello!");
        let old = raw(&host, &format!("GET {path} HTTP/1.0\r\n\r\n"));
        assert!(
            old.starts_with("HTTP/1.0 200") || old.starts_with("HTTP/1.1 200"),
            "{old}"
        );
        assert!(old.ends_with("hello!"), "{old}");
        assert!(
            !old.to_ascii_lowercase().contains("transfer-encoding"),
            "{old}"
        );
    }
}

#[test]
fn who_expects_100_continue_gets_it_before_the_body() {
    let (_app, host) = host();
    for mode in [Mode::Proxy, Mode::Envelope] {
        let path = mode.path("count");
        let mut connection = host.connect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        );
        connection.stream.write_all(head.as_bytes()).unwrap();
        let mut first = [0; 25];
        connection.stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
        connection.stream.write_all(b"hello").unwrap();
        let answer = connection.answer(false).unwrap();
        assert!(answer.text().ends_with(" bytes"), "{answer:?}");
    }
}

#[test]
fn too_large_heads_are_431() {
    let (_app, host) = host();
    let path = Mode::Proxy.path("hello");
    let long = format!("X-Long: {}\r\n", "a".repeat(70_000));
    let many: String = (0..10_000).map(|n| format!("X-{n}: a\r\n")).collect();
    for headers in [long, many] {
        let answer = raw(
            &host,
            &format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"),
        );
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer:.100}");
    }
    is_well(&host);
}

#[test]
fn a_body_of_two_lengths_is_400_and_the_end_of_the_connection() {
    let (_app, host) = host();
    let pid = host.handler();
    let smuggled = format!(
        "GET {} HTTP/1.1\r\nHost: x\r\n\r\n",
        Mode::Proxy.path("exit/1")
    );
    let lengths = [
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: identity, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    ];
    for mode in [Mode::Proxy, Mode::Envelope] {
        let path = mode.path("hello");
        for length in lengths {
            let request =
                format!("POST {path} HTTP/1.1\r\nHost: x\r\n{length}\r\n0\r\n\r\n{smuggled}");
            let answer = raw(&host, &request);
            assert!(answer.starts_with("HTTP/1.1 400"), "{length}: {answer}");
            assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{length}: {answer}");
        }
    }
    // The request inside was never made.
    assert_eq!(host.handler(), pid);
}
