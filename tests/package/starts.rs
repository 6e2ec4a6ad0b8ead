//! Packages that start: built for Linux, unpacked by Info-ZIP into an empty folder, and started
//! with nothing in the environment but the port, as a machine would that only has the zip.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::harness::{HTTP_FUNCTION, fch, host_for, needs, tree};

/// Answers every request with a file of the package, found from the current folder.
const RUST: &str = r#"
use std::io::{Read, Write};

fn main() {
    let port = std::env::var("FUNCTIONS_CUSTOMHANDLER_PORT").unwrap();
    let listener = std::net::TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    for stream in listener.incoming() {
        let answer = || -> std::io::Result<()> {
            let mut stream = stream?;
            let _ = stream.read(&mut [0; 4096])?;
            let body = std::fs::read_to_string("data/greeting.txt")?;
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}")
        };
        std::thread::spawn(answer).join().unwrap().unwrap();
    }
}
"#;

/// The same. `net/http` is what makes Go link the system's libc, where it may.
const GO: &str = r#"package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "data/greeting.txt")
	})
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("FUNCTIONS_CUSTOMHANDLER_PORT"), nil))
}
"#;

fn app(sources: &[(&str, &str)]) -> TempDir {
    let host = host_for("bin/handler");
    let app = [
        ("app/host.json", host.as_str()),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/data/greeting.txt", "hello from the package"),
    ];
    tree(&[&app, sources].concat())
}

/// A process that ends with the test.
struct Handler(Child);

impl Drop for Handler {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the executable in `folder` answers to the host's first request.
#[track_caller]
fn answer(folder: &Path, executable: &str) -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut command = Command::new(folder.join(executable));
    command
        .current_dir(folder)
        .env_clear()
        .env("FUNCTIONS_CUSTOMHANDLER_PORT", port.to_string());
    let mut handler = Handler(command.spawn().unwrap());
    let begin = Instant::now();
    let mut stream = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => break stream,
            Err(error) => {
                let ended = handler.0.try_wait().unwrap();
                let patient = begin.elapsed() < Duration::from_secs(20);
                assert!(ended.is_none() && patient, "{ended:?}: {error}");
                sleep(Duration::from_millis(20));
            }
        }
    };
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// Packages `app` for Linux, unpacks it elsewhere, and has the handler answer. What `fch` says the
/// handler is comes back, and the folder it is in.
#[track_caller]
fn packaged_and_started(dir: &TempDir) -> (String, TempDir) {
    let run = fch(
        dir.path(),
        &["package", "app", "--target", "linux", "--json"],
    )
    .exits(0);
    let format = run.json()["package"]["executable"]["format"].clone();
    let elsewhere = tempfile::tempdir().unwrap();
    let mut unzip = Command::new("unzip");
    unzip.arg("-q").arg(dir.path().join("app.zip"));
    let unzipped = unzip.current_dir(elsewhere.path()).status().unwrap();
    assert!(unzipped.success());
    // What only lies on the machine that built it must not be needed.
    fs::remove_dir_all(dir.path().join("app")).unwrap();

    let answer = answer(elsewhere.path(), "bin/handler");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.ends_with("\r\n\r\nhello from the package"),
        "{answer}"
    );
    (format.as_str().unwrap().to_owned(), elsewhere)
}

/// Whether readelf finds a loader to be called. Without readelf nobody asks it.
fn readelf_finds_a_loader(program: &Path) -> Option<bool> {
    if !needs("readelf", "--version") {
        return None;
    }
    let mut readelf = Command::new("readelf");
    readelf.args(["--program-headers", "--wide"]).arg(program);
    let text = String::from_utf8(readelf.output().unwrap().stdout).unwrap();
    assert!(text.contains(" LOAD "), "{text}");
    Some(text.contains(" INTERP "))
}

#[test]
fn a_handler_in_rust() {
    if !needs("unzip", "-v") || !needs("cargo", "--version") {
        return;
    }
    let manifest = "[package]\nname = 'handler'\nversion = '0.1.0'\nedition = '2021'\n\
                    [workspace]\n";
    let dir = app(&[("app/Cargo.toml", manifest), ("app/src/main.rs", RUST)]);
    let (format, unpacked) = packaged_and_started(&dir);
    let loader = readelf_finds_a_loader(&unpacked.path().join("bin/handler"));
    let is_static = format.starts_with("ELF x86-64, static");
    assert!(loader.is_none_or(|loader| loader != is_static), "{format}");
}

#[test]
fn a_handler_in_go() {
    if !needs("unzip", "-v") || !needs("go", "version") {
        return;
    }
    let module = "module example.com/hello\n\ngo 1.19\n";
    let dir = app(&[("app/go.mod", module), ("app/main.go", GO)]);
    let (format, unpacked) = packaged_and_started(&dir);
    assert_eq!(format, "ELF x86-64, static");
    let loader = readelf_finds_a_loader(&unpacked.path().join("bin/handler"));
    assert_ne!(loader, Some(true), "it is static");
}
