//! How the probe starts, and how it misbehaves: `PROBE_MODE`, parts separated by `;`.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A line to print at the start.
pub enum Line {
    /// On standard output.
    Out(String),
    /// On standard error.
    Err(String),
}

impl Line {
    /// Prints it.
    pub fn print(&self) {
        match self {
            Line::Out(text) => println!("{text}"),
            Line::Err(text) => eprintln!("{text}"),
        }
    }
}

/// What `PROBE_MODE` says.
#[derive(Default)]
pub struct Mode {
    /// `exit:N`: ends at once.
    pub exit: Option<i32>,
    /// `exit:0-after-ready`: ends after the first readiness ping.
    pub exits_when_ready: bool,
    /// `late:MS`: listens only after this time.
    pub late: Duration,
    /// `silent`: accepts and never answers.
    pub silent: bool,
    /// `spawn-grandchild`: leaves a process behind.
    pub grandchild: bool,
    /// `stdout:TEXT` and `stderr:TEXT`.
    pub lines: Vec<Line>,
    /// `listen-v6`.
    v6: bool,
    /// `fixed-port:N`.
    port: Option<u16>,
}

impl Mode {
    /// Reads the environment.
    pub fn read() -> Mode {
        let text = std::env::var("PROBE_MODE").unwrap_or_default();
        let mut mode = Mode::default();
        text.split(';').for_each(|part| mode.apply(part));
        mode
    }

    fn apply(&mut self, part: &str) {
        let (name, value) = part.split_once(':').unwrap_or((part, ""));
        match name {
            "exit" if value == "0-after-ready" => self.exits_when_ready = true,
            "exit" => self.exit = value.parse().ok(),
            "late" => self.late = Duration::from_millis(value.parse().unwrap_or_default()),
            "silent" => self.silent = true,
            "spawn-grandchild" => self.grandchild = true,
            "stdout" => self.lines.push(Line::Out(value.to_owned())),
            "stderr" => self.lines.push(Line::Err(value.to_owned())),
            "listen-v6" => self.v6 = true,
            "fixed-port" => self.port = value.parse().ok(),
            "sleep" => std::thread::sleep(super::LIFE),
            _ => {}
        }
    }

    /// Where to listen.
    pub fn address(&self) -> SocketAddr {
        let told = std::env::var("FUNCTIONS_CUSTOMHANDLER_PORT").ok();
        let port = self.port.or_else(|| told?.parse().ok()).unwrap_or(0);
        match self.v6 {
            true => SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], port)),
            false => SocketAddr::from(([127, 0, 0, 1], port)),
        }
    }
}

/// Starts a process that does nothing, and says which.
pub fn spawn_grandchild() -> Option<u32> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.env("PROBE_MODE", "sleep").stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Some(command.spawn().ok()?.id())
}
