//! A language client of a few lines: it frames messages, numbers requests and keeps what the
//! server publishes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

/// A session with `fch lsp`.
pub(super) struct Client {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    requests: u64,
    /// The last diagnostics of each address.
    published: BTreeMap<String, Vec<Value>>,
}

impl Client {
    /// Starts a server and shakes hands; returns what the server says of itself too.
    pub(super) fn start(encodings: &[&str]) -> (Client, Value) {
        let mut client = Client::spawn();
        let general = json!({ "positionEncodings": encodings });
        let params = json!({ "processId": null, "rootUri": null,
            "capabilities": { "general": general } });
        let result = client.request("initialize", params);
        client.notify("initialized", json!({}));
        (client, result)
    }

    /// Starts a server and says nothing.
    pub(super) fn spawn() -> Client {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fch"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Client {
            stdin: child.stdin.take().unwrap(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
            requests: 0,
            published: BTreeMap::new(),
        }
    }

    /// Sends a request and waits for its result.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Value {
        let mut answer = self.ask(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Sends a request and waits for its answer, good or bad.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message;
            }
            self.keep(message);
        }
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Opens a document with the text on disk, or another one.
    pub(super) fn open(&mut self, path: &Path, text: Option<&str>) {
        let on_disk = || std::fs::read_to_string(path).unwrap();
        let text = text.map_or_else(on_disk, str::to_owned);
        let document =
            json!({ "uri": uri(path), "languageId": "json", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the text of an open document.
    pub(super) fn change(&mut self, path: &Path, text: &str) {
        let document = json!({ "uri": uri(path), "version": 2 });
        let changes = json!([{ "text": text }]);
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", params);
    }

    /// Sends a request about a place of a document.
    pub(super) fn at(&mut self, method: &str, path: &Path, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": uri(path) }, "position": position });
        self.request(method, params)
    }

    /// The diagnostics of a document as `code line:character`, once the server has nothing more
    /// to say about what it was told.
    pub(super) fn diagnostics(&mut self, path: &Path) -> Vec<String> {
        // Any answer comes after everything that was published before the question.
        self.at("textDocument/hover", path, 0, 0);
        let published = self.published.get(&uri(path));
        let list = published.map_or(&[][..], Vec::as_slice).iter();
        list.map(|diagnostic| {
            let start = &diagnostic["range"]["start"];
            let code = diagnostic["code"].as_str().unwrap();
            format!("{code} {}:{}", start["line"], start["character"])
        })
        .collect()
    }

    /// The diagnostics of a document in full.
    pub(super) fn raw(&mut self, path: &Path) -> Vec<Value> {
        self.diagnostics(path);
        self.published.get(&uri(path)).cloned().unwrap_or_default()
    }

    /// Ends the session as the protocol wants.
    pub(super) fn stop(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        drop(self.stdin);
        self.child.wait().unwrap()
    }

    /// The quick fixes that touch a line of a document.
    pub(super) fn actions(&mut self, path: &Path, line: u32) -> Vec<Value> {
        let place = json!({ "line": line, "character": 0 });
        let end = json!({ "line": line, "character": 9999 });
        let params = json!({ "textDocument": { "uri": uri(path) },
            "range": { "start": place, "end": end }, "context": { "diagnostics": [] } });
        let actions = self.request("textDocument/codeAction", params);
        actions.as_array().cloned().unwrap_or_default()
    }

    /// Closes a document: from now on the disk has its text.
    pub(super) fn close(&mut self, path: &Path) {
        let document = json!({ "textDocument": { "uri": uri(path) } });
        self.notify("textDocument/didClose", document);
    }

    /// Hangs up without a word.
    pub(super) fn hang_up(mut self) -> ExitStatus {
        drop(self.stdin);
        self.child.wait().unwrap()
    }

    /// Sends these bytes, hangs up, and says how the server ended.
    pub(super) fn send_raw(mut self, bytes: &[u8]) -> ExitStatus {
        self.stdin.write_all(bytes).unwrap();
        drop(self.stdin);
        self.child.wait().unwrap()
    }

    pub(super) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.stdin.flush().unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(
                self.stdout.read_line(&mut line).unwrap() > 0,
                "the server hung up"
            );
            if let Some(number) = line.strip_prefix("Content-Length: ") {
                length = number.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut text = vec![0; length];
        self.stdout.read_exact(&mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    fn keep(&mut self, mut message: Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            let list = message["params"]["diagnostics"].take();
            let list = list.as_array().cloned().unwrap_or_default();
            self.published.insert(uri, list);
        }
    }
}

/// The address of a path, as clients write it.
pub(super) fn uri(path: &Path) -> String {
    let path = path.display().to_string().replace('\\', "/");
    let byte = |b: u8| match b {
        b'%' | b' ' | 0x80.. => format!("%{b:02X}"),
        _ => char::from(b).to_string(),
    };
    let escaped: String = path.bytes().map(byte).collect();
    format!(
        "file://{}{escaped}",
        if path.starts_with('/') { "" } else { "/" }
    )
}
