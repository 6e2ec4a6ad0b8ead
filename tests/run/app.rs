//! An app whose handler is the probe: its files, and what the probe noted down.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::harness::{scrub, write};

/// How long anything may take. Most takes milliseconds; the longest is a message whose host was
/// killed, which comes back when its lease of half a minute ends.
pub(crate) const LIMIT: Duration = Duration::from_secs(45);

/// Asks until there is an answer.
#[track_caller]
pub(crate) fn within<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(began.elapsed() < LIMIT, "not within {LIMIT:?}: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The probe's executable, which cargo builds beside the tests.
pub(crate) fn probe() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let profile = tests.parent().and_then(Path::parent).unwrap();
    let name = format!("probe{}", std::env::consts::EXE_SUFFIX);
    let path = profile.join("examples").join(name);
    assert!(path.exists(), "`cargo build --example probe` comes first");
    path
}

/// A port that nobody listens on.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// The bindings of an anonymous HTTP function, as in the vectors.
pub(crate) fn http() -> Json {
    json!([
        {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous",
         "methods": ["get", "post"]},
        {"type": "http", "direction": "out", "name": "res"},
    ])
}

/// The same with a route.
pub(crate) fn http_at(route: &str) -> Json {
    let mut bindings = http();
    bindings[0]["route"] = json!(route);
    bindings
}

/// The same with another binding.
pub(crate) fn http_and(binding: Json) -> Json {
    let mut bindings = http();
    bindings.as_array_mut().unwrap().push(binding);
    bindings
}

/// An app in a temporary folder. Its storage is the embedded store.
pub(crate) struct App {
    pub(crate) dir: TempDir,
    host: Json,
    settings: Json,
    env: Vec<(String, String)>,
}

impl App {
    /// An app without functions.
    pub(crate) fn new() -> App {
        let app = App {
            dir: tempfile::tempdir().unwrap(),
            host: json!({
                "version": "2.0",
                "customHandler": {"description": {"defaultExecutablePath": probe()}},
                "extensionBundle": {
                    "id": "Microsoft.Azure.Functions.ExtensionBundle",
                    "version": "[4.*, 5.0.0)",
                },
            }),
            settings: json!({
                "IsEncrypted": false,
                "Values": {
                    "FUNCTIONS_WORKER_RUNTIME": "custom",
                    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
                    "FCH_STORAGE": "embedded",
                },
            }),
            env: Vec::new(),
        };
        let files = [
            ("LOG", "log.jsonl"),
            ("REPLIES", "replies.json"),
            ("ENV", "env.jsonl"),
        ];
        files.into_iter().fold(app, |app, (name, file)| {
            let path = app.notes().join(file);
            app.env(&format!("PROBE_{name}"), path.to_str().unwrap())
        })
    }

    /// The app of most vectors: the function `F`, and this answer for it.
    pub(crate) fn with_f(reply: Json) -> App {
        let app = App::new().function("F", http());
        app.replies(&[("/F", json!({"body": reply}))]);
        app
    }

    /// The app's folder. The probe's notes lie elsewhere, so that the app stays as it is.
    pub(crate) fn root(&self) -> PathBuf {
        self.dir.path().join("app")
    }

    fn notes(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Adds a function.
    pub(crate) fn function(self, name: &str, bindings: Json) -> App {
        let text = json!({ "bindings": bindings }).to_string();
        self.file(&format!("{name}/function.json"), &text)
    }

    /// Adds a file.
    pub(crate) fn file(self, path: &str, text: &str) -> App {
        write(&self.root(), path, text.as_bytes());
        self
    }

    /// Sets a place of host.json: `/customHandler/port`. The places above it come to be.
    pub(crate) fn host(mut self, place: &str, value: Json) -> App {
        put(&mut self.host, place, value);
        self
    }

    /// Replaces host.json.
    pub(crate) fn host_json(mut self, host: Json) -> App {
        self.host = host;
        self
    }

    /// Sets a place of local.settings.json: `/Values/A`.
    pub(crate) fn settings(mut self, place: &str, value: Json) -> App {
        put(&mut self.settings, place, value);
        self
    }

    /// Replaces local.settings.json.
    pub(crate) fn settings_json(mut self, settings: Json) -> App {
        self.settings = settings;
        self
    }

    /// Sets a variable of the environment of `fch`.
    pub(crate) fn env(mut self, name: &str, value: &str) -> App {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Says how the probe starts.
    pub(crate) fn mode(self, mode: &str) -> App {
        self.env("PROBE_MODE", mode)
    }

    /// Says what the probe answers, by path.
    pub(crate) fn replies(&self, replies: &[(&str, Json)]) {
        let list: Vec<Json> = replies
            .iter()
            .map(|(path, reply)| {
                let mut entry = reply.clone();
                entry["path"] = json!(path);
                entry
            })
            .collect();
        write(
            &self.notes(),
            "replies.json",
            Json::from(list).to_string().as_bytes(),
        );
    }

    /// `fch` with these arguments, in the folder of the app.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        write(&self.root(), "host.json", self.host.to_string().as_bytes());
        write(
            &self.root(),
            "local.settings.json",
            self.settings.to_string().as_bytes(),
        );
        let mut command = Command::new(env!("CARGO_BIN_EXE_fch"));
        scrub(&mut command);
        command
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null());
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// What the probe noted down in a file, oldest first.
    fn noted(&self, file: &str) -> Vec<Json> {
        let text = fs::read_to_string(self.notes().join(file)).unwrap_or_default();
        // The last line may be half written.
        text.lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    /// Every request the probe got, but for the readiness pings.
    pub(crate) fn seen(&self) -> Vec<Json> {
        self.noted("log.jsonl")
    }

    /// Every start of the probe: `pid`, `args`, `cwd`, `env`.
    pub(crate) fn starts(&self) -> Vec<Json> {
        self.noted("env.jsonl")
    }

    /// The requests at this path, as soon as there are so many.
    #[track_caller]
    pub(crate) fn seen_at(&self, path: &str, count: usize) -> Vec<Json> {
        within(
            &format!("{count} requests at {path}: {:?}", self.seen()),
            || {
                let here = |request: &Json| {
                    let target = request["target"].as_str().unwrap_or_default();
                    target.split('?').next() == Some(path)
                };
                let found: Vec<Json> = self.seen().into_iter().filter(here).collect();
                (found.len() >= count).then_some(found)
            },
        )
    }

    /// The envelope of the first request at this path.
    #[track_caller]
    pub(crate) fn envelope(&self, path: &str) -> Json {
        envelope(&self.seen_at(path, 1)[0])
    }
}

/// The envelope that a noted request carries.
#[track_caller]
pub(crate) fn envelope(request: &Json) -> Json {
    let text = request["body"].as_str().expect("a short body");
    serde_json::from_str(text).unwrap_or_else(|_| panic!("no envelope: {request}"))
}

/// Sets the value at a JSON pointer, making objects on the way.
fn put(json: &mut Json, place: &str, value: Json) {
    let mut at = json;
    for name in place.split('/').skip(1) {
        at = &mut at[name];
    }
    *at = value;
}
