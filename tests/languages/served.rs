//! A scaffold under `fch run`, and what it said about each invocation.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Run, fch_with, scrub};

/// How long something may take on a machine that has much else to do.
const LIMIT: Duration = Duration::from_secs(240);

/// `fch run --json` of an app; ended when dropped.
pub(super) struct Served {
    app: PathBuf,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Served {
    pub(super) fn start(app: &Path, env: &[(&str, &str)]) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fch"));
        scrub(&mut command);
        command
            .args(["run", "--json", "--port", "0"])
            .current_dir(app)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let all = Arc::clone(&lines);
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                all.lock().unwrap().push(line);
            }
        });
        let served = Served {
            app: app.to_owned(),
            child,
            lines,
        };
        served.wait_for(|event| event["event"] == "ready");
        served
    }

    fn events(&self) -> Vec<Value> {
        let lines = self.lines.lock().unwrap();
        lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn wait_for(&self, fits: impl Fn(&Value) -> bool) -> Value {
        let begin = Instant::now();
        loop {
            if let Some(event) = self.events().into_iter().rev().find(&fits) {
                return event;
            }
            assert!(
                begin.elapsed() < LIMIT,
                "waited in vain: {:#?}",
                self.events()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Fires a function as `fch invoke FUNCTION ARGS` does.
    pub(super) fn invoke(&self, function: &str, args: &[&str]) -> Run {
        fch_with(&self.app, &[&["invoke", function], args].concat(), &[])
    }

    /// The same for a function that has to succeed: the JSON that the handler answered with.
    pub(super) fn outcome(&self, function: &str, args: &[&str]) -> Value {
        let run = self.invoke(function, &[args, &["--show"]].concat());
        assert_eq!(run.code, 0, "{function}: {}{}", run.stdout, run.stderr);
        let is_it = |event: &Value| event["event"] == "invocation" && event["function"] == function;
        let invocation = self.wait_for(is_it);
        assert_eq!(invocation["success"], true, "{invocation}");
        assert_eq!(
            invocation["findings"],
            Value::Array(Vec::new()),
            "{invocation}"
        );
        let body = invocation["exchange"]["response"]["body"].as_str().unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// Whether the log has such a line of a function.
    pub(super) fn logged(&self, function: &str, line: &str) {
        self.wait_for(|event| {
            event["event"] == "log" && event["function"] == function && event["text"] == line
        });
    }

    /// Whether the handler printed such a line.
    pub(super) fn printed(&self, line: &str) {
        let is_it = |event: &Value| event["event"] == "console" && event["text"] == line;
        let event = self.wait_for(is_it);
        // H-START-24: what comes on stderr is an error to the host.
        assert_eq!(event["level"], "information", "{event}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The handler goes with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
