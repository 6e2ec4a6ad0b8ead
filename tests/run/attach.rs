//! `fch run --attach`: a handler that somebody else starts, and starts again.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::app::{App, free_port, probe, within};

/// A probe that nobody but the test starts, as a debugger would.
struct Debugged(Child);

impl Debugged {
    fn start(port: u16) -> Debugged {
        let mut command = Command::new(probe());
        command.env("FUNCTIONS_CUSTOMHANDLER_PORT", port.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null());
        Debugged(command.spawn().unwrap())
    }

    fn is_alive(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Debugged {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_handler_may_come_late_and_come_again() {
    let app = App::with_f(json!({}));
    let port = free_port();
    let run = app.run_with(&["--attach", &format!("127.0.0.1:{port}")]);
    let mut early = run.connect();
    early.request("GET /api/F", &[], None);
    thread::sleep(Duration::from_millis(300));
    let first = Debugged::start(port);
    assert_eq!(early.answer().status, 204, "it waited: {}", run.said());

    drop(first);
    assert!(run.get("/api/F").status >= 500, "nobody is there");
    let mut second = Debugged::start(port);
    within("the second is called", || {
        (run.get("/api/F").status == 204).then_some(())
    });
    drop(run);
    assert!(second.is_alive(), "it is not fch's to end");
    assert!(app.starts().is_empty(), "fch starts none");
}
