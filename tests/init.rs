//! `fch init`: real web servers become apps, and answer as they did.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{self, Run, files, needs, scrub, tree};

const NODE_SERVER: &str = r#"
const http = require("node:http");
const port = PORT;
http.createServer((request, response) => {
  response.end(`${request.method} ${request.url}`);
}).listen(port, "127.0.0.1");
"#;

const GO_SERVER: &str = r#"package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s", r.Method, r.URL)
	})
	http.ListenAndServe("127.0.0.1:"+os.Getenv("FUNCTIONS_CUSTOMHANDLER_PORT"), nil)
}
"#;

fn init(folder: &Path, args: &[&str]) -> Run {
    harness::fch(folder, &[&["init"], args].concat())
}

/// A Node server that listens on the port of this expression.
fn node(port: &str) -> TempDir {
    tree(&[("server.js", &NODE_SERVER.replace("PORT", port))])
}

/// The same, which its files tell.
fn node_project(port: &str) -> TempDir {
    let dir = node(port);
    harness::write(dir.path(), "package.json", b"{}");
    dir
}

fn go() -> TempDir {
    tree(&[
        ("go.mod", "module example.com/shop/v2\n\ngo 1.19\n"),
        ("main.go", GO_SERVER),
    ])
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

fn host(folder: &Path) -> Value {
    serde_json::from_str(&read(folder, "host.json")).unwrap()
}

// ---- servers that run ----

#[test]
fn a_go_server_is_served_as_it_was() {
    let dir = go();
    let said = init(dir.path(), &[]).exits(0).stderr;
    assert!(said.contains("the project is in go:"), "{said}");
    assert_eq!(read(dir.path(), "main.go"), GO_SERVER);
    if needs("go", "version") {
        serves(dir.path());
    }
}

#[test]
fn a_node_server_that_reads_the_variable_is_served() {
    let dir = node("process.env.FUNCTIONS_CUSTOMHANDLER_PORT");
    let said = init(dir.path(), &["--", "node", "server.js"])
        .exits(0)
        .stderr;
    assert!(!said.contains("warning"), "{said}");
    if needs("node", "--version") {
        serves(dir.path());
    }
}

#[test]
fn a_port_in_the_arguments_is_filled_in() {
    let dir = node("process.argv[2]");
    let command = "node server.js %FUNCTIONS_CUSTOMHANDLER_PORT%";
    let said = init(dir.path(), &["--command", command]).exits(0).stderr;
    assert!(!said.contains("warning"), "{said}");
    if needs("node", "--version") {
        serves(dir.path());
    }
}

#[cfg(unix)]
#[test]
fn a_shell_gives_the_port_another_name() {
    let dir = node("process.env.PORT");
    let line = "PORT=%FUNCTIONS_CUSTOMHANDLER_PORT% exec node server.js";
    init(dir.path(), &["--", "sh", "-c", line]).exits(0);
    if needs("node", "--version") {
        serves(dir.path());
    }
}

#[test]
fn a_server_with_one_port_keeps_it() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    drop(listener);
    let dir = node(&port);
    let command = ["--", "node", "server.js"];
    let said = init(dir.path(), &command).exits(0).stderr;
    let advice = "fch init --force --port 3000 -- node server.js";
    assert!(said.contains("warning") && said.contains(advice), "{said}");
    let fixed = [&["--force", "--port", &port][..], &command].concat();
    let said = init(dir.path(), &fixed).exits(0).stderr;
    assert!(said.contains(&format!("on port {port}")), "{said}");
    assert_eq!(
        host(dir.path())["customHandler"]["port"].to_string(),
        port,
        "H-CFG-40"
    );
    if needs("node", "--version") {
        serves(dir.path());
    }
}

/// No finding, and requests reach the server as the caller wrote them.
#[track_caller]
fn serves(root: &Path) {
    let found = harness::fch(root, &["validate", "--fail-on", "info"]);
    assert_eq!(found.code, 0, "{}", found.stdout);
    let server = Server::start(root);
    assert_eq!(server.answers("GET", "/"), "GET /");
    // H-START-19: servers log to standard error, which need not be errors.
    assert_eq!(
        host(root)["customHandler"]["description"]["useStdErrorStreamForErrorsOnly"],
        false
    );
    // H-PXY-02: path and query unchanged, every method.
    let path = "/api/A%20b/?x=1&y=%2F";
    assert_eq!(server.answers("DELETE", path), format!("DELETE {path}"));
    assert_eq!(server.answers("PURGE", "/a"), "PURGE /a");
}

/// `fch run` on a free port.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    #[track_caller]
    fn start(root: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fch"));
        scrub(&mut command);
        command
            .args(["run", "--port", "0", "--json"])
            .current_dir(root)
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = output.lines().map_while(Result::ok);
        let serving = lines.find_map(|line| {
            let event: Value = serde_json::from_str(&line).ok()?;
            (event["event"] == "serving").then_some(event)
        });
        std::thread::spawn(|| lines.for_each(drop)); // or the pipe fills up
        let serving = serving.expect("fch run serves");
        let url = serving["url"].as_str().unwrap();
        let port = url.rsplit(':').next().unwrap().trim_end_matches('/');
        let address = format!("127.0.0.1:{port}");
        Server { child, address }
    }

    /// The body of the answer.
    #[track_caller]
    fn answers(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!("{method} {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect(&answer);
        assert!(head.contains(" 200 "), "{answer}");
        body.to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        #[cfg(unix)]
        crate::run::os::interrupt(self.child.id()); // so that it ends the server too
        #[cfg(not(unix))]
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

// ---- what is written ----

#[test]
fn only_new_files_and_one_line_are_written() {
    let dir = go();
    harness::write(dir.path(), ".gitignore", b"*.log\r\n/shop");
    let before = files(dir.path());
    let listed = init(dir.path(), &["--dry-run"]).exits(0).stdout;
    assert_eq!(files(dir.path()), before);
    init(dir.path(), &[]).exits(0);
    assert_eq!(
        read(dir.path(), ".gitignore"),
        "*.log\r\n/shop\r\n/local.settings.json\r\n"
    );
    let after = files(dir.path());
    let new: Vec<&String> = after.iter().filter(|it| !before.contains(it)).collect();
    assert_eq!(
        new,
        [
            ".funcignore",
            ".vscode/schemas/function.schema.json",
            ".vscode/schemas/host.schema.json",
            ".vscode/schemas/local.settings.schema.json",
            "fch.toml",
            "host.json",
            "local.settings.json",
            "web/function.json",
        ]
    );
    assert_eq!(listed.lines().count(), new.len() + 1);
}

#[test]
fn an_app_is_not_made_twice() {
    let dir = go();
    init(dir.path(), &[]).exits(0);
    let again = init(dir.path(), &["--port", "3000"]).exits(2).stderr;
    assert!(again.contains("`fch add`"), "{again}");
    harness::write(dir.path(), "local.settings.json", b"{\"mine\": 1}");
    init(dir.path(), &["--port", "3000", "--force"]).exits(0);
    assert_eq!(host(dir.path())["customHandler"]["port"], 3000);
    assert_eq!(read(dir.path(), "local.settings.json"), "{\"mine\": 1}");
}

#[test]
fn folders_and_files_of_the_project_are_left_alone() {
    let dir = go();
    for file in ["web/index.html", "shop/shop.go"] {
        harness::write(dir.path(), file, b"mine");
    }
    let refused = init(dir.path(), &["--name", "web"]).exits(2).stderr;
    assert!(refused.contains("has `web` already"), "{refused}");
    let bad = init(dir.path(), &["--name", "host"]).exits(2).stderr;
    assert!(bad.contains("cannot be named `host`"), "{bad}");
    init(dir.path(), &[]).exits(0);
    assert!(dir.path().join("http/function.json").exists());
    let description = &host(dir.path())["customHandler"]["description"];
    assert_eq!(description["defaultExecutablePath"], "bin/shop");

    let dir = go();
    harness::write(dir.path(), ".funcignore", b"mine");
    let refused = init(dir.path(), &[]).exits(2).stderr;
    assert!(refused.contains(".funcignore exists"), "{refused}");
    assert!(!dir.path().join("host.json").exists());
}

#[test]
fn what_is_not_known_has_to_be_said() {
    let dir = tree(&[("server.zig", "")]);
    let unknown = init(dir.path(), &[]).exits(2).stderr;
    assert!(unknown.contains("fch init -- COMMAND"), "{unknown}");
    let shell = init(dir.path(), &["--command", "cd x && ./server"]).exits(2);
    assert!(shell.stderr.contains("sh -c"), "{}", shell.stderr);
    init(dir.path(), &["nowhere"]).exits(2);
    init(dir.path(), &["--port", "0"]).exits(2);
    assert_eq!(files(dir.path()), ["server.zig"]);
}

#[test]
fn the_most_specific_language_is_taken_and_the_others_named() {
    let dir = go();
    harness::write(dir.path(), "Cargo.toml", b"[package]\nname = 'store'\n");
    harness::write(dir.path(), "src/main.rs", b"fn main() {}\n");
    let said = init(dir.path(), &[]).exits(0).stderr;
    assert!(said.contains("is in go (rust fits too)"), "{said}");
    let description = &host(dir.path())["customHandler"]["description"];
    assert_eq!(description["defaultExecutablePath"], "shop");
    let said = init(dir.path(), &["--language", "rs", "--force"]).exits(0);
    assert!(
        !said.stderr.contains("the project is in"),
        "{}",
        said.stderr
    );
    let description = &host(dir.path())["customHandler"]["description"];
    assert_eq!(description["defaultExecutablePath"], "store");
}

#[test]
fn what_azure_lacks_ships_as_an_image() {
    for (files, args) in [
        (&[("package.json", "{}"), ("server.js", "")][..], &[][..]),
        (&[("pom.xml", ""), ("target/shop.jar", "")], &[]),
        (&[("server.zig", "")], &["--", "zig", "run", "server.zig"]),
    ] {
        let dir = tree(files);
        let said = init(dir.path(), args).exits(0).stderr;
        assert!(said.contains("deploy it as an image"), "{files:?}: {said}");
        assert!(read(dir.path(), "fch.toml").contains("plan = \"container\""));
    }
    for (files, args) in [
        (&[("server", "#!/bin/sh\n")][..], &["--", "./server"][..]),
        (&[("server.js", "")], &["--", "sh", "-c", "exec ./x"]),
    ] {
        let dir = tree(files);
        let said = init(dir.path(), args).exits(0).stderr;
        assert!(!said.contains("as an image"), "{files:?}: {said}");
    }
}

#[test]
fn the_jar_that_starts_is_taken() {
    let jars = [
        "shop-1.jar",
        "shop-1-plain.jar",
        "shop-1-sources.jar",
        "original-shop-1.jar",
    ];
    let mut files = vec![("pom.xml".to_owned(), "")];
    files.extend(jars.map(|jar| (format!("target/{jar}"), "")));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let dir = tree(&files);
    init(dir.path(), &[]).exits(0);
    let description = &host(dir.path())["customHandler"]["description"];
    assert_eq!(description["arguments"][1], "target/shop-1.jar");
}

#[test]
fn a_workspace_builds_the_program_that_it_has() {
    let dir = tree(&[
        ("Cargo.toml", "[workspace]\nmembers = ['crates/*']\n"),
        ("crates/api/Cargo.toml", "[package]\nname = 'api'\n"),
        ("crates/api/src/main.rs", "fn main() {}\n"),
        ("crates/lib/Cargo.toml", "[package]\nname = 'lib'\n"),
    ]);
    init(dir.path(), &["--docker"]).exits(0);
    let description = &host(dir.path())["customHandler"]["description"];
    assert_eq!(description["defaultExecutablePath"], "api");
    assert!(read(dir.path(), "Dockerfile").contains("cargo build --release --bin api\n"));

    let dir = tree(&[
        ("go.mod", "module example.com/shop\n"),
        ("cmd/server/main.go", ""),
    ]);
    init(dir.path(), &["--docker"]).exits(0);
    assert!(read(dir.path(), "Dockerfile").contains("go build -o /server ./cmd/server\n"));

    let dir = tree(&[
        ("Cargo.toml", "[package]\nname = 'lib'\n"),
        ("src/lib.rs", ""),
    ]);
    let unknown = init(dir.path(), &[]).exits(2).stderr;
    assert!(unknown.contains("it builds no program"), "{unknown}");
}

#[test]
fn once_more_with_other_words() {
    let dir = node_project("3000");
    let said = init(dir.path(), &["--name", "api"]).exits(0).stderr;
    assert!(
        said.contains("fch init --force --name api --port 3000"),
        "{said}"
    );
    // Without the name it is the same function still.
    init(dir.path(), &["--force", "--port", "3000"]).exits(0);
    assert!(!dir.path().join("web").exists());
    let refused = init(dir.path(), &["--force", "--name", "shop"])
        .exits(2)
        .stderr;
    assert!(
        refused.contains("the function `api` takes every path"),
        "{refused}"
    );
    // What fch wrote is no sign that the server reads the variable.
    let argument = [
        "--force",
        "--",
        "node",
        "server.js",
        "%FUNCTIONS_CUSTOMHANDLER_PORT%",
    ];
    init(dir.path(), &argument).exits(0);
    let said = init(dir.path(), &["--force", "--", "node", "server.js"])
        .exits(0)
        .stderr;
    assert!(said.contains("nothing here reads"), "{said}");
}

#[test]
fn settings_are_somebodys_and_a_dry_run_tells_the_truth() {
    let dir = node_project("1");
    harness::write(dir.path(), "local.settings.json", b"{\"mine\": 1}");
    init(dir.path(), &[]).exits(0);
    assert_eq!(read(dir.path(), "local.settings.json"), "{\"mine\": 1}");
    #[cfg(unix)]
    {
        let dir = node_project("1");
        std::os::unix::fs::symlink("nowhere", dir.path().join(".gitignore")).unwrap();
        for args in [&["--dry-run"][..], &[]] {
            let refused = init(dir.path(), args).exits(2).stderr;
            assert!(
                refused.contains(".gitignore is a symbolic link"),
                "{refused}"
            );
        }
    }
    let refused = init(dir.path(), &["--force", "--", "node server.js"])
        .exits(2)
        .stderr;
    assert!(
        refused.contains("there is no program `node server.js`"),
        "{refused}"
    );
}

#[test]
fn words_with_blanks_stay_words() {
    // H-START-11.
    let dir = tree(&[("my server.js", "")]);
    init(dir.path(), &["--command", "node 'my server.js' %X%"]).exits(0);
    let description = &host(dir.path())["customHandler"]["description"];
    assert_eq!(description["arguments"][0], "\"my server.js\"");
    assert_eq!(description["arguments"][1], "%X%");
}

#[test]
fn a_dockerfile_is_written_where_fch_knows_the_build() {
    let dir = go();
    init(dir.path(), &["--docker"]).exits(0);
    let dockerfile = read(dir.path(), "Dockerfile");
    assert!(dockerfile.contains("go build -o /server .\n"));
    assert!(dockerfile.contains("COPY --from=build /server shop\n"));
    assert!(dockerfile.contains("COPY web web/\n"));
    assert!(read(dir.path(), ".dockerignore").contains("/shop\n"));
    let dir = node("1");
    let refused = init(dir.path(), &["--docker", "--", "node", "server.js"]);
    assert!(refused.exits(2).stderr.contains("docs/new.md"));
    harness::write(dir.path(), "Dockerfile", b"mine");
    let refused = init(dir.path(), &["--docker", "--", "node", "server.js"]);
    assert!(refused.exits(2).stderr.contains("a Dockerfile already"));
}
