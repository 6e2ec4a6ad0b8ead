//! Azurite on free loopback ports, started when a test needs it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::TempDir;

use crate::harness::skip;

const NAME: &str = "devstoreaccount1";

/// The key of the only account of every Azurite, as its documentation gives it.
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// A running Azurite, its data in a folder of its own. Ends when dropped.
pub(super) struct Azurite {
    child: Child,
    /// The connection string of its account, with its endpoints.
    pub(super) connection: String,
    _data: TempDir,
    _output: BufReader<ChildStdout>,
}

impl Azurite {
    /// The one that the tests under way share. None when it is not installed.
    pub(super) fn shared() -> Option<Arc<Azurite>> {
        static SHARED: Mutex<Weak<Azurite>> = Mutex::new(Weak::new());
        // A test that failed here has left nothing half done.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return Some(running);
        }
        let started = Arc::new(Azurite::start([0, 0, 0], &[])?);
        *shared = Arc::downgrade(&started);
        Some(started)
    }

    /// A new one on the ports of its blob, queue and table service, 0 for any.
    pub(super) fn start(ports: [u16; 3], more: &[&str]) -> Option<Azurite> {
        let data = tempfile::tempdir().unwrap();
        let mut command = Command::new("azurite");
        command
            .args(["--silent", "--skipApiVersionCheck", "--disableTelemetry"])
            .args(more)
            .arg("--location")
            .arg(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        for (service, port) in ["blob", "queue", "table"].into_iter().zip(ports) {
            command.args([&format!("--{service}Host"), "127.0.0.1"]);
            command.args([&format!("--{service}Port"), &port.to_string()]);
        }
        let Ok(mut child) = command.spawn() else {
            skip("needs azurite");
            return None;
        };
        let mut output = BufReader::new(child.stdout.take().unwrap());
        Some(Azurite {
            child,
            connection: connection(&mut output),
            _data: data,
            _output: output,
        })
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The connection string, once all three services listen.
fn connection(output: &mut impl BufRead) -> String {
    let mut addresses = HashMap::new();
    for line in output.lines().map_while(Result::ok) {
        let Some((service, address)) = line.split_once(" service is successfully listening at ")
        else {
            continue;
        };
        let service = service.trim_start_matches("Azurite ").to_owned();
        addresses.insert(service, address.to_owned());
        if addresses.len() == 3 {
            break;
        }
    }
    let endpoint = |service: &str| {
        let address = addresses.get(service).expect("azurite starts");
        format!("{service}Endpoint={address}/{NAME};")
    };
    let endpoints = ["Blob", "Queue", "Table"].map(endpoint).concat();
    format!("AccountName={NAME};AccountKey={KEY};{endpoints}")
}
