//! The handler of the load tests: does what the address of the call asks for, good or bad.
//!
//! The word after `/do/` in the path, or in the `Url` of an envelope, is the deed; `POST /Jobs`
//! is a queue message. Only std, a thread a connection.

use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, exit};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How much of a body is looked at; the rest is counted.
const LOOKED_AT: usize = 64 * 1024;
const MESSAGES: usize = 1000;

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("child") {
        sleep_on();
    }
    let port = std::env::var("FUNCTIONS_CUSTOMHANDLER_PORT").unwrap_or_default();
    let port = port.parse().unwrap_or(8080);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    for stream in listener.incoming() {
        let stream = stream?;
        std::thread::spawn(move || drop(serve(stream)));
    }
    Ok(())
}

fn sleep_on() -> ! {
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

struct Request {
    path: String,
    is_head: bool,
    body: Vec<u8>,
    length: usize,
}

impl Request {
    fn is_envelope(&self) -> bool {
        !self.path.starts_with("/api/")
    }

    /// The words after `/do/`.
    fn deed(&self) -> (String, usize) {
        let text = match self.is_envelope() {
            true => String::from_utf8_lossy(&self.body).into_owned(),
            false => self.path.clone(),
        };
        let Some((_, deed)) = text.split_once("/do/") else {
            return ("hello".to_owned(), 0);
        };
        let end = deed.find(['"', '?', ' ']).unwrap_or(deed.len());
        let (name, number) = deed[..end].split_once('/').unwrap_or((&deed[..end], "0"));
        (name.to_owned(), number.parse().unwrap_or(0))
    }
}

fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    while let Some(request) = read(&mut reader, &mut out)? {
        match request.path.as_str() {
            "/Jobs" => jobs(&request, &mut out)?,
            "/Poison" => poison(&request, &mut out)?,
            "/Fill" => fill(&mut out)?,
            _ => act(&request, &mut out)?,
        }
    }
    Ok(())
}

fn read(reader: &mut BufReader<TcpStream>, out: &mut TcpStream) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split(' ');
    let is_head = words.next() == Some("HEAD");
    let path = words.next().unwrap_or_default().to_owned();
    let (mut length, mut chunked) = (0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        match line.split_once(": ") {
            None => break,
            Some(("content-length", value)) => length = value.parse().unwrap_or(0),
            Some(("transfer-encoding", _)) => chunked = true,
            Some(("expect", _)) => out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?,
            Some(_) => {}
        }
    }
    let mut request = Request {
        path,
        is_head,
        body: Vec::new(),
        length: 0,
    };
    match chunked {
        false => take(reader, length, &mut request)?,
        true => take_chunks(reader, &mut request)?,
    }
    Ok(Some(request))
}

fn take(reader: &mut impl BufRead, length: usize, request: &mut Request) -> io::Result<()> {
    let mut left = length;
    while left > 0 {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let taken = bytes.len().min(left);
        let room = LOOKED_AT.saturating_sub(request.body.len()).min(taken);
        request.body.extend_from_slice(&bytes[..room]);
        reader.consume(taken);
        left -= taken;
        request.length += taken;
    }
    Ok(())
}

fn take_chunks(reader: &mut impl BufRead, request: &mut Request) -> io::Result<()> {
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
        take(reader, length, request)?;
        reader.read_line(&mut line)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn act(request: &Request, out: &mut TcpStream) -> io::Result<()> {
    const HEAD: &str = "HTTP/1.1 200 OK\r\n";
    let (deed, number) = request.deed();
    match deed.as_str() {
        "hang" => sleep_on(),
        "exit" => exit(i32::try_from(number).unwrap_or(1)),
        "pid" => say(request, out, &format!("pid {}", std::process::id())),
        "count" => say(request, out, &format!("{} bytes", request.length)),
        "child" => say(request, out, &format!("pid {}", child()?)),
        "big" => big(request, out, number),
        "slow" => {
            std::thread::sleep(Duration::from_millis(number as u64));
            say(request, out, "hello!")
        }
        "flood-out" => {
            std::thread::spawn(move || flood(io::stdout(), &[b'x'; 1000], number));
            say(request, out, "hello!")
        }
        "flood-err" => {
            std::thread::spawn(move || flood(io::stderr(), b"something is odd\n", number));
            say(request, out, "hello!")
        }
        "close" => broken(out, ""),
        "half" => broken(out, &format!("{HEAD}Content-Length: 1000\r\n\r\nhalf")),
        "half-head" => broken(out, "HTTP/1.1 200 OK\r\nContent-Le"),
        "garbage" => broken(out, "\x01\x02 SSH-2.0 what\r\n\r\n\r\n"),
        "chunk-lie" => broken(
            out,
            &format!(
                "{HEAD}Content-Type: application/json\r\n\
                 Transfer-Encoding: chunked\r\n\r\n40000000\r\nnot that much"
            ),
        ),
        "bad-chunk" => broken(
            out,
            &format!("{HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\nnot a number"),
        ),
        "headers" => {
            let headers: String = (0..number).map(|n| format!("X-H-{n}: {n}\r\n")).collect();
            broken(out, &format!("{HEAD}{headers}Content-Length: 0\r\n\r\n"))
        }
        "early" => {
            let early = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
            out.write_all(early.repeat(3).as_bytes())?;
            say(request, out, "hello!")
        }
        "trailers" => {
            let (kind, text) = shaped(request, "hello!");
            let length = text.len();
            let answer = format!(
                "{HEAD}Content-Type: {kind}\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\
                 \r\n{length:x}\r\n{text}\r\n0\r\nX-End: yes\r\n\r\n"
            );
            out.write_all(answer.as_bytes())
        }
        _ => say(request, out, "hello!"),
    }
}

/// Says this and hangs up.
fn broken(out: &mut TcpStream, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.shutdown(std::net::Shutdown::Both)?;
    Err(io::ErrorKind::ConnectionAborted.into())
}

fn shaped(request: &Request, text: &str) -> (&'static str, String) {
    match request.is_envelope() {
        true => {
            let reply = format!(r#"{{"Outputs":{{"res":{{"body":"{text}"}}}}}}"#);
            ("application/json", reply)
        }
        false => ("text/plain", text.to_owned()),
    }
}

fn say(request: &Request, out: &mut TcpStream, text: &str) -> io::Result<()> {
    let (kind, mut body) = shaped(request, text);
    let length = body.len();
    if request.is_head {
        body.clear();
    }
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}");
    out.write_all(format!("{head}\r\n\r\n{body}").as_bytes())
}

/// That many bytes, without holding them.
fn big(request: &Request, out: &mut TcpStream, length: usize) -> io::Result<()> {
    let (kind, frame) = shaped(request, "|");
    let (before, after) = frame.split_once('|').unwrap_or_default();
    let all = before.len() + length + after.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {all}");
    out.write_all(format!("{head}\r\n\r\n{before}").as_bytes())?;
    // Not base64, else it would come out shorter (H-RESP-17).
    io::copy(&mut io::repeat(b'!').take(length as u64), out)?;
    out.write_all(after.as_bytes())
}

fn child() -> io::Result<u32> {
    let mut command = Command::new(std::env::current_exe()?);
    Ok(command.arg("child").spawn()?.id())
}

fn flood(mut stream: impl Write, text: &[u8], length: usize) {
    for _ in 0..length / text.len() {
        if stream.write_all(text).is_err() {
            return;
        }
    }
}

/// One request that puts all the messages.
fn fill(out: &mut TcpStream) -> io::Result<()> {
    let names: Vec<String> = (0..MESSAGES).map(|n| format!("\"job-{n}!\"")).collect();
    let body = format!(r#"{{"Outputs":{{"jobs":[{}]}}}}"#, names.join(","));
    reply(out, "200 OK", &body)
}

fn reply(out: &mut TcpStream, status: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json");
    out.write_all(format!("{head}\r\nContent-Length: {length}\r\n\r\n{body}").as_bytes())
}

/// Does a job, or fails, or dies of it. Every tenth of a hundred always fails.
fn jobs(request: &Request, out: &mut TcpStream) -> io::Result<()> {
    let (job, count) = message(request);
    note("tried", &format!("{job} {count}"));
    let luck = chance();
    if luck.is_multiple_of(97) {
        exit(200); // not counted as a failure (H-START-38)
    }
    if job % 100 == 10 || luck % 5 == 1 {
        return reply(out, "500 Internal Server Error", "");
    }
    note("done", &job.to_string());
    reply(out, "200 OK", "{}")
}

fn poison(request: &Request, out: &mut TcpStream) -> io::Result<()> {
    note("poisoned", &message(request).0.to_string());
    reply(out, "200 OK", "{}")
}

/// The number of the job, and how often it was taken.
fn message(request: &Request) -> (u32, u32) {
    let text = String::from_utf8_lossy(&request.body);
    let number = |after: &str| {
        let rest = text.split_once(after).unwrap_or_default().1;
        let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits.find(|c: char| !c.is_ascii_digit());
        digits[..end.unwrap_or(0)].parse().unwrap_or(u32::MAX)
    };
    (number("job-"), number("\"DequeueCount\""))
}

/// One line, written at once, so that it is there when the process dies next.
fn note(file: &str, line: &str) {
    let path = format!("{file}.log");
    let file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    assert!(written.is_ok());
}

/// The same numbers in every run of a process; another row in each process.
fn chance() -> u64 {
    static STATE: AtomicU64 = AtomicU64::new(0);
    let step = STATE.fetch_add(1, Ordering::Relaxed) + u64::from(std::process::id()) * 1000;
    let mixed = (step + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}
