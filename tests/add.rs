//! `fch add`: what it writes and changes, and what it refuses.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{self, Run, files};

fn fch(folder: &Path, args: &[&str]) -> Run {
    harness::fch(folder, args)
}

fn app(args: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fch(dir.path(), &[&["new", ".", "--name", "app"], args].concat()).exits(0);
    dir
}

fn text(app: &TempDir, file: &str) -> String {
    fs::read_to_string(app.path().join(file)).unwrap()
}

fn json(app: &TempDir, file: &str) -> Value {
    serde_json::from_str(&text(app, file)).unwrap()
}

fn clean(app: &TempDir) {
    let run = fch(app.path(), &["validate", "--fail-on", "info"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn a_function_gets_folder_settings_bundle_and_code() {
    let app = app(&["--language", "go"]);
    let run = fch(
        app.path(),
        &[
            "add",
            "paid",
            "--trigger",
            "servicebus-queue",
            "--output",
            "cosmosdb",
            "--set",
            "queueName=paid",
            "--set",
            "cosmosItem.databaseName=shop",
        ],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("changed `host.json`, `local.settings.json` and `functions.go`"),
        "{}",
        run.stderr
    );
    let bindings = json(&app, "paid/function.json")["bindings"].clone();
    assert_eq!(bindings[0]["type"], "serviceBusTrigger");
    assert_eq!(bindings[0]["queueName"], "paid");
    assert_eq!(bindings[1]["databaseName"], "shop");
    assert_eq!(
        json(&app, "host.json")["extensionBundle"]["version"],
        "[4.*, 5.0.0)"
    );
    let values = json(&app, "local.settings.json")["Values"].clone();
    for setting in [
        "AzureWebJobsStorage",
        "ServiceBus__fullyQualifiedNamespace",
        "CosmosDB__accountEndpoint",
    ] {
        assert!(values[setting].is_string(), "{setting}: {values}");
    }
    let code = text(&app, "functions.go");
    assert!(code.contains("\tcase \"paid\":\n\t\treturn handlePaid\n\t// fch add"));
    assert!(code.contains("func handlePaid("));
    clean(&app);
}

#[test]
fn only_what_is_new_changes() {
    let app = app(&["--language", "go", "--trigger", "queue"]);
    let host = text(&app, "host.json").replace("  \"version\"", "  // ours\n  \"version\"");
    fs::write(app.path().join("host.json"), &host).unwrap();
    let settings = "{\r\n  \"IsEncrypted\": false, // no\r\n  \"Values\": {\r\n    \"AzureWebJobsStorage\": \"UseDevelopmentStorage=true\",\r\n    \"Hub__fullyQualifiedNamespace\": \"x\" /* kept */\r\n  }\r\n}\r\n";
    fs::write(app.path().join("local.settings.json"), settings).unwrap();
    let code = text(&app, "functions.go").replace('\n', "\r\n");
    fs::write(app.path().join("functions.go"), &code).unwrap();

    fch(app.path(), &["add", "second", "-t", "queue"]).exits(0);
    assert_eq!(text(&app, "host.json"), host, "the bundle is there");
    assert_eq!(text(&app, "local.settings.json"), settings);
    let after = text(&app, "functions.go");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    let kept: String = after
        .split_inclusive('\n')
        .filter(|line| code.contains(*line))
        .collect();
    assert!(kept.starts_with(code.split("// fch add").next().unwrap()));

    fch(
        app.path(),
        &["add", "third", "-t", "eventhub", "--set", "connection=Bus"],
    )
    .exits(0);
    let expected = settings.replace(
        "\"x\" /* kept */",
        "\"x\", /* kept */\r\n    \"Bus__fullyQualifiedNamespace\": \"<namespace>.servicebus.windows.net\"",
    );
    assert_eq!(text(&app, "local.settings.json"), expected);
}

#[test]
fn two_functions_do_not_share_a_queue() {
    let app = app(&["--language", "go", "--trigger", "queue"]);
    for (name, queue) in [("b", "incoming2"), ("c", "incoming3")] {
        fch(app.path(), &["add", name, "-t", "queue"]).exits(0);
        let file = json(&app, &format!("{name}/function.json"));
        assert_eq!(file["bindings"][0]["queueName"], queue);
    }
}

#[test]
fn raw_http_apps_get_raw_http_functions() {
    let app = app(&[
        "--language",
        "go",
        "--http-only",
        "-t",
        "http",
        "-t",
        "timer",
    ]);
    fch(app.path(), &["add", "Web", "--set", "route=Shop"]).exits(0);
    fch(app.path(), &["add", "work", "-t", "queue"]).exits(0);
    let code = text(&app, "functions.go");
    assert!(code.contains("\tcase \"/api/shop\":\n\t\thandleWeb(w, r, body)\n\t// fch add: raw"));
    assert!(code.contains("\tcase \"work\":\n"));
    let run = fch(app.path(), &["add", "item", "--set", "route=items/{id}"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("where `/api/items/{id}` is matched"),
        "{}",
        run.stderr
    );
    assert!(!text(&app, "functions.go").contains("case \"/api/items"));
    clean(&app);
}

#[test]
fn the_code_knows_bindings_by_the_names_they_are_given() {
    let app = app(&["--language", "go", "-t", "queue", "--set", "name=order"]);
    assert!(text(&app, "functions.go").contains("invocation.Text(\"order\")"));
    let add = ["add", "paid", "--input", "blob", "--output", "queue"];
    let set = [
        "--set",
        "settings.name=photo",
        "--set",
        "message.name=job",
        "--set",
        "name=call",
    ];
    fch(app.path(), &[&add[..], &set].concat()).exits(0);
    let code = text(&app, "functions.go");
    for call in ["HTTP(\"call\")", "Text(\"photo\")", "Output(\"job\", "] {
        assert!(code.contains(call), "{call}: {code}");
    }
    clean(&app);
}

#[test]
fn what_is_added_later_is_as_what_was_there_from_the_start() {
    let app_of = |args: &[&str]| app(&[&["-l", "go"], args].concat());
    let start = app_of(&["-t", "http", "-t", "queue", "-t", "servicebus-queue"]);
    let later = app_of(&["-t", "http"]);
    for (name, trigger) in [
        ("queueMessage", "queue"),
        ("serviceBusMessage", "servicebus-queue"),
    ] {
        fch(later.path(), &["add", name, "-t", trigger]).exits(0);
    }
    for file in [
        "host.json",
        "local.settings.json",
        "queueMessage/function.json",
    ] {
        assert_eq!(json(&later, file), json(&start, file), "{file}");
    }
}

#[test]
fn a_storage_account_of_its_own_gets_a_placeholder() {
    let app = app(&["--language", "go"]);
    fch(
        app.path(),
        &["add", "q", "-t", "queue", "--set", "connection=Orders"],
    )
    .exits(0);
    let values = json(&app, "local.settings.json")["Values"].clone();
    assert_eq!(values["Orders"], "UseDevelopmentStorage=true");
    clean(&app);
}

#[test]
fn encrypted_settings_are_left_to_the_tool_that_encrypts_them() {
    let app = app(&["--language", "go"]);
    let encrypted = format!(
        "{{ \"IsEncrypted\": true, \"Values\": {{ \"A\": \"CfDJ8{}\" }} }}",
        "x".repeat(63)
    );
    fs::write(app.path().join("local.settings.json"), &encrypted).unwrap();
    let run = fch(app.path(), &["add", "q", "-t", "queue"]).exits(0);
    assert_eq!(text(&app, "local.settings.json"), encrypted);
    let said = "func settings add AzureWebJobsStorage \"UseDevelopmentStorage=true\"";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn settings_that_git_does_not_have_are_written_again() {
    let app = app(&["--language", "go"]);
    fs::remove_file(app.path().join("local.settings.json")).unwrap();
    let run = fch(app.path(), &["add", "q", "-t", "queue"]).exits(0);
    let said = "`q`, with `local.settings.json`, and changed `host.json` and `functions.go`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert_eq!(
        text(&app, "local.settings.json"),
        "{\n  \"$schema\": \"./.vscode/schemas/local.settings.schema.json\",\n  \"IsEncrypted\": false,\n  \"Values\": {\n    \"AzureWebJobsStorage\": \"UseDevelopmentStorage=true\",\n    \"FUNCTIONS_WORKER_RUNTIME\": \"custom\"\n  }\n}\n"
    );
    clean(&app);
}

#[test]
fn a_handler_of_raw_http_that_people_changed_is_told_what_events_need() {
    let app = app(&["--language", "python", "--http-only"]);
    let ours = text(&app, "handler.py")
        .replace("    raise HttpError(", "    print()\n    raise HttpError(");
    fs::write(app.path().join("handler.py"), &ours).unwrap();
    let run = fch(app.path(), &["add", "job", "-t", "queue"]).exits(0);
    assert_eq!(text(&app, "handler.py"), ours);
    let said = "Add to handler.py, where `-` goes and `+` comes:\n@@";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(
        run.stderr.contains("\n+from envelope import Invocation\n"),
        "{}",
        run.stderr
    );
    assert!(text(&app, "envelope.py").contains("class Invocation"));
    let functions = text(&app, "functions.py");
    assert!(functions.contains("from envelope import Invocation, Outcome\n"));
    assert!(functions.contains("    \"job\": handle_job,\n    # fch add: routes"));

    // What was told once, and what somebody removed, is not told again.
    let functions = functions.replace("    # fch add: routes go above\n", "");
    fs::write(app.path().join("functions.py"), functions).unwrap();
    let run = fch(app.path(), &["add", "more", "-t", "queue"]).exits(0);
    assert!(
        run.stderr.contains("in the table of functions"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("@@"), "{}", run.stderr);
}

#[test]
fn a_project_that_is_only_in_the_language_is_told_what_to_answer() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("go.mod"), "module shop\n").unwrap();
    fs::write(dir.path().join("main.go"), "package main\n").unwrap();
    fch(dir.path(), &["init"]).exits(0);
    let run = fch(dir.path(), &["add", "job", "-t", "queue"]).exits(0);
    assert!(
        run.stderr.contains("answer POST /job with JSON"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("func handle"), "{}", run.stderr);
}

#[test]
fn what_has_no_mark_is_told() {
    let app = app(&["--language", "go"]);
    let code = text(&app, "functions.go").replace("// fch add", "// mine");
    fs::write(app.path().join("functions.go"), &code).unwrap();
    let run = fch(app.path(), &["add", "nightly", "-t", "timer"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("Add to functions.go, among the functions:\n")
    );
    assert!(
        run.stderr
            .contains("\tcase \"nightly\":\n\t\treturn handleNightly\n")
    );
    assert_eq!(text(&app, "functions.go"), code);

    fs::remove_file(app.path().join("go.mod")).unwrap();
    let run = fch(app.path(), &["add", "later", "-t", "queue"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("answer POST /later with JSON"),
        "{}",
        run.stderr
    );
    assert!(app.path().join("later/function.json").is_file());
}

#[test]
fn an_app_of_other_tools_gets_no_schema_that_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("host.json"),
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "x"}}}"#,
    )
    .unwrap();
    fch(dir.path(), &["add", "tick", "-t", "timer"]).exits(0);
    assert_eq!(
        json(&dir, "tick/function.json"),
        json!({ "bindings": [{ "type": "timerTrigger", "direction": "in", "name": "timer",
                               "schedule": "0 */5 * * * *" }] })
    );
    assert_eq!(
        json(&dir, "local.settings.json"),
        json!({ "IsEncrypted": false, "Values": {
            "AzureWebJobsStorage": "UseDevelopmentStorage=true",
            "FUNCTIONS_WORKER_RUNTIME": "custom" } })
    );
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let app = app(&["--language", "go"]);
    let before = files(app.path());
    let run = fch(app.path(), &["add", "q", "-t", "queue", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.starts_with("q/function.json\n--- host.json\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("+\tcase \"q\":"), "{}", run.stdout);
    assert!(
        !run.stdout.contains("UseDevelopmentStorage"),
        "values are masked"
    );
    assert_eq!(files(app.path()), before);
}

#[test]
fn what_makes_no_sense_is_refused_and_loses_nothing() {
    let app = app(&["--language", "go"]);
    let before = files(app.path());
    for (args, said) in [
        (&["APP"][..], "the app has a function `APP` already"),
        (&["go.mod"], "a function cannot be named `go.mod`"),
        (&["host"], "the host keeps that name for itself"),
        (&["x", "-t", "carrier"], "there is no trigger `carrier`"),
        (&["x", "--output", "queeu"], "did you mean `queue`?"),
        (
            &["x", "-t", "timer", "--set", "schedul=1"],
            "did you mean `schedule`?",
        ),
        (
            &["x", "-t", "timer", "--set", "schedule=61 * * * * *"],
            "a second goes from 0 to 59",
        ),
        (
            &["x", "--set", "authLevel=none"],
            "must be one of `anonymous`",
        ),
        (&["x", "--set", "novalue"], "KEY=VALUE"),
        (
            &["handler"],
            "a file or folder of its toolchain called `handler`",
        ),
        (&["x", "--set", "type=queueTrigger"], "say what it is"),
        (&["x", "--set", "direction=out"], "say what it is"),
        (
            &["x", "--set", "res.name=y"],
            "answers the caller by this name",
        ),
        (
            &["x", "--output", "queue", "--set", "message.name=$return"],
            "by their names",
        ),
    ] {
        let run = fch(app.path(), &[&["add"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        assert_eq!(files(app.path()), before, "{args:?}");
    }
    fch(app.path(), &["add", "a-b2"]).exits(0);
    for twin in ["a_b2", "aB2", "ab-2"] {
        let run = fch(app.path(), &["add", twin]).exits(2);
        let said = "would have one name in the code";
        assert!(run.stderr.contains(said), "{twin}: {}", run.stderr);
    }
    fs::write(app.path().join("local.settings.json"), "{ \"Values\": {").unwrap();
    let run = fch(app.path(), &["add", "x", "-t", "queue"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("local.settings.json cannot be read"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_app_whose_functions_are_routes_gets_no_folders() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("host.json"),
        r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler",
            "customHandler": {"description": {"defaultExecutablePath": "x"}}}"#,
    )
    .unwrap();
    let run = fch(dir.path(), &["add", "x", "-t", "queue"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("functions are the routes in its host.json")
    );
}
