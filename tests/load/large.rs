//! Bodies of a hundred megabytes, up and down.

use std::io::Write;
use std::time::Duration;

use serde_json::json;

use super::host::{Host, Mode, app, eventually};

const MB: u64 = 1_000_000;

/// Its encoding makes an envelope larger than its body, and its reply is read as JSON.
fn length(mode: Mode) -> u64 {
    match mode {
        Mode::Envelope => 70 * MB,
        Mode::Proxy | Mode::Forward => 100 * MB,
    }
}

fn up_and_down(host: &Host, mode: Mode) {
    let length = length(mode);
    let answer = host.connect().upload(&mode.path("count"), length).unwrap();
    assert_eq!(answer.status, 200, "{}", host.printed());
    let counted = answer.text();
    let counted: u64 = counted.strip_suffix(" bytes").unwrap().parse().unwrap();
    match mode {
        Mode::Envelope => assert!(counted > length),
        Mode::Proxy | Mode::Forward => assert_eq!(counted, length),
    }
    let answer = host.get(&mode.path(&format!("big/{length}")));
    assert_eq!(answer.status, 200, "{}", host.printed());
    assert_eq!(answer.body.len() as u64, length);
    assert!(answer.body.iter().all(|byte| *byte == b'!'));
}

/// The line is printed when the answer is out, on another thread.
fn says_why(host: &Host) -> bool {
    let said = || {
        host.printed()
            .contains("larger than 104857600")
            .then_some(())
    };
    eventually(Duration::from_secs(5), said).is_some()
}

/// H-LIM-07: 500, and the host goes on.
fn above_the_limit(host: &Host, mode: Mode) {
    let answer = host.connect().upload(&mode.path("count"), 104_857_601);
    match answer {
        Ok(answer) => assert_eq!(answer.status, 500),
        // The rest of the body can meet the end of the connection first.
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
    assert!(says_why(host), "{}", host.printed());
    assert_eq!(host.get(&mode.path("hello")).status, 200);
}

// H-PXY-02
#[test]
fn a_proxied_body_streams_through_little_memory() {
    let app = app(Mode::Proxy, json!({}));
    let host = Host::start(app.path());
    up_and_down(&host, Mode::Proxy);
    above_the_limit(&host, Mode::Proxy);
    println!("proxying: most memory {:?} MB", host.most_memory());
    assert!(host.most_memory().is_none_or(|most| most < 60));
}

#[test]
fn a_slow_reader_slows_the_handler_down() {
    let app = app(Mode::Proxy, json!({}));
    let host = Host::start(app.path());
    let mut slow = host.connect();
    let path = Mode::Proxy.path("big/100000000");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    slow.stream.write_all(request.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    assert!(host.most_memory().is_none_or(|most| most < 60));
    assert_eq!(slow.answer(false).unwrap().body.len(), 100_000_000);
}

// H-LIM-07: a body whose length nobody announced has the same limit.
#[test]
fn a_chunked_body_has_the_same_limit() {
    for web in [Mode::Proxy, Mode::Forward] {
        let app = app(web, json!({}));
        let host = Host::start(app.path());
        for mode in [web, Mode::Envelope] {
            let mut connection = host.connect();
            let path = mode.path("count");
            let head =
                format!("POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.stream.write_all(head.as_bytes()).unwrap();
            let chunk = [b"100000\r\n", [b'!'; 0x10_0000].as_slice(), b"\r\n"].concat();
            // Refused in the middle: what is left cannot be sent.
            while connection.stream.write_all(&chunk).is_ok() {}
            if let Ok(answer) = connection.answer(false) {
                assert_eq!(answer.status, 500, "{mode:?}");
            }
            assert_eq!(host.get(&mode.path("hello")).status, 200);
        }
        assert!(says_why(&host), "{}", host.printed());
    }
}

#[test]
fn a_forwarded_body_fits_up_to_the_limit() {
    let app = app(Mode::Forward, json!({}));
    let host = Host::start(app.path());
    up_and_down(&host, Mode::Forward);
    above_the_limit(&host, Mode::Forward);
    println!(
        "forwarding: most memory {:?} MB, now {:?} MB",
        host.most_memory(),
        host.memory()
    );
}

#[test]
fn an_envelopes_body_fits_up_to_the_limit() {
    let app = app(Mode::Proxy, json!({}));
    let host = Host::start(app.path());
    up_and_down(&host, Mode::Envelope);
    above_the_limit(&host, Mode::Envelope);
    println!(
        "envelope: most memory {:?} MB, now {:?} MB",
        host.most_memory(),
        host.memory()
    );
}
