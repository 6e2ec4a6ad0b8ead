//! Handlers that do not answer as they should.

use std::time::{Duration, Instant};

use serde_json::json;

use super::host::{Host, Mode, app, eventually, is_gone_within};

fn in_each_mode(test: impl Fn(&Host, Mode)) {
    for web in [Mode::Proxy, Mode::Forward] {
        let app = app(web, json!({}));
        let host = Host::start(app.path());
        test(&host, web);
        test(&host, Mode::Envelope);
    }
}

/// H-RESP-47, H-START-42.
fn never_answers(web: Mode, mode: Mode) {
    let app = app(web, json!({"functionTimeout": "00:00:02"}));
    let host = Host::start(app.path());
    for _ in 0..4 {
        let handler = host.handler();
        let start = Instant::now();
        assert_eq!(host.get(&mode.path("hang")).status, 500);
        let took = start.elapsed();
        assert!(took > Duration::from_millis(1900) && took < Duration::from_secs(15));
        // Not counted: the fourth time would be one too many.
        assert!(is_gone_within(handler, Duration::from_secs(5)));
        assert_eq!(host.get(&mode.path("hello")).status, 200);
    }
}

#[test]
fn a_handler_that_never_answers_is_started_again_forwarding() {
    never_answers(Mode::Forward, Mode::Forward);
}

#[test]
fn a_handler_that_never_answers_is_started_again_with_the_envelope() {
    never_answers(Mode::Proxy, Mode::Envelope);
}

// H-RESP-45, H-FWD-16, H-PXY-07
#[test]
fn broken_answers_are_5xx_and_the_next_request_works() {
    in_each_mode(|host, mode| {
        for deed in ["close", "half-head", "garbage", "headers/10000"] {
            let expected = if mode == Mode::Proxy { 502 } else { 500 };
            let answer = host.get(&mode.path(deed));
            assert_eq!(answer.status, expected, "{mode:?} {deed}");
            assert_eq!(host.get(&mode.path("hello")).status, 200);
        }
    });
}

#[test]
fn a_body_that_breaks_off_is_never_taken_for_a_whole_one() {
    in_each_mode(|host, mode| {
        for deed in ["half", "chunk-lie", "bad-chunk"] {
            let answer = host.connect().get(&mode.path(deed));
            match mode {
                // What streams is on its way before it breaks; the caller can tell.
                Mode::Proxy => assert!(answer.is_err(), "{deed}: {answer:?}"),
                _ => assert_eq!(answer.unwrap().status, 500, "{mode:?} {deed}"),
            }
            assert_eq!(host.get(&mode.path("hello")).status, 200);
        }
        // The length of a chunk is a promise, not a size to make room for.
        assert!(host.most_memory().is_none_or(|most| most < 60));
    });
}

#[test]
fn unusual_answers_are_answers() {
    in_each_mode(|host, mode| {
        for deed in ["early", "trailers"] {
            let mut connection = host.connect();
            for _ in 0..2 {
                let answer = connection.get(&mode.path(deed)).unwrap();
                assert_eq!((answer.status, answer.text()), (200, "hello!".to_owned()));
            }
        }
    });
}

/// The host reads what the handler prints, keeps none of it, and answers meanwhile.
fn floods(deed: &str, length: u64) {
    let app = app(Mode::Proxy, json!({}));
    let host = Host::start(app.path());
    let start = Instant::now();
    assert_eq!(
        host.get(&Mode::Proxy.path(&format!("{deed}/{length}")))
            .status,
        200
    );
    let printed = || std::fs::metadata(&host.log).unwrap().len() >= length;
    let mut slowest = Duration::ZERO;
    while !printed() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{}",
            host.printed()
        );
        for mode in [Mode::Proxy, Mode::Envelope] {
            let start = Instant::now();
            assert_eq!(host.get(&mode.path("hello")).status, 200);
            slowest = slowest.max(start.elapsed());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    println!(
        "{deed}: slowest {slowest:?}, most memory {:?} MB, printed in {:?}",
        host.most_memory(),
        start.elapsed(),
    );
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    assert!(host.most_memory().is_none_or(|most| most < 60));
}

#[test]
fn a_flood_on_stdout_without_a_line_end_needs_no_memory() {
    floods("flood-out", 100_000_000);
}

#[test]
fn a_flood_on_stderr_needs_no_memory() {
    floods("flood-err", 5_000_000);
}

// H-START-34: a handler that dies at each call has two lives more.
#[test]
fn a_handler_that_dies_three_times_ends_the_host() {
    let app = app(Mode::Proxy, json!({}));
    let mut host = Host::start(app.path());
    for _ in 0..3 {
        let status = host.get(&Mode::Envelope.path("exit/1")).status;
        assert_eq!(status, 500);
    }
    assert_eq!(host.ended().code(), Some(1), "{}", host.printed());
    assert!(
        eventually(Duration::ZERO, || (!app
            .path()
            .join(".fch/run.json")
            .exists())
        .then_some(()))
        .is_some()
    );
}

// A terminal that stands still, such as under Ctrl-S.
#[test]
fn nobody_waits_for_a_reader_who_does_not_read() {
    let app = app(Mode::Proxy, json!({}));
    let mut host = Host::start_unread(app.path());
    for number in 0..3000 {
        let mode = if number % 2 == 0 {
            Mode::Proxy
        } else {
            Mode::Envelope
        };
        assert_eq!(host.get(&mode.path("hello")).status, 200);
    }
    println!("unread: most memory {:?} MB", host.most_memory());
    assert!(host.most_memory().is_none_or(|most| most < 60));
    host.signal(rustix::process::Signal::INT);
    assert_eq!(host.ended().code(), Some(0));
}
