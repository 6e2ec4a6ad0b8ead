//! How a process is started, and what is seen of it.

use std::fs;
use std::net::{SocketAddr, TcpListener as Port};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::timeout;

#[cfg(target_os = "linux")]
use super::processes::tool;
use super::processes::{App, PATIENCE, console, fault, free_port, why_not};
use crate::emulator::event::{Event, Events, Level};
use crate::emulator::handler::Handler;

async fn refusal(app: &App) -> String {
    let (handler, mut queue) = app.start();
    fault(&mut queue, "spawn-failed").await;
    let why = why_not(&handler).await;
    assert_eq!(why.rule.name, "spawn-failed");
    why.message
}

// H-START-39, H-START-40
#[tokio::test]
async fn a_start_that_fails_is_explained_at_once() {
    let mut app = App::new("exit 0");
    app.plan.executable = "missing".to_owned();
    assert!(refusal(&app).await.contains("there is no such file"));

    app.plan.executable = "handler".to_owned();
    app.plan.working_directory = app.folder.path().join("nowhere");
    assert!(refusal(&app).await.contains("working directory"));
    app.plan.working_directory = app.folder.path().to_owned();

    let file = app.folder.path().join("handler");
    fs::write(&file, "#!/no/such/interpreter\n").unwrap();
    assert!(
        refusal(&app)
            .await
            .contains("`/no/such/interpreter` is missing")
    );

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refusal(&app).await.contains("not executable"));
}

// H-CFG-29, V-35
#[tokio::test]
async fn the_working_directory_plays_no_part_in_finding_the_executable() {
    let mut app = App::new("exit 0");
    let bin = app.folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::rename(app.folder.path().join("handler"), bin.join("handler")).unwrap();
    app.plan.working_directory = bin;
    assert!(refusal(&app).await.contains("there is no such file"));
}

// H-START-15: the PATH that the handler gets
#[tokio::test]
async fn a_name_is_looked_for_on_the_path_of_the_environment() {
    let mut app = App::new("exit 0");
    let bin = app.folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::rename(app.folder.path().join("handler"), bin.join("handler")).unwrap();
    fs::write(bin.join("handler"), "#!/bin/sh\necho found\nread forever\n").unwrap();
    app.environment.set("PATH", bin.to_str().unwrap());
    let (_handler, mut queue) = app.start();
    assert_eq!(console(&mut queue).await.1, "found");
}

// H-START-04, H-START-05, H-START-06, V-47
#[tokio::test]
async fn the_environment_holds_the_five_variables() {
    let mut app = App::new("env > all.tmp; mv all.tmp all; exec sleep 1000");
    app.environment.set("FUNCTIONS_HTTPWORKER_PORT", "1");
    app.environment.set("MINE", "a b");
    let (handler, _queue) = app.start();
    app.line("all").await;
    let all = app.lines("all");
    let value = |name: &str| {
        let mut found = all.iter().filter_map(|line| line.split_once('='));
        found.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let port: u16 = value("FUNCTIONS_HTTPWORKER_PORT").unwrap().parse().unwrap();
    assert_ne!(port, 1);
    assert_eq!(
        value("FUNCTIONS_CUSTOMHANDLER_PORT"),
        value("FUNCTIONS_HTTPWORKER_PORT")
    );
    let id = value("FUNCTIONS_CUSTOMHANDLER_WORKER_ID").unwrap();
    assert!(uuid::Uuid::parse_str(id).is_ok());
    assert_eq!(value("FUNCTIONS_HTTPWORKER_ID"), Some(id));
    assert_eq!(value("FUNCTIONS_APP_ROOT_PATH"), app.folder.path().to_str());
    assert_eq!(value("MINE"), Some("a b"));
    assert_eq!(value("HOME"), None, "only what was given");
    handler.stop().await;
}

// H-START-16..18, H-START-24, V-49
#[tokio::test]
async fn output_is_graded_and_explained_once() {
    let app = App::new("echo 'warning: x' >&2; echo a >&2; echo b >&2; exec sleep 1000");
    let (handler, mut queue) = app.start();
    let line = |level, text: &str| (level, text.to_owned());
    assert_eq!(
        console(&mut queue).await,
        line(Level::Warning, "warning: x")
    );
    fault(&mut queue, "stderr-error").await;
    assert_eq!(console(&mut queue).await, line(Level::Error, "a"));
    let next = queue.recv().await.unwrap();
    assert!(
        matches!(
            next,
            Event::Console {
                level: Level::Error,
                ..
            }
        ),
        "{next:?}"
    );
    handler.stop().await;
}

// H-CFG-40, V-43
#[tokio::test]
async fn a_fixed_port_that_is_taken_is_an_error_of_the_host() {
    let mut app = App::new("exit 0");
    let taken = Port::bind("127.0.0.1:0").unwrap();
    app.plan.port = Some(taken.local_addr().unwrap().port());
    let (handler, _queue) = app.start();
    assert!(handler.host_error().is_some());
    assert!(why_not(&handler).await.message.contains("cannot be bound"));
    handler.stop().await;
}

#[tokio::test]
async fn an_attached_handler_is_waited_for() {
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let (events, _queue) = Events::new(false);
    let handler = Handler::attach(address, events);
    let early = timeout(Duration::from_millis(100), handler.ready()).await;
    assert!(early.is_err());
    let _listener = TcpListener::bind(address).await.unwrap();
    let server = tokio::spawn(async move { while _listener.accept().await.is_ok() {} });
    assert_eq!(
        timeout(PATIENCE, handler.ready()).await.unwrap().unwrap(),
        address
    );
    handler.stop().await;
    server.abort();
}

// H-START-32
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_handler_that_listens_elsewhere_is_told_so() {
    if !tool("python3") {
        return;
    }
    let server =
        "import os, socket, time; s = socket.create_server(('127.0.0.1', 0)); time.sleep(1000)";
    let mut app = App::new(&format!("exec python3 -c \"{server}\""));
    app.environment
        .set("HOME", std::env::var("HOME").unwrap_or_default());
    app.plan.initialization_timeout = Duration::from_secs(5);
    let (handler, mut queue) = app.start();
    let early = fault(&mut queue, "port-env").await;
    assert!(
        early
            .message
            .contains("your process listens on `127.0.0.1:")
    );
    let late = fault(&mut queue, "port-env").await;
    assert_eq!(late.severity, crate::diagnostics::Severity::Error);
    handler.stop().await;
}

// H-START-40, H-START-43, V-53
#[tokio::test]
async fn strictly_a_call_waits_for_a_handler_that_cannot_start() {
    let mut app = App::new("exit 0");
    app.plan.executable = "missing".to_owned();
    app.plan.initialization_timeout = Duration::from_secs(1);
    app.strict = true;
    let (handler, _queue) = app.start();
    assert_eq!(why_not(&handler).await.rule.name, "ready-timeout");
    let why = timeout(PATIENCE, handler.gave_up()).await.unwrap();
    assert_eq!(why.rule.name, "ready-timeout");
    handler.stop().await;
}
