//! `fch run` as a child process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::app::{App, LIMIT, within};
use super::wire::{Answer, Connection};

impl App {
    /// Starts `fch run` on a free port and waits until it serves.
    #[track_caller]
    pub(crate) fn run(&self) -> Running<'_> {
        self.run_with(&[])
    }

    /// The same with more arguments.
    #[track_caller]
    pub(crate) fn run_with(&self, more: &[&str]) -> Running<'_> {
        let mut running = self.start(&[&["--port", "0"], more].concat());
        running.serves();
        running
    }

    /// Starts `fch run` with exactly these arguments besides `--json` and `--no-build`.
    pub(crate) fn start(&self, more: &[&str]) -> Running<'_> {
        self.start_as(&[&["--no-build"], more].concat())
    }

    /// Starts `fch run` with exactly these arguments besides `--json`.
    pub(crate) fn start_as(&self, more: &[&str]) -> Running<'_> {
        self.start_at(&self.root(), more)
    }

    /// The same with another path to the app.
    pub(crate) fn start_at(&self, root: &Path, more: &[&str]) -> Running<'_> {
        let mut command = self.command(&["run", root.to_str().unwrap(), "--json"]);
        command
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("fch starts");
        let (events, errors) = (Arc::default(), Arc::default());
        let output = collect(child.stdout.take().unwrap(), Arc::clone(&events));
        collect(child.stderr.take().unwrap(), Arc::clone(&errors));
        Running {
            app: self,
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            events,
            errors,
            _output: output,
        }
    }
}

/// Keeps the lines of a stream, in the background.
fn collect(
    stream: impl Read + Send + 'static,
    lines: Arc<Mutex<Vec<String>>>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            lines.lock().unwrap().push(line);
        }
    })
}

/// `fch run` as a child process; killed when dropped, and the probe with it.
pub(crate) struct Running<'a> {
    app: &'a App,
    child: Child,
    pub(crate) address: SocketAddr,
    events: Arc<Mutex<Vec<String>>>,
    errors: Arc<Mutex<Vec<String>>>,
    _output: thread::JoinHandle<()>,
}

impl Running<'_> {
    /// Waits until the front end answers, as `.fch/run.json` says where.
    #[track_caller]
    pub(crate) fn serves(&mut self) {
        let path = self.app.root().join(".fch/run.json");
        self.address = within("fch serves", || {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("fch ended with {status}: {}", self.said());
            }
            let file: Json = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
            // A file of an earlier run may still be there.
            (file["pid"] == self.child.id()).then(|| address(&file))
        });
        self.get("/admin/host/ping").is(200, "");
    }

    /// The content of `.fch/run.json`.
    pub(crate) fn run_file(&self) -> Json {
        let path = self.app.root().join(".fch/run.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    /// The process id of `fch`.
    #[cfg(unix)]
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A GET without headers of its own.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path}"), &[], None)
    }

    /// A POST of a text.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.request(&format!("POST {path}"), headers, Some(body.as_bytes()))
    }

    /// A request on a connection of its own.
    #[track_caller]
    pub(crate) fn request(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        let mut connection = self.connect();
        connection.request(line, headers, body);
        connection.answer()
    }

    /// A connection to the front end.
    #[track_caller]
    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address)
    }

    /// The events so far.
    pub(crate) fn events(&self) -> Vec<Json> {
        let lines = self.events.lock().unwrap();
        let parse = |line: &String| serde_json::from_str(line).expect(line);
        lines.iter().map(parse).collect()
    }

    /// Waits for an event.
    #[track_caller]
    pub(crate) fn wait_for(&self, what: &str, fits: impl Fn(&Json) -> bool) -> Json {
        self.wait_until(&format!("event {what}"), || {
            self.events().into_iter().find(&fits)
        })
    }

    /// Waits until there is an answer; without one, shows what `fch` said.
    #[track_caller]
    pub(crate) fn wait_until<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = ask() {
                return found;
            }
            assert!(began.elapsed() < LIMIT, "no {what}: {}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the handler has answered its first request.
    #[track_caller]
    pub(crate) fn ready(&self) -> Json {
        self.wait_for("ready", |event| event["event"] == "ready")
    }

    /// Waits for a finding of this rule, in whatever event.
    #[track_caller]
    pub(crate) fn finds(&self, rule: &str) -> Json {
        let sign = format!(r#""rule":"{rule}""#);
        self.wait_for(rule, |event| event.to_string().contains(&sign))
    }

    /// Everything `fch` printed so far.
    pub(crate) fn said(&self) -> String {
        let [events, errors] = [&self.events, &self.errors].map(|l| l.lock().unwrap().join("\n"));
        format!("{events}\n{errors}")
    }

    /// Waits until `fch` ends by itself; its exit code.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> i32 {
        let status = within("fch ends", || self.child.try_wait().unwrap());
        thread::sleep(Duration::from_millis(50)); // its last lines are on their way
        status.code().unwrap_or(-1)
    }

    /// Kills `fch` so that it can do nothing about it.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        super::os::end_probes(&self.app.starts());
    }
}

fn address(file: &Json) -> SocketAddr {
    match (file["port"].as_u64(), file["address"].as_str()) {
        (Some(port), _) => SocketAddr::from((Ipv4Addr::LOCALHOST, port as u16)),
        (None, address) => address
            .and_then(|text| text.parse().ok())
            .expect("an address"),
    }
}
