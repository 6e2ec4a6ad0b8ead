//! A plain HTTP/1.1 client: sends what it is given, and shows exactly what came back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A response as it was on the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names as they were sent.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).replace("\r\n", "\n")
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The first header of this name, in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    /// All headers of this name, in any case.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let headers = self.headers.iter();
        let these = headers.filter(|(n, _)| n.eq_ignore_ascii_case(name));
        these.map(|(_, value)| value.as_str()).collect()
    }

    /// Fails the test unless status and body are these.
    #[track_caller]
    pub(crate) fn is(self, status: u16, body: &str) -> Self {
        assert_eq!(
            (self.status, self.text().as_str()),
            (status, body),
            "{self:?}"
        );
        self
    }
}

/// An open connection.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects.
    #[track_caller]
    pub(crate) fn open(address: SocketAddr) -> Connection {
        let stream = TcpStream::connect(address).expect("the host listens");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Connection(BufReader::new(stream))
    }

    /// Sends these bytes.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        // A host that refuses early may close before it has read everything.
        let _ = self.0.get_mut().write_all(bytes);
    }

    /// Sends a request with a `Host` header and, if there is a body, its length.
    pub(crate) fn request(&mut self, line: &str, headers: &[(&str, &str)], body: Option<&[u8]>) {
        let port = self.0.get_ref().peer_addr().unwrap().port();
        let mut head = format!("{line} HTTP/1.1\r\nHost: localhost:{port}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = body {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.send(format!("{head}\r\n").as_bytes());
        self.send(body.unwrap_or_default());
    }

    /// Status and headers of the answer.
    #[track_caller]
    pub(crate) fn head(&mut self) -> Answer {
        let start = self.line();
        let status = start.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut answer = Answer {
            status: status.unwrap_or_else(|| panic!("no status in {start:?}")),
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let line = self.line();
            match line.split_once(": ").or_else(|| line.split_once(':')) {
                Some((name, value)) => answer.headers.push((name.into(), value.into())),
                None => return answer,
            }
        }
    }

    /// The whole answer to a request that was not HEAD.
    #[track_caller]
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = self.head();
        if answer.header("transfer-encoding").is_some() {
            while let Some(chunk) = self.chunk() {
                answer.body.extend(chunk);
            }
            return answer;
        }
        let length = answer
            .header("content-length")
            .map(|text| text.parse().unwrap());
        match length {
            Some(length) => {
                answer.body = vec![0; length];
                self.0.read_exact(&mut answer.body).expect("the whole body");
            }
            None if matches!(answer.status, 204 | 304) => {}
            None => drop(
                self.0
                    .read_to_end(&mut answer.body)
                    .expect("the whole body"),
            ),
        }
        answer
    }

    /// The next chunk of a chunked body; none at its end.
    #[track_caller]
    pub(crate) fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = usize::from_str_radix(self.line().trim(), 16).expect("a chunk's size");
        let mut chunk = vec![0; size];
        self.0.read_exact(&mut chunk).expect("the whole chunk");
        self.line();
        (size > 0).then_some(chunk)
    }

    #[track_caller]
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("an answer in time");
        line.trim_end_matches(['\r', '\n']).to_owned()
    }
}
