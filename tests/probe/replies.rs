//! What the probe answers: `PROBE_REPLIES`, a JSON list. The first entry that fits is taken:
//!
//! - `path`: the path it is for, without the query; any path when missing;
//! - `times`: how often it is taken, counted across restarts of the probe; always when missing;
//! - `status` (200), `headers` (a list of pairs), `body` (text, or any JSON; with JSON and no
//!   content type given, `application/json`);
//! - `fill`: a body of so many bytes; `echo`: the request's own body;
//! - `chunks`: a list of `[text, milliseconds to wait before it]`, sent chunked;
//! - `raw`: the whole answer, and the connection is closed;
//! - `delay_ms`: waits first; `close`: closes without an answer; `exit`: ends the process.
//!
//! Nothing that fits: 200, `application/json`, `{}`.

use std::fs;
use std::io::{Result, Write};
use std::path::PathBuf;
use std::process::exit;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::http::Request;

/// The list, read anew for each request: a test may change it.
pub struct Replies {
    path: Option<PathBuf>,
    turn: Mutex<()>,
}

impl Replies {
    /// Reads `PROBE_REPLIES`.
    pub fn from_environment() -> Replies {
        Replies {
            path: std::env::var_os("PROBE_REPLIES").map(PathBuf::from),
            turn: Mutex::new(()),
        }
    }

    /// Answers a request. False when the connection has to be closed.
    pub fn answer(&self, request: &Request, writer: &mut impl Write) -> Result<bool> {
        let reply = self.take(request).unwrap_or_else(|| json!({"body": {}}));
        sleep(milliseconds(&reply["delay_ms"]));
        if let Some(code) = reply["exit"].as_i64() {
            exit(code as i32);
        }
        if reply["close"] == true {
            return Ok(false);
        }
        if let Some(raw) = reply["raw"].as_str() {
            writer.write_all(raw.as_bytes())?;
            return Ok(false);
        }
        write_reply(&reply, request, writer)?;
        Ok(true)
    }

    fn take(&self, request: &Request) -> Option<Json> {
        let path = self.path.as_ref()?;
        let _alone = self.turn.lock();
        let list: Vec<Json> = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let counts = path.with_extension("used");
        let mut used = fs::read_to_string(&counts).unwrap_or_default();
        let fits = |(index, reply): &(usize, Json)| {
            let target = request.target.split('?').next();
            let here = reply["path"].is_null() || reply["path"].as_str() == target;
            let taken = used.lines().filter(|l| *l == index.to_string()).count() as u64;
            here && reply["times"].as_u64().is_none_or(|times| taken < times)
        };
        let (index, reply) = list.into_iter().enumerate().find(fits)?;
        used.push_str(&format!("{index}\n"));
        if !reply["times"].is_null() {
            fs::write(&counts, used).ok()?;
        }
        Some(reply)
    }
}

fn milliseconds(value: &Json) -> Duration {
    Duration::from_millis(value.as_u64().unwrap_or_default())
}

fn write_reply(reply: &Json, request: &Request, writer: &mut impl Write) -> Result<()> {
    let status = reply["status"].as_u64().unwrap_or(200);
    let mut head = format!("HTTP/1.1 {status} Told\r\n");
    let mut labelled = false;
    for pair in reply["headers"].as_array().into_iter().flatten() {
        let [name, value] = [&pair[0], &pair[1]].map(|v| v.as_str().unwrap_or_default());
        labelled |= name.eq_ignore_ascii_case("content-type");
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !labelled && let Some(kind) = kind(reply, request) {
        head.push_str(&format!("Content-Type: {kind}\r\n"));
    }
    if let Some(chunks) = reply["chunks"].as_array() {
        return write_chunks(&head, chunks, writer);
    }
    let body = body(reply, request);
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    writer.write_all(head.as_bytes())?;
    match request.method.as_str() {
        "HEAD" => Ok(()),
        _ => writer.write_all(&body),
    }
}

fn kind(reply: &Json, request: &Request) -> Option<String> {
    match &reply["body"] {
        _ if reply["echo"] == true => request.header("content-type").map(str::to_owned),
        Json::Null | Json::String(_) => None,
        _ => Some("application/json".to_owned()),
    }
}

fn body(reply: &Json, request: &Request) -> Vec<u8> {
    if reply["echo"] == true {
        return request.body.clone();
    }
    if let Some(size) = reply["fill"].as_u64() {
        return vec![b'x'; size as usize];
    }
    match &reply["body"] {
        Json::Null => Vec::new(),
        Json::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}

fn write_chunks(head: &str, chunks: &[Json], writer: &mut impl Write) -> Result<()> {
    writer.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
    for chunk in chunks {
        sleep(milliseconds(&chunk[1]));
        let text = chunk[0].as_str().unwrap_or_default();
        writer.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes())?;
    }
    writer.write_all(b"0\r\n\r\n")
}
