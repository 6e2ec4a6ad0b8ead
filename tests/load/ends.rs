//! How `fch run` ends, and that nobody stays behind.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal};
use serde_json::json;

use super::host::{Host, Mode, app, command, is_gone_within};

/// The handler, a child of it, and a grandchild that lost its parent are gone soon after.
fn nobody_stays(signal: Signal) -> (i32, bool) {
    let app = app(Mode::Proxy, json!({}));
    let mut host = Host::start(app.path());
    let run_file = app.path().join(".fch/run.json");
    assert!(run_file.exists());
    let everybody: Vec<Pid> = vec![
        host.handler(),
        host.asked_pid("child"),
        host.asked_pid("child"),
    ];
    host.signal(signal);
    let status = host.ended();
    for process in everybody {
        assert!(
            is_gone_within(process, Duration::from_secs(3)),
            "{process:?} outlived {signal:?}"
        );
    }
    (status.code().unwrap_or(-1), run_file.exists())
}

#[test]
fn a_killed_host_takes_the_handler_and_its_children_along() {
    nobody_stays(Signal::KILL);
}

#[test]
fn ctrl_c_ends_everything_and_removes_the_run_file() {
    assert_eq!(nobody_stays(Signal::INT), (0, false));
}

#[test]
fn a_request_to_terminate_ends_everything_and_removes_the_run_file() {
    assert_eq!(nobody_stays(Signal::TERM), (0, false));
}

#[test]
fn ctrl_c_does_not_wait_for_a_call_that_hangs() {
    let app = app(Mode::Proxy, json!({}));
    let mut host = Host::start(app.path());
    let handler = host.handler();
    for mode in [Mode::Proxy, Mode::Envelope] {
        let mut hanging = host.connect();
        std::thread::spawn({
            let path = mode.path("hang");
            move || drop(hanging.get(&path))
        });
    }
    std::thread::sleep(Duration::from_millis(300));
    host.signal(Signal::INT);
    assert_eq!(host.ended().code(), Some(0));
    assert!(is_gone_within(handler, Duration::from_secs(3)));
}

// H-START-49
#[test]
fn a_second_host_on_the_port_says_so_and_leaves_the_first_alone() {
    let app = app(Mode::Proxy, json!({}));
    let host = Host::start(app.path());
    let mut second = command(app.path(), host.address.port());
    let output = second.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = output.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    let address = host.address.to_string();
    for words in ["cannot listen on", &address, "--port"] {
        assert!(error.contains(words), "{error}");
    }
    assert!(app.path().join(".fch/run.json").exists());
    assert_eq!(host.get("/api/web/do/hello").status, 200);
}
