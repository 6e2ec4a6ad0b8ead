//! Every language of `fch new`, for real: scaffolded, checked, built, run, invoked, packaged and
//! verified. A language whose toolchain is not there is skipped, visibly.
#![allow(clippy::unwrap_used)]

mod contract;
mod handler;
mod served;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use crate::harness::{UNOPTIMISED, fch, fch_with, needs, scaffold_target};
use handler::Handler;
use served::Served;

/// A language, and what is special about it.
pub(crate) struct Language {
    name: &'static str,
    /// Programs that must be there, and an argument with which they end at once.
    tools: &'static [(&'static str, &'static str)],
    /// Whether there is something to build.
    built: bool,
    /// Whether the handler reads its port from the environment: else it is an argument.
    reads_the_port: bool,
    /// Whether a body that is too large is refused before it has come.
    refuses_before_the_body: bool,
    /// Whether a body in chunks that grows too large is refused while it comes: else at its end.
    refuses_while_it_comes: bool,
    /// Whether it ends by itself when it is told to, with exit code 0.
    ends_gracefully: bool,
    /// Commands that find no fault with the app's files.
    checks: &'static [&'static [&'static str]],
}

/// What most languages are like.
const USUAL: Language = Language {
    name: "",
    tools: &[],
    built: true,
    reads_the_port: true,
    refuses_before_the_body: true,
    refuses_while_it_comes: true,
    ends_gracefully: true,
    checks: &[],
};

const EVENTS: &[&str] = &[
    "-t",
    "http",
    "-t",
    "http",
    "-t",
    "queue",
    "-t",
    "timer",
    "-t",
    "blob",
    "-t",
    "eventgrid",
    "-t",
    "mcp-tool",
    "-t",
    "warmup",
    "--output",
    "queue",
    "--input",
    "blob",
];
const RAW: &[&str] = &["--http-only", "-t", "http", "-t", "timer"];

#[test]
fn rust() {
    prove(&Language {
        name: "rust",
        tools: &[("cargo", "--version"), ("rustfmt", "--version")],
        checks: &[&["rustfmt", "--check", "--edition", "2021", "src/main.rs"]],
        ..USUAL
    });
}

#[test]
fn go() {
    prove(&Language {
        name: "go",
        tools: &[("go", "version"), ("gofmt", "--help")],
        checks: &[
            &["gofmt", "-l", "."],
            &["go", "vet", "./..."],
            &["go", "test", "./..."],
        ],
        ..USUAL
    });
}

#[test]
fn deno() {
    prove(&Language {
        name: "deno",
        tools: &[("deno", "--version")],
        checks: &[
            &["deno", "task", "--quiet", "check"],
            &["deno", "task", "--quiet", "test"],
        ],
        ..USUAL
    });
}

#[test]
fn bun() {
    prove(&Language {
        name: "bun",
        tools: &[("bun", "--version")],
        checks: &[&["bun", "test"]],
        ..USUAL
    });
}

#[test]
fn node() {
    prove(&Language {
        name: "node",
        tools: &[("node", "--version")],
        checks: &[&["node", "--test"]],
        ..USUAL
    });
}

#[test]
fn python() {
    prove(&Language {
        name: "python",
        tools: &[("python3", "--version")],
        built: false,
        checks: &[&["python3", "-m", "unittest", "-q"]],
        ..USUAL
    });
}

#[test]
fn php() {
    prove(&Language {
        name: "php",
        tools: &[("php", "--version")],
        built: false,
        // Its server is started with the port, and reads a request whole before the script runs.
        reads_the_port: false,
        refuses_before_the_body: false,
        refuses_while_it_comes: false,
        ends_gracefully: false,
        checks: &[
            &["php", "-l", "handler.php", "src/Functions.php"],
            &["php", "tests/run.php"],
        ],
    });
}

#[test]
fn java() {
    prove(&Language {
        name: "java",
        tools: &[("javac", "--version"), ("jlink", "--version")],
        checks: &[&["java", "Build.java", "test"]],
        ..USUAL
    });
}

#[test]
fn r() {
    prove(&Language {
        name: "r",
        tools: &[("Rscript", "--version")],
        built: false,
        // httpuv hands a body over when it is there.
        refuses_while_it_comes: false,
        // R has no way to hear of the signal.
        ends_gracefully: false,
        checks: &[&["Rscript", "tests/run.R"]],
        ..USUAL
    });
}

#[test]
fn ruby() {
    prove(&Language {
        name: "ruby",
        tools: &[("ruby", "--version")],
        built: false,
        checks: &[
            &["ruby", "-wc", "functions.rb", "handler.rb", "main.rb"],
            &["ruby", "-Itest", "test/test_functions.rb"],
        ],
        ..USUAL
    });
}

/// The whole day of a developer in one language.
fn prove(language: &Language) {
    if !language
        .tools
        .iter()
        .all(|(tool, probe)| needs(tool, probe))
    {
        return;
    }
    let began = Instant::now();
    let events = scaffold(language, EVENTS);
    let Some((_alone, target)) = toolchain(language, events.path()) else {
        return;
    };
    let env: Vec<(&str, &str)> = match &target {
        None => Vec::new(),
        Some(folder) => [("CARGO_TARGET_DIR", folder.as_str())]
            .into_iter()
            .chain(UNOPTIMISED)
            .collect(),
    };
    answers_the_first_request(language, events.path(), &env, began);
    checks(language, events.path(), &env);
    runs_events(events.path(), &env);
    packages(language, events.path(), &env);
    let handler = Handler::start(events.path(), language);
    contract::answers_envelopes(&handler, language);
    ends(handler, language);

    let raw = scaffold(language, RAW);
    checks(language, raw.path(), &env);
    runs_raw(raw.path(), &env);
    let handler = Handler::start(raw.path(), language);
    contract::answers_raw_http(&handler, language);
    ends(handler, language);
    let only_raw = scaffold(language, &["--http-only"]);
    checks(language, only_raw.path(), &env);
    takes_more_functions(language, events.path(), only_raw.path(), &env);
}

fn scaffold(language: &Language, args: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let new = ["new", ".", "--name", "app", "--language", language.name];
    fch(dir.path(), &[&new, args].concat()).exits(0);
    fch(dir.path(), &["validate", "--fail-on", "info"]).exits(0);
    dir
}

/// The folder that scaffolds in Rust share, and the right to it.
type Toolchain = (Option<std::sync::MutexGuard<'static, ()>>, Option<String>);

fn toolchain(language: &Language, app: &Path) -> Option<Toolchain> {
    if language.name != "rust" {
        return Some((None, None));
    }
    let (folder, alone) = scaffold_target(app)?;
    Some((Some(alone), Some(folder.to_str().unwrap().to_owned())))
}

/// One command builds it, serves it, asks it and ends it: and how long that took since `fch new`.
fn answers_the_first_request(
    language: &Language,
    app: &Path,
    env: &[(&str, &str)],
    began: Instant,
) {
    let expected = app.with_extension("expected.json");
    fs::write(&expected, r#"{"message": "first"}"#).unwrap();
    let invoke = ["invoke", "hello", "--data", r#"{"message": "first"}"#];
    let expect = [
        "--expect-status",
        "200",
        "--expect",
        expected.to_str().unwrap(),
    ];
    let exec = ["run", "--exec", env!("CARGO_BIN_EXE_fch")];
    fch_with(app, &[&exec[..], &invoke, &expect].concat(), env).exits(0);
    fs::remove_file(expected).unwrap();
    let line = format!(
        "{:<12} {:6.1} s\n",
        language.name,
        began.elapsed().as_secs_f64()
    );
    print!("from `fch new` to the first answer: {line}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("first-answer");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(language.name), line).unwrap();
}

/// The language's own tools have nothing to say.
fn checks(language: &Language, app: &Path, env: &[(&str, &str)]) {
    for check in language.checks {
        let (program, args) = check.split_first().unwrap();
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(app)
            .envs(env.iter().copied());
        let output = command.output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{check:?}: {said}");
        if *program == "gofmt" {
            assert_eq!(said, "", "{check:?}");
        }
    }
}

fn runs_events(app: &Path, env: &[(&str, &str)]) {
    let served = Served::start(app, env);
    let said = served.outcome("hello", &["--expect-status", "200"]);
    assert_eq!(
        said["Outputs"]["res"]["body"],
        json!({ "message": "Hello!" })
    );
    let order = r#"{"id": 7}"#;
    let said = served.outcome("order", &["--data", order, "--expect-status", "200"]);
    assert_eq!(said["Outputs"]["message"], order);
    served.logged("order", "order: an order was enqueued");
    served.outcome("queueMessage", &["--data", "hi ü"]);
    served.logged("queueMessage", "queueMessage: 5 bytes");
    served.outcome("tick", &[]);
    served.logged("tick", "tick: late is false");
    let said = served.outcome("newBlob", &["--data", "hi"]);
    let log = said["Logs"][0].as_str().unwrap();
    assert!(
        log.starts_with("newBlob: ") && log.ends_with(", 2 bytes"),
        "{log}"
    );
    served.outcome("eventGridEvent", &["--event", "sample"]);
    served.logged("eventGridEvent", "eventGridEvent: 1 events");
    let said = served.outcome("sayHello", &["--event", "sample"]);
    assert!(
        said["ReturnValue"].as_str().unwrap().starts_with("Hello, "),
        "{said}"
    );
    served.outcome("warmup", &["--event", "sample"]);
    served.logged("warmup", "warmup: warm");
}

fn runs_raw(app: &Path, env: &[(&str, &str)]) {
    let served = Served::start(app, env);
    let expected = app.with_extension("expected.json");
    fs::write(&expected, r#"{"message": ["ü"]}"#).unwrap();
    let data = [
        "--data",
        r#"{"message": ["ü"]}"#,
        "--expect-status",
        "200",
        "--expect",
    ];
    let run = served.invoke(
        "hello",
        &[&data[..], &[expected.to_str().unwrap()]].concat(),
    );
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    fs::remove_file(expected).unwrap();
    served.printed("hello: POST");
    served.outcome("tick", &[]);
    served.logged("tick", "tick: late is false");
}

fn packages(language: &Language, app: &Path, env: &[(&str, &str)]) {
    let zip = app.with_extension("zip");
    let zip = zip.to_str().unwrap();
    let package = [
        "package", "--target", "linux", "--level", "fast", "--output", zip,
    ];
    fch_with(app, &package, env).exits(0);
    let verified = fch(app, &["verify", zip, "--format", "json"]).exits(0);
    assert_eq!(
        verified.json()["summary"]["errors"],
        0,
        "{}",
        verified.stdout
    );
    fs::remove_file(zip).unwrap();
    let build = fch_with(app, &["build"], env);
    assert_eq!(build.code == 0, language.built, "{}", build.stderr);
}

/// What the handler began to answer it may finish, and it waits for nothing else.
fn ends(handler: Handler, language: &Language) {
    #[cfg(unix)]
    if language.ends_gracefully {
        let (took, reply, code) = handler.end();
        assert_eq!((reply.status, code), (404, Some(0)));
        assert!(took < Duration::from_secs(4), "{took:?}");
    }
    let _ = language;
}

/// `fch add` finds its places: the code still passes the language's tools, and answers. A handler
/// that took only raw HTTP takes events too.
fn takes_more_functions(language: &Language, events: &Path, raw: &Path, env: &[(&str, &str)]) {
    for (app, args) in [
        (
            events,
            &[
                "paid",
                "-t",
                "servicebus-queue",
                "--output",
                "cosmosdb",
                "--input",
                "table",
            ][..],
        ),
        (raw, &["work", "-t", "queue"]),
        (raw, &["shop"]),
    ] {
        let run = fch(app, &[&["add"], args].concat()).exits(0);
        assert!(!run.stderr.contains("Add to"), "{}", run.stderr);
        fch(app, &["validate", "--fail-on", "info"]).exits(0);
        checks(language, app, env);
    }
    let served = Served::start(raw, env);
    served.outcome("work", &["--data", "hi"]);
    served.logged("work", "work: 2 bytes");
    let run = served.invoke("shop", &["--expect-status", "200"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn languages_without_a_toolchain_here_are_valid_apps_too() {
    for language in ["csharp"] {
        for args in [EVENTS, RAW] {
            let dir = tempfile::tempdir().unwrap();
            let run = fch(
                dir.path(),
                &[&["new", ".", "--name", "app", "-l", language], args].concat(),
            );
            run.exits(0);
            fch(dir.path(), &["validate", "--fail-on", "info"]).exits(0);
        }
    }
}

/// Every language of `fch new --list` is proven above, or said to be unproven in the README.
#[test]
fn every_language_is_proven_or_said_not_to_be() {
    let listed = fch(Path::new("."), &["new", "--list"]).exits(0).stdout;
    let languages = listed
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with("  "));
    let code = include_str!("languages.rs");
    let readme = include_str!("../README.md");
    for name in languages.map(|line| line.split_whitespace().next().unwrap()) {
        let proven = code.contains(&format!("name: \"{name}\""));
        let row = format!("| `{name}` |");
        let row = readme.lines().find(|line| line.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("README.md has no row for {name}"));
        assert_eq!(row.contains("unproven"), !proven, "{row}");
    }
}
