//! HTTP/1.1 as it is on the wire: nothing is normalised, so that tests see every byte.

use std::io::{BufRead, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

/// Bodies up to this size are noted down; of longer ones only the length.
const NOTED: usize = 64 * 1024;

/// How the end of a body is told.
#[derive(Clone, Copy)]
pub enum Framing {
    /// `Content-Length`.
    Length,
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// There is no body.
    None,
}

/// A request with its headers in the spelling and order that were sent.
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub framing: Framing,
}

impl Request {
    /// The next request of a connection; none when it was closed.
    pub fn read(reader: &mut impl BufRead, writer: &mut impl Write) -> Result<Option<Request>> {
        let Some(start) = line(reader)? else {
            return Ok(None);
        };
        let mut words = start.split(' ');
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or_default().to_owned();
        let headers = headers(reader)?;
        if value(&headers, "expect").is_some() {
            writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let (framing, body) = body(reader, &headers)?;
        Ok(Some(Request {
            method,
            target,
            headers,
            body,
            framing,
        }))
    }

    /// Whether it is the host's question whether the handler is there (H-START-28).
    pub fn is_ping(&self) -> bool {
        let calls = value(&self.headers, "x-azure-functions-invocationid").is_some();
        self.method == "GET" && self.target == "/" && !calls
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.headers, name)
    }

    /// The form in `PROBE_LOG`.
    pub fn note(&self) -> Json {
        let short = self.body.len() <= NOTED;
        json!({
            "method": self.method,
            "target": self.target,
            "headers": self.headers,
            "framing": match self.framing {
                Framing::Length => "content-length",
                Framing::Chunked => "chunked",
                Framing::None => "none",
            },
            "length": self.body.len(),
            "body": short.then(|| String::from_utf8_lossy(&self.body)),
            "base64": short.then(|| BASE64_STANDARD.encode(&self.body)),
        })
    }
}

fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.as_str())
}

fn line(reader: &mut impl BufRead) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    reader.read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn headers(reader: &mut impl BufRead) -> Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = line(reader)?.ok_or(ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or(ErrorKind::InvalidData)?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

fn body(reader: &mut impl BufRead, headers: &[(String, String)]) -> Result<(Framing, Vec<u8>)> {
    if value(headers, "transfer-encoding").is_some() {
        return Ok((Framing::Chunked, chunks(reader)?));
    }
    let Some(length) = value(headers, "content-length") else {
        return Ok((Framing::None, Vec::new()));
    };
    let length: usize = length.parse().map_err(Error::other)?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((Framing::Length, body))
}

fn chunks(reader: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(reader)?.ok_or(ErrorKind::UnexpectedEof)?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(Error::other)?;
        reader.by_ref().take(size).read_to_end(&mut body)?;
        line(reader)?; // the end of the chunk, or the empty line after the last one
        if size == 0 {
            return Ok(body);
        }
    }
}

/// What a server answers to a GET, as text.
pub fn get(address: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
