//! The handler of the tests: notes down exactly what the host sends, and answers as told.
//!
//! Told by the environment:
//! - `PROBE_LOG`: a file that gets one JSON object for each request, see [`http::Request::note`];
//! - `PROBE_REPLIES`: a file with what to answer, see [`replies`];
//! - `PROBE_ENV`: a file that gets one JSON object for each start: process, arguments, folder,
//!   environment;
//! - `PROBE_MODE`: how to misbehave, see [`mode::Mode`].

mod http;
mod mode;
mod replies;

use std::fs::OpenOptions;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::exit;
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};

use http::Request;
use mode::Mode;
use replies::Replies;

/// A probe that nobody ended ends itself, so that a failed test leaves nothing behind.
const LIFE: Duration = Duration::from_secs(180);

fn main() {
    thread::spawn(|| {
        thread::sleep(LIFE);
        exit(99);
    });
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(path) = arguments.first().and_then(|a| a.strip_prefix("call:")) {
        exit(call(path));
    }
    let mode = Mode::read();
    note_start(&arguments, &mode);
    mode.lines.iter().for_each(|line| line.print());
    if let Some(code) = mode.exit {
        exit(code);
    }
    thread::sleep(mode.late);
    match TcpListener::bind(mode.address()) {
        Ok(listener) => serve(&listener, &mode),
        Err(error) => println!("cannot listen on {}: {error}", mode.address()),
    }
}

/// For `fch run --exec`: calls the host and prints what it says. 7 when all is well.
fn call(path: &str) -> i32 {
    let url = std::env::var("FCH_URL").unwrap_or_default();
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    match http::get(address, path) {
        Ok(answer) if answer.starts_with("HTTP/1.1 200") => {
            println!("called: {}", answer.lines().last().unwrap_or_default());
            7
        }
        other => {
            println!("{url}: {other:?}");
            1
        }
    }
}

fn serve(listener: &TcpListener, mode: &Mode) {
    let replies: &'static Replies = Box::leak(Box::new(Replies::from_environment()));
    let (silent, exits) = (mode.silent, mode.exits_when_ready);
    for stream in listener.incoming().flatten() {
        thread::spawn(move || match silent {
            true => thread::sleep(LIFE),
            // A broken connection is the host's business, not the probe's.
            false => drop(converse(&stream, replies, exits)),
        });
    }
}

/// Answers the requests of one connection until it closes.
fn converse(stream: &TcpStream, replies: &Replies, exits: bool) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = Request::read(&mut reader, &mut writer)? {
        if request.is_ping() {
            writer.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?;
            if exits {
                thread::sleep(Duration::from_millis(200));
                exit(0);
            }
            continue;
        }
        append("PROBE_LOG", &request.note());
        if !replies.answer(&request, &mut writer)? {
            return Ok(());
        }
    }
    Ok(())
}

fn note_start(arguments: &[String], mode: &Mode) {
    let environment: serde_json::Map<String, Json> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .map(|(name, value)| (name, Json::from(value)))
        .collect();
    let folder = std::env::current_dir().unwrap_or_default();
    append(
        "PROBE_ENV",
        &json!({
            "pid": std::process::id(),
            "grandchild": mode.grandchild.then(mode::spawn_grandchild).flatten(),
            "args": arguments,
            "cwd": folder.to_string_lossy(),
            "env": environment,
        }),
    );
}

/// Adds a line to the file that this variable names, if it does.
fn append(variable: &str, line: &Json) {
    let Some(path) = std::env::var_os(variable) else {
        return;
    };
    let file = OpenOptions::new().create(true).append(true).open(path);
    // One write a line: lines of several threads do not mix.
    let written = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    if let Err(error) = written {
        println!("cannot write to {variable}: {error}");
    }
}
