//! A running handler, and talking to it as the host does.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Language;

pub struct Handler {
    process: Child,
    port: u16,
}

#[derive(Clone, Copy)]
pub enum Body<'a> {
    None,
    Sized(&'a str),
    Bytes(&'a [u8]),
    Chunked(&'a str),
}

pub struct Reply {
    pub status: u16,
    content_type: String,
    pub body: String,
}

/// The command that host.json describes, with this port in its arguments and its environment.
fn command(app: &Path, port: &str) -> Command {
    let host = fs::read(app.join("host.json")).unwrap();
    let host: Value = serde_json::from_slice(&host).unwrap();
    let description = &host["customHandler"]["description"];
    let executable = description["defaultExecutablePath"].as_str().unwrap();
    // H-CFG-26: a file of the app, else one on PATH.
    let own = app.join(format!("{executable}{}", std::env::consts::EXE_SUFFIX));
    let mut command = match own.is_file() {
        true => Command::new(own),
        false => Command::new(executable),
    };
    let arguments = description["arguments"].as_array();
    let arguments = arguments.into_iter().flatten().map(|a| a.as_str().unwrap());
    command
        .args(arguments.map(|text| text.replace("%FUNCTIONS_CUSTOMHANDLER_PORT%", port)))
        .current_dir(app)
        .env("FUNCTIONS_CUSTOMHANDLER_PORT", port);
    command
}

impl Handler {
    /// Starts the handler of `app` as the host does, and waits until it listens.
    pub fn start(app: &Path, language: &Language) -> Handler {
        if language.reads_the_port {
            refuses_a_bad_port(app);
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = command(app, &port.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut handler = Handler { process, port };
        let stdout = handler.process.stdout.take().unwrap();
        let mut lines = BufReader::new(stdout).lines();
        if language.reads_the_port {
            // H-START-24: on stdout, since the host takes stderr for errors.
            let first = lines.next().unwrap().unwrap();
            assert_eq!(first, format!("listening on http://127.0.0.1:{port}"));
        }
        std::thread::spawn(move || lines.for_each(drop));
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "it never listens"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        #[cfg(target_os = "linux")]
        assert!(
            TcpStream::connect(("127.0.0.2", port)).is_err(),
            "only 127.0.0.1 is listened on"
        );
        handler
    }

    /// Tells it to end in the middle of a request, and with a connection that waits for its next
    /// one: how long it took, and the answer and the exit code that came.
    #[cfg(unix)]
    pub fn end(mut self) -> (Duration, Reply, Option<i32>) {
        let mut waiting = self.connect();
        let ask = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        waiting.write_all(ask.as_bytes()).unwrap();
        assert_eq!(Reply::read(&waiting, "GET").status, 200);
        let mut running = self.connect();
        let head = "POST /nobody HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n";
        let (one, two) = (format!("{head}{{\"Dat"), "a\": {}}");
        running.write_all(one.as_bytes()).unwrap();
        let moment = Duration::from_millis(500);
        std::thread::sleep(moment);

        let pid = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let begin = Instant::now();
        std::thread::sleep(moment);
        running.write_all(two.as_bytes()).unwrap();
        let reply = Reply::read(&running, "POST");
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return (begin.elapsed(), reply, status.code());
            }
            assert!(begin.elapsed() < Duration::from_secs(20), "it never ends");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn invoke(&self, function: &str, event: &Value) -> Value {
        let event = event.to_string();
        self.send("POST", &format!("/{function}"), Body::Sized(&event))
            .envelope()
    }

    pub fn send(&self, method: &str, path: &str, body: Body<'_>) -> Reply {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n",
            self.port
        );
        let head = head + "Connection: close\r\nContent-Type: application/json; charset=utf-8\r\n";
        let request = match body {
            Body::None => format!("{head}\r\n").into_bytes(),
            Body::Sized(body) => sized(&head, body.as_bytes()),
            Body::Bytes(body) => sized(&head, body),
            Body::Chunked(body) => {
                let (one, two) = body.split_at(body.len() / 2);
                let chunk = |part: &str| format!("{:x}\r\n{part}\r\n", part.len());
                let chunks = chunk(one) + &chunk(two);
                format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n").into_bytes()
            }
        };
        let mut stream = self.connect();
        stream.write_all(&request).unwrap();
        Reply::read(&stream, method)
    }

    /// Sends a body of chunks of 1 MiB, until there are too many or nobody listens; with an end, if
    /// that is waited for.
    pub fn flood(&self, path: &str, mebibytes: usize, ends: bool) -> Reply {
        let mut stream = self.connect();
        let head = format!("POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
        let _ = (0..mebibytes).try_for_each(|_| stream.write_all(chunk.as_bytes()));
        if ends {
            stream.write_all(b"0\r\n\r\n").unwrap();
        }
        Reply::read(&stream, "POST")
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let limit = Some(Duration::from_secs(20));
        stream.set_read_timeout(limit).unwrap();
        stream.set_write_timeout(limit).unwrap();
        stream
    }

    /// Sends these bytes as they are.
    pub fn exchange(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        Reply::read(&stream, "POST")
    }
}

fn sized(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

impl Reply {
    /// The answer to a request of this method.
    fn read(stream: &TcpStream, method: &str) -> Reply {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut content_type, mut length, mut chunked) = (String::new(), 0, false);
        loop {
            line.clear();
            stream.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-type") => {
                    value.clone_into(&mut content_type);
                }
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap();
                }
                Some((name, value)) if name.eq_ignore_ascii_case("transfer-encoding") => {
                    chunked = value == "chunked";
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = Vec::new();
        if method == "HEAD" {
            // Whatever the headers say, nothing follows them.
            (length, chunked) = (0, false);
            stream.read_to_end(&mut body).unwrap();
        }
        while chunked {
            line.clear();
            stream.read_line(&mut line).unwrap();
            let size = usize::from_str_radix(line.trim_end(), 16).unwrap();
            body.resize(body.len() + size, 0);
            let begin = body.len() - size;
            stream.read_exact(&mut body[begin..]).unwrap();
            stream.read_line(&mut line).unwrap();
            chunked = size > 0;
        }
        if length > 0 {
            body.resize(length, 0);
            stream.read_exact(&mut body).unwrap();
        }
        Reply {
            status,
            content_type,
            body: String::from_utf8(body).unwrap(),
        }
    }

    /// H-RESP-01: an answer that lets the invocation succeed.
    pub fn envelope(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        let envelope = self.json();
        assert!(envelope.is_object(), "{envelope}");
        envelope
    }

    /// H-RESP-03 and H-RESP-06: JSON, said to be JSON, and never nothing.
    pub fn json(&self) -> Value {
        let media_type = self.content_type.split(';').next();
        assert_eq!(media_type, Some("application/json"));
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn refuses_a_bad_port(app: &Path) {
    for port in ["", "http", "0", "65536", "-1"] {
        let output = command(app, port).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{port}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("FUNCTIONS_CUSTOMHANDLER_PORT is"),
            "{port}: {said}"
        );
    }
}
