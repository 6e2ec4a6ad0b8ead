//! The Python that has the SDKs, and programs that it runs.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value as Json, json};

use super::azurite::Azurite;
use crate::harness::skip;

/// The interpreter that `FCH_PYTHON` names, else the usual one. None when it lacks one of these
/// modules.
pub(super) fn python(modules: &[&str]) -> Option<OsString> {
    let python = std::env::var_os("FCH_PYTHON").unwrap_or_else(|| "python3".into());
    let mut probe = Command::new(&python);
    probe.args(["-c", &format!("import {}", modules.join(", "))]);
    let found = probe.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    skip(&format!("needs python with {}", modules.join(", ")));
    None
}

/// A file beside this one.
pub(super) fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/peers")
        .join(name)
}

/// The Azure SDK as a child process that does one operation after another.
pub(super) struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Client {
    /// A client of this Azurite. None when the SDK is not installed.
    pub(super) fn of(azurite: &Azurite) -> Option<Client> {
        Client::trusting(azurite, Path::new(""))
    }

    /// The same, which trusts a certificate.
    pub(super) fn trusting(azurite: &Azurite, certificate: &Path) -> Option<Client> {
        let sdk = [
            "azure.data.tables",
            "azure.storage.blob",
            "azure.storage.queue",
        ];
        let mut child = Command::new(python(&sdk)?)
            .arg(program("client.py"))
            .arg(&azurite.connection)
            .arg(certificate)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Some(Client {
            child,
            input,
            output,
        })
    }

    /// Puts a message; the queue comes to be.
    #[track_caller]
    pub(super) fn put_message(&mut self, queue: &str, encoding: &str, text: &str) {
        self.call(json!(["put_message", queue, encoding, text]));
    }

    /// Takes all messages that are there.
    #[track_caller]
    pub(super) fn take_messages(&mut self, queue: &str, encoding: &str) -> Vec<String> {
        serde_json::from_value(self.call(json!(["take_messages", queue, encoding]))).unwrap()
    }

    /// How many messages a queue holds, hidden ones too.
    #[track_caller]
    pub(super) fn count_messages(&mut self, queue: &str) -> Json {
        self.call(json!(["count_messages", queue]))
    }

    /// Writes a blob; the container comes to be. Its etag.
    #[track_caller]
    pub(super) fn put_blob(&mut self, container: &str, name: &str, text: &str, meta: Json) -> Json {
        self.call(json!(["put_blob", container, name, text, meta]))
    }

    /// The text of a blob; null when there is none.
    #[track_caller]
    pub(super) fn get_blob(&mut self, container: &str, name: &str) -> Json {
        self.call(json!(["get_blob", container, name]))
    }

    /// How many blobs have names with this end.
    #[track_caller]
    pub(super) fn count_blobs(&mut self, container: &str, end: &str) -> Json {
        self.call(json!(["count_blobs", container, end]))
    }

    /// Adds an entity; the table comes to be.
    #[track_caller]
    pub(super) fn put_entity(&mut self, table: &str, entity: Json) {
        self.call(json!(["put_entity", table, entity]));
    }

    /// An entity; null when there is none.
    #[track_caller]
    pub(super) fn get_entity(&mut self, table: &str, partition: &str, row: &str) -> Json {
        self.call(json!(["get_entity", table, partition, row]))
    }

    #[track_caller]
    fn call(&mut self, request: Json) -> Json {
        writeln!(self.input, "{request}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the client failed: {request}"))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
