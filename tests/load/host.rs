//! An app with the load handler, and the `fch run` that serves it.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::Connection;
use crate::harness::write;

/// How an HTTP-only function is called; `Env` always gets the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Proxy,
    Forward,
    Envelope,
}

impl Mode {
    /// The path that makes the handler do `deed`.
    pub(super) fn path(self, deed: &str) -> String {
        match self {
            Mode::Envelope => format!("/api/env/do/{deed}"),
            Mode::Proxy | Mode::Forward => format!("/api/web/do/{deed}"),
        }
    }
}

/// Where it prints to, in the app.
const LOG: &str = "fch.log";

/// A running `fch run`; dropping it kills it.
pub(super) struct Host {
    pub(super) address: SocketAddr,
    process: Child,
    /// What it printed; standard error as well.
    pub(super) log: PathBuf,
}

/// An app with `Web` (HTTP-only), `Env` (has another output) and the settings in `host_json`.
pub(super) fn app(mode: Mode, host_json: Value) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut host = host_json;
    host["version"] = json!("2.0");
    host["extensionBundle"] = json!({
        "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)",
    });
    host["customHandler"] = json!({
        "description": {"defaultExecutablePath": handler()},
        "enableForwardingHttpRequest": mode == Mode::Forward,
        "enableProxyingHttpRequest": mode == Mode::Proxy,
    });
    write(dir.path(), "host.json", host.to_string().as_bytes());
    let settings = json!({"IsEncrypted": false, "Values": {
        "AzureWebJobsStorage": "UseDevelopmentStorage=true",
        "FCH_STORAGE": "embedded",
    }});
    let settings = settings.to_string();
    write(dir.path(), "local.settings.json", settings.as_bytes());
    function(dir.path(), "Web", http("web/{*rest}", json!([])));
    let extra = json!([{"type": "queue", "direction": "out", "name": "q", "queueName": "q"}]);
    function(dir.path(), "Env", http("env/{*rest}", extra));
    dir
}

/// The bindings of an HTTP function with others beside.
pub(super) fn http(route: &str, others: Value) -> Value {
    let mut bindings = vec![
        json!({
            "type": "httpTrigger", "direction": "in", "name": "req", "route": route,
            "authLevel": "anonymous", "methods": ["get", "post", "head", "options"],
        }),
        json!({"type": "http", "direction": "out", "name": "res"}),
    ];
    bindings.extend(others.as_array().unwrap().iter().cloned());
    Value::Array(bindings)
}

/// Adds a function to the app.
pub(super) fn function(app: &Path, name: &str, bindings: Value) {
    let text = json!({"bindings": bindings}).to_string();
    write(app, &format!("{name}/function.json"), text.as_bytes());
}

/// The example `load_handler`, beside the folder of the test executables.
fn handler() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let profile = tests.parent().and_then(Path::parent).unwrap();
    let handler = profile.join("examples/load_handler");
    assert!(
        handler.exists(),
        "build it first: cargo build --example load_handler"
    );
    handler
}

/// `fch run` in `app`, not started yet.
pub(super) fn command(app: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fch"));
    let port = port.to_string();
    command
        .args(["run", "--no-build", "--port", &port])
        .current_dir(app)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
}

impl Host {
    /// Starts it and waits until a request is answered.
    #[track_caller]
    pub(super) fn start(app: &Path) -> Host {
        let file = fs::File::create(app.join(LOG)).unwrap();
        let mut command = command(app, 0);
        command.stdout(file.try_clone().unwrap()).stderr(file);
        Host::spawn(app, command)
    }

    /// The same, with a standard output that nobody reads.
    #[track_caller]
    pub(super) fn start_unread(app: &Path) -> Host {
        let mut command = command(app, 0);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        Host::spawn(app, command)
    }

    #[track_caller]
    fn spawn(app: &Path, mut command: Command) -> Host {
        let process = command.spawn().unwrap();
        let pid = process.id();
        let mut host = Host {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            process,
            log: app.join(LOG),
        };
        let found = eventually(Duration::from_secs(20), || {
            let text = fs::read_to_string(app.join(".fch/run.json")).ok()?;
            let file: Value = serde_json::from_str(&text).ok()?;
            (file["pid"] == pid).then(|| file["address"].as_str()?.parse().ok())?
        });
        host.address = found.unwrap_or_else(|| panic!("no start:\n{}", host.printed()));
        assert_eq!(host.get("/api/env/do/hello").status, 200);
        host
    }

    /// A fresh connection to it.
    pub(super) fn connect(&self) -> Connection {
        Connection::open(self.address)
    }

    /// One GET on a fresh connection.
    #[track_caller]
    pub(super) fn get(&self, path: &str) -> super::client::Answer {
        let answer = self.connect().get(path);
        answer.unwrap_or_else(|error| panic!("GET {path}: {error}\n{}", self.printed()))
    }

    /// The process id of the handler of this moment, by its own word.
    #[track_caller]
    pub(super) fn handler(&self) -> Pid {
        self.asked_pid("pid")
    }

    /// A process id that the handler tells.
    #[track_caller]
    pub(super) fn asked_pid(&self, deed: &str) -> Pid {
        let text = self.get(&Mode::Envelope.path(deed)).text();
        let pid = text.strip_prefix("pid ").and_then(|pid| pid.parse().ok());
        pid.and_then(Pid::from_raw).expect(&text)
    }

    pub(super) fn pid(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    /// Resident memory in MB; none where there is no /proc.
    pub(super) fn memory(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most memory it ever had, in MB.
    pub(super) fn most_memory(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Option<u64> {
        let status = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(status).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kb: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kb / 1024)
    }

    pub(super) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub(super) fn ended(&mut self) -> ExitStatus {
        let ended = eventually(Duration::from_secs(10), || self.process.try_wait().unwrap());
        ended.unwrap_or_else(|| panic!("still runs:\n{}", self.printed()))
    }

    /// What it printed.
    pub(super) fn printed(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let skipped = text.len().saturating_sub(4000);
        let start = (skipped..).find(|at| text.is_char_boundary(*at));
        text[start.unwrap_or(0)..].to_owned()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Asks until there is an answer, at most this long.
pub(super) fn eventually<T>(most: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || start.elapsed() > most {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// True as soon as the process is gone, or only its entry is left; false after `most`.
pub(super) fn is_gone_within(pid: Pid, most: Duration) -> bool {
    eventually(most, || is_gone(pid).then_some(())).is_some()
}

fn is_gone(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let zombie = stat.is_ok_and(|stat| stat.contains(") Z"));
    zombie || test_kill_process(pid).is_err()
}
