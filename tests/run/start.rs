//! How the handler is started: executable, arguments, folder, environment, port.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::app::{App, probe};
use crate::harness::write;

/// `F` answers `x`.
fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

fn arguments(start: &Json) -> Vec<&str> {
    start["args"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a.as_str().unwrap())
        .collect()
}

/// Copies the probe to a place in the app; the name as host.json has to write it.
fn copy_probe(app: &App, folder: &str) -> String {
    let name = format!("h{}", std::env::consts::EXE_SUFFIX);
    write(&app.root(), &format!("{folder}/{name}"), b"");
    let place = app.root().join(folder).join(&name);
    std::fs::copy(probe(), place).unwrap();
    name
}

#[track_caller]
fn same_path(left: &Json, right: &Path) {
    let left = std::fs::canonicalize(left.as_str().unwrap()).unwrap();
    assert_eq!(left, std::fs::canonicalize(right).unwrap());
}

#[test]
fn the_handler_finds_port_id_and_root_in_its_environment() {
    // V-46 (the probe answers 404 to the first GET /), V-47, H-START-04..06, H-SET-10
    let app = app()
        .env("FUNCTIONS_HTTPWORKER_PORT", "1")
        .env("INHERITED", "yes");
    let run = app.run();
    run.get("/api/F").is(200, "x");
    run.ready();
    let starts = app.starts();
    assert_eq!(starts.len(), 1);
    let env = &starts[0]["env"];
    let port = env["FUNCTIONS_CUSTOMHANDLER_PORT"].as_str().unwrap();
    assert!(port.parse::<u16>().is_ok_and(|p| p > 1), "{port}");
    assert_eq!(env["FUNCTIONS_HTTPWORKER_PORT"], port);
    let id = env["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"].as_str().unwrap();
    assert_eq!((id.len(), id.matches('-').count()), (36, 4), "{id}");
    assert_eq!(env["FUNCTIONS_HTTPWORKER_ID"], id);
    same_path(&env["FUNCTIONS_APP_ROOT_PATH"], &app.root());
    same_path(&env["AzureWebJobsScriptRoot"], &app.root());
    same_path(&starts[0]["cwd"], &app.root());
    assert_eq!(env["INHERITED"], "yes");
    assert_eq!(env["AZURE_FUNCTIONS_ENVIRONMENT"], "Development");
    assert_eq!(
        env["WEBSITE_HOSTNAME"],
        format!("localhost:{}", run.address.port())
    );
}

#[test]
fn arguments_are_one_text_that_is_split_again() {
    // V-31, V-40, H-START-08..12
    let app = app()
        .env("TestEnv", probe().to_str().unwrap())
        .host("/customHandler/description", json!({
            "defaultExecutablePath": "%TestEnv%",
            "defaultWorkerPath": "my app.js",
            "arguments": ["--a", "--b --c", "", "--port", "%FUNCTIONS_CUSTOMHANDLER_PORT%", "50%-60%", "\"my file\""],
            "workerArguments": ["--w"],
        }));
    let run = app.run();
    run.get("/api/F").is(200, "x");
    let starts = app.starts();
    let port = starts[0]["env"]["FUNCTIONS_CUSTOMHANDLER_PORT"]
        .as_str()
        .unwrap();
    assert_eq!(
        arguments(&starts[0]),
        [
            "--a",
            "--b",
            "--c",
            "--port",
            port,
            "50",
            "my file",
            "my app.js",
            "--w"
        ]
    );
}

#[test]
fn a_worker_path_may_be_a_variable() {
    // V-31
    let app = app().env("TestEnv", "TestVal");
    let app = app.host(
        "/customHandler/description/defaultWorkerPath",
        json!("%TestEnv%"),
    );
    app.run().get("/api/F").is(200, "x");
    assert_eq!(arguments(&app.starts()[0]), ["TestVal"]);
}

#[test]
fn a_setting_replaces_the_arguments_if_it_is_a_list() {
    // V-37, V-38, H-CFG-23
    for (text, expected) in [
        (
            r#"["--xTest5","--xTest6","--xTest7"]"#,
            &["--xTest5", "--xTest6", "--xTest7", "--w"][..],
        ),
        ("not json", &["--a", "--w"]),
    ] {
        let app = app()
            .env(
                "AzureFunctionsJobHost__customHandler__description__arguments",
                text,
            )
            .host("/customHandler/description/arguments", json!(["--a"]))
            .host("/customHandler/description/workerArguments", json!(["--w"]));
        app.run().get("/api/F").is(200, "x");
        assert_eq!(arguments(&app.starts()[0]), expected);
    }
}

#[test]
fn the_executable_is_below_worker_directory() {
    // V-34, H-CFG-31
    let app = app().file("cwd/readme.md", "");
    let name = copy_probe(&app, "wd");
    let app = app.host(
        "/customHandler/description",
        json!({
            "defaultExecutablePath": name, "workerDirectory": "wd", "workingDirectory": "cwd",
        }),
    );
    app.run().get("/api/F").is(200, "x");
    same_path(&app.starts()[0]["cwd"], &app.root().join("cwd"));
}

#[test]
fn a_file_that_cannot_be_started_is_one_error_at_once() {
    // V-32, V-35, V-53, H-CFG-29, H-CFG-30, H-START-39, H-START-40
    let description = |app: App, value: Json| app.host("/customHandler/description", value);
    let missing = description(app(), json!({"defaultExecutablePath": "%NOPE%"}));
    let below = app();
    let name = copy_probe(&below, "bin");
    let below = description(
        below,
        json!({"defaultExecutablePath": name, "workingDirectory": "bin"}),
    );
    for app in [missing, below] {
        let run = app.run();
        let event = run.finds("spawn-failed");
        let file = app.root().join("host.json");
        let host: Json = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let executable = host["customHandler"]["description"]["defaultExecutablePath"].clone();
        assert!(
            event.to_string().contains(executable.as_str().unwrap()),
            "{event}"
        );
        // At once: Azure would let this call wait for two minutes.
        run.get("/api/F").is(500, "");
        let faults = |event: &Json| event["event"] == "fault";
        assert_eq!(run.events().into_iter().filter(faults).count(), 1);
        assert!(app.starts().is_empty());
    }
}

#[test]
fn custom_handler_wins_over_http_worker() {
    // V-41, H-CFG-02: with `httpWorker` the call would be forwarded
    let app = app().host(
        "/httpWorker/description/defaultExecutablePath",
        json!("other"),
    );
    let run = app.run();
    run.get("/api/F").is(200, "x");
    assert!(
        run.said().contains("httpWorker"),
        "a warning: {}",
        run.said()
    );
}

#[test]
fn a_port_in_host_json_is_used() {
    // V-43, H-CFG-40
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    let app = app().host("/customHandler/port", json!(port));
    let busy = app.run();
    busy.get("/api/F").is(503, "Function host is not running.");
    assert_eq!(busy.get("/admin/host/status").json()["state"], "Error");
    drop((busy, free));
    app.run().get("/api/F").is(200, "x");
    assert_eq!(app.starts()[0]["env"]["FUNCTIONS_CUSTOMHANDLER_PORT"], port);
    let zero = app.host("/customHandler/port", json!(0));
    assert_eq!(zero.run().get("/api/F").status, 503);
}
