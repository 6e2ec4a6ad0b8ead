//! An app whose handler is a shell script, and what to ask of it.

use std::fs;
use std::net::{SocketAddr, TcpListener as Port};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};

use super::plan;
use crate::diagnostics::Finding;
use crate::emulator::event::{Event, Events, Level};
use crate::emulator::handler::Handler;
use crate::emulator::plan::{Environment, HandlerPlan};

/// Longer than anything here takes.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An app whose handler is a shell script.
pub struct App {
    pub folder: TempDir,
    pub plan: HandlerPlan,
    pub environment: Environment,
    pub strict: bool,
}

impl App {
    pub fn new(script: &str) -> App {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("handler");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        let mut plan = plan("handler", &[]);
        plan.root = folder.path().to_owned();
        plan.working_directory = folder.path().to_owned();
        let mut environment = Environment::default();
        environment.set("PATH", std::env::var("PATH").unwrap());
        App {
            folder,
            plan,
            environment,
            strict: false,
        }
    }

    pub fn start(&self) -> (Arc<Handler>, Receiver<Event>) {
        let (events, queue) = Events::new(false);
        let environment = self.environment.clone();
        let handler = Handler::start(self.plan.clone(), environment, events, self.strict);
        (handler, queue)
    }

    /// The lines of a file that the script wrote.
    pub fn lines(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until the script has written a whole line to a file.
    pub async fn line(&self, file: &str) -> String {
        let written = async {
            loop {
                if let Some(line) = self.lines(file).into_iter().next() {
                    return line;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, written).await.unwrap()
    }

    /// Takes a fixed port that this test answers itself, so that a script that only sleeps
    /// looks like a server. The script may not start before the port is chosen.
    pub fn answer(&mut self) {
        let port = free_port();
        self.plan.port = Some(port);
        tokio::spawn(async move {
            let address = SocketAddr::from(([127, 0, 0, 1], port));
            let listener = loop {
                match TcpListener::bind(address).await {
                    Ok(listener) => break listener,
                    Err(_) => sleep(Duration::from_millis(5)).await,
                }
            };
            loop {
                drop(listener.accept().await);
            }
        });
    }
}

pub fn free_port() -> u16 {
    let port = Port::bind("127.0.0.1:0").unwrap();
    port.local_addr().unwrap().port()
}

/// Waits for the first event for which `wanted` has an answer.
pub async fn event<T>(queue: &mut Receiver<Event>, wanted: impl Fn(Event) -> Option<T>) -> T {
    let search = async {
        loop {
            if let Some(found) = wanted(queue.recv().await.unwrap()) {
                return found;
            }
        }
    };
    timeout(PATIENCE, search).await.unwrap()
}

pub async fn fault(queue: &mut Receiver<Event>, rule: &str) -> Finding {
    event(queue, |event| match event {
        Event::Fault(found) if found.rule.name == rule => Some(*found),
        _ => None,
    })
    .await
}

pub async fn console(queue: &mut Receiver<Event>) -> (Level, String) {
    event(queue, |event| match event {
        Event::Console { level, text } => Some((level, text)),
        _ => None,
    })
    .await
}

pub async fn why_not(handler: &Handler) -> Finding {
    timeout(PATIENCE, handler.ready())
        .await
        .unwrap()
        .unwrap_err()
}

pub fn lives(process: &str) -> bool {
    let found = Command::new("ps")
        .args(["-o", "stat=", "-p", process])
        .output();
    let state = String::from_utf8(found.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

pub async fn dies(process: &str) -> bool {
    for _ in 0..100 {
        if !lives(process) {
            return true;
        }
        sleep(Duration::from_millis(50)).await;
    }
    false
}

/// True when a program is there; without it the test is skipped, visibly, unless tools are
/// required.
#[cfg(target_os = "linux")]
pub fn tool(name: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {name}")])
        .output();
    if found.unwrap().status.success() {
        return true;
    }
    assert!(
        std::env::var_os("FCH_REQUIRE_TOOLS").is_none(),
        "this test needs {name}"
    );
    eprintln!("skipped: needs {name}");
    false
}
