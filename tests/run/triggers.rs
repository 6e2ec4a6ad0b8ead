//! Timers, queues, blobs and tables on the embedded store, and outputs that are only kept.

use serde_json::{Value as Json, json};

use super::app::{App, envelope, http_and, within};

const GET: &str = "/api/F";

/// A queue output of `F` named `out`.
fn to_queue(queue: &str) -> Json {
    json!({"type": "queue", "direction": "out", "name": "out", "queueName": queue})
}

/// A function that gets the messages of a queue as `msg`.
fn from_queue(queue: &str) -> Json {
    json!([{"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": queue}])
}

/// `F` sends this value to its output `out`.
fn sends(value: Json) -> Json {
    json!({"body": {"Outputs": {"res": {"body": "sent"}, "out": value}}})
}

/// `F` puts messages on the queue `work`, which `Q` reads.
fn queue_app() -> App {
    App::new()
        .function("F", http_and(to_queue("work")))
        .function("Q", from_queue("work"))
        .host(
            "/extensions/queues",
            json!({"maxPollingInterval": "00:00:00.100"}),
        )
}

fn keys(json: &Json) -> Vec<&str> {
    json.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_timer_runs_on_startup() {
    // H-REQ-45, H-REQ-46
    let timer = |schedule: &str, monitor: bool| {
        json!([{"type": "timerTrigger", "direction": "in", "name": "t", "schedule": schedule,
                "runOnStartup": true, "useMonitor": monitor}])
    };
    let app = App::new()
        .function("Yearly", timer("0 0 0 1 1 *", true))
        .function("Five", timer("0 0 1 1 *", false))
        .function("Span", timer("10:00:00", true))
        .function("Bad", timer("every day", true));
    let run = app.run();
    for (path, dst) in [("/Yearly", true), ("/Five", true), ("/Span", false)] {
        let envelope = app.envelope(path);
        let timer = &envelope["Data"]["t"];
        assert_eq!(keys(timer), ["Schedule", "ScheduleStatus", "IsPastDue"]);
        assert_eq!(timer["Schedule"], json!({"AdjustForDST": dst}), "{path}");
        assert!(timer["IsPastDue"].is_boolean());
        assert_eq!(keys(&envelope["Metadata"]), ["sys"]);
    }
    let status = &app.envelope("/Yearly")["Data"]["t"]["ScheduleStatus"];
    assert!(
        status.is_null() || keys(status) == ["Last", "Next", "LastUpdated"],
        "{status}"
    );
    assert!(app.envelope("/Five")["Data"]["t"]["ScheduleStatus"].is_null());
    let bad = run.get("/admin/functions/Bad/status").json();
    assert!(bad["errors"].to_string().contains("every day"), "{bad}");
}

#[test]
fn a_timer_fires_again_and_again() {
    // H-REQ-46: under a minute nothing is monitored
    let timer =
        json!([{"type": "timerTrigger", "direction": "in", "name": "t", "schedule": "%OFTEN%"}]);
    let app = App::new()
        .function("T", timer)
        .settings("/Values/OFTEN", json!("* * * * * *"));
    let _run = app.run();
    let seen = app.seen_at("/T", 2);
    assert!(envelope(&seen[1])["Data"]["t"]["ScheduleStatus"].is_null());
}

#[test]
fn a_message_of_one_function_starts_another() {
    // V-64, H-REQ-33, H-REQ-42
    let app = queue_app();
    app.replies(&[("/F", sends(json!("hello")))]);
    let run = app.run();
    run.get(GET).is(200, "sent");
    let envelope = app.envelope("/Q");
    assert_eq!(envelope["Data"], json!({"msg": "\"hello\""}));
    let metadata = &envelope["Metadata"];
    let mut names = keys(metadata);
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "DequeueCount",
            "ExpirationTime",
            "Id",
            "InsertionTime",
            "NextVisibleTime",
            "PopReceipt",
            "sys"
        ]
    );
    assert_eq!(metadata["DequeueCount"], "1");
    for quoted in ["Id", "PopReceipt"] {
        let text = metadata[quoted].as_str().unwrap();
        assert!(
            text.len() > 2 && text.starts_with('"') && text.ends_with('"'),
            "{text}"
        );
    }
    for bare in ["ExpirationTime", "InsertionTime", "NextVisibleTime"] {
        let text = metadata[bare].as_str().unwrap();
        assert!(
            text.len() == 25 && text.ends_with("+00:00"),
            "{bare}: {text}"
        );
    }
    assert_eq!(metadata["sys"]["MethodName"], "Q");
}

#[test]
fn properties_of_a_json_message_become_metadata() {
    // V-65, H-REQ-14, H-REQ-36; V-88, H-RESP-19
    let app = queue_app();
    app.replies(&[
        (
            "/F",
            json!({"body": sends(json!({"Id": "42", "n": 5}))["body"], "times": 1}),
        ),
        ("/F", sends(json!(["a!", "b!"]))),
    ]);
    let run = app.run();
    run.get(GET).is(200, "sent");
    let envelope_of = |index: usize| envelope(&app.seen_at("/Q", index + 1)[index]);
    let message = envelope_of(0);
    assert_eq!(
        message["Data"]["msg"],
        json!(r#"{"Id":"42","n":5}"#).to_string()
    );
    assert_eq!(message["Metadata"]["Id"], "\"42\"");
    assert_eq!(message["Metadata"]["n"], "\"5\"");
    run.get(GET).is(200, "sent");
    let mut both: Vec<Json> = [1, 2].map(|i| envelope_of(i)["Data"]["msg"].clone()).into();
    both.sort_by_key(Json::to_string);
    assert_eq!(both, ["\"a!\"", "\"b!\""]);
}

#[test]
fn the_admin_api_calls_a_queue_function() {
    // V-71, H-REQ-54, H-REQ-56, H-ADM-03
    let app = queue_app();
    let run = app.run();
    run.post(
        "/admin/functions/Q",
        &[("Content-Type", "application/json")],
        r#"{"input": "hi"}"#,
    )
    .is(202, "");
    let envelope = app.envelope("/Q");
    assert_eq!(envelope["Data"]["msg"], "\"hi\"");
    assert_eq!(envelope["Metadata"]["msg"], "\"hi\"");
    assert!(envelope["Metadata"]["DequeueCount"].is_string());
}

#[test]
fn a_message_that_fails_five_times_is_poison() {
    // H-RESP-54, H-LIM-11
    let app = queue_app().function("P", from_queue("work-poison"));
    app.replies(&[
        ("/F", sends(json!("hello"))),
        ("/Q", json!({"status": 500})),
    ]);
    let run = app.run();
    run.get(GET).is(200, "sent");
    assert_eq!(app.envelope("/P")["Data"]["msg"], "\"hello\"");
    let counts: Vec<Json> = app
        .seen_at("/Q", 5)
        .iter()
        .map(|request| envelope(request)["Metadata"]["DequeueCount"].clone())
        .collect();
    assert_eq!(counts, ["1", "2", "3", "4", "5"]);
    run.finds("poison-message");
}

#[test]
fn a_message_survives_a_handler_that_dies() {
    let app = queue_app();
    app.replies(&[
        ("/F", sends(json!("hello"))),
        ("/Q", json!({"exit": 1, "times": 1})),
    ]);
    let run = app.run();
    run.get(GET).is(200, "sent");
    let again = &app.seen_at("/Q", 2)[1];
    assert_eq!(envelope(again)["Data"]["msg"], "\"hello\"");
    // On a slow machine a try in between may meet the handler while it ends.
    let count = envelope(again)["Metadata"]["DequeueCount"].clone();
    assert!(count == "2" || count == "3", "{count}");
}

#[test]
fn a_message_that_waits_survives_a_killed_fch() {
    let app = queue_app().settings("/Values/AzureWebJobs.Q.Disabled", json!("true"));
    app.replies(&[("/F", sends(json!("hello")))]);
    let mut run = app.run();
    run.get(GET).is(200, "sent");
    run.kill();
    drop(run);
    assert_eq!(app.seen().len(), 1);
    let app = app.settings("/Values/AzureWebJobs.Q.Disabled", json!("false"));
    let _run = app.run();
    assert_eq!(app.envelope("/Q")["Data"]["msg"], "\"hello\"");
}

#[test]
fn a_message_that_is_worked_on_survives_a_killed_fch() {
    let app = queue_app();
    app.replies(&[
        ("/F", sends(json!("hello"))),
        ("/Q", json!({"delay_ms": 60_000, "times": 1})),
    ]);
    let mut run = app.run();
    run.get(GET).is(200, "sent");
    app.seen_at("/Q", 1);
    run.kill();
    drop(run);
    let _run = app.run();
    let again = &app.seen_at("/Q", 2)[1];
    assert_eq!(envelope(again)["Data"]["msg"], "\"hello\"");
}

#[test]
fn a_blob_starts_a_function_once() {
    // V-68, H-REQ-44, H-RESP-20
    let blob = |kind: &str, direction: &str, path: &str| json!({"type": kind, "direction": direction, "name": "blob", "path": path});
    let mut output = blob("blob", "out", "files/a.txt");
    output["name"] = json!("out");
    let app = App::new()
        .function("F", http_and(output))
        .function("B", json!([blob("blobTrigger", "in", "files/{name}.txt")]))
        .function("In", http_and(blob("blob", "in", "files/a.txt")))
        .function("Missing", http_and(blob("blob", "in", "files/none.txt")))
        .function(
            "Bytes",
            http_and({
                let mut bytes = blob("blob", "in", "files/a.txt");
                bytes["dataType"] = json!("binary");
                bytes
            }),
        );
    app.replies(&[("/F", sends(json!("hi")))]);
    let mut run = app.run();
    run.get(GET).is(200, "sent");
    let envelope = app.envelope("/B");
    assert_eq!(envelope["Data"]["blob"], "\"hi\"");
    let metadata = &envelope["Metadata"];
    assert_eq!(metadata["name"], "\"a\"");
    let uri = metadata["Uri"].as_str().unwrap();
    assert!(
        uri.starts_with("\"http") && uri.ends_with("/files/a.txt\""),
        "{uri}"
    );
    assert!(
        metadata["Properties"].is_object() && metadata["Metadata"].is_object(),
        "{metadata}"
    );
    assert!(metadata.get("BlobTrigger").is_none());
    // V-67, H-REQ-18
    for (name, expected) in [("In", "\"hi\""), ("Missing", "null"), ("Bytes", "aGk=")] {
        run.get(&format!("/api/{name}"));
        assert_eq!(
            app.envelope(&format!("/{name}"))["Data"]["blob"],
            expected,
            "{name}"
        );
    }
    // The receipt outlives the host.
    run.kill();
    drop(run);
    let run = app.run();
    app.replies(&[(
        "/F",
        json!({"body": {"Outputs": {"res": {}, "out": "hi2"}}}),
    )]);
    run.get(GET);
    let seen = app.seen_at("/B", 2);
    assert_eq!(super::app::envelope(&seen[1])["Data"]["blob"], "\"hi2\"");
}

#[test]
fn a_table_row_is_written_and_read() {
    let row = |direction: &str, name: &str| {
        json!({"type": "table", "direction": direction, "name": name, "tableName": "people",
               "partitionKey": "p", "rowKey": "r"})
    };
    let mut output = row("out", "out");
    output
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !key.ends_with("Key"));
    let app = App::new()
        .function("F", http_and(output))
        .function("In", http_and(row("in", "row")));
    let entity = json!({"PartitionKey": "p", "RowKey": "r", "Text": "written", "Number": 5});
    app.replies(&[("/F", sends(entity))]);
    let run = app.run();
    run.get(GET).is(200, "sent");
    run.get("/api/In");
    let data = app.envelope("/In")["Data"]["row"].to_string();
    for part in ["PartitionKey", "RowKey", "Text", "written", "5"] {
        assert!(data.contains(part), "{part}: {data}");
    }
}

#[test]
fn other_outputs_are_kept_and_shown() {
    let app = App::new().function("F", http_and(json!({
        "type": "serviceBus", "direction": "out", "name": "out", "queueName": "q", "connection": "Bus",
    })));
    app.replies(&[("/F", sends(json!({"order": 7})))]);
    let run = app.run();
    run.get(GET).is(200, "sent");
    let event = run.wait_for("captured", |event| event["event"] == "captured");
    assert_eq!(
        (&event["function"], &event["binding"]),
        (&json!("F"), &json!("out"))
    );
    assert_eq!(event["type"], "serviceBus");
    let kept = within("the output is kept", || {
        let text = run.get("/admin/fch/outputs").text();
        text.contains("\"order\"").then_some(text)
    });
    assert!(kept.contains("serviceBus"), "{kept}");
    let output = app.command(&["outputs", "--json"]).output().unwrap();
    let shown: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    let first = &shown["outputs"][0];
    assert_eq!(
        (&first["function"], &first["value"]),
        (&json!("F"), &json!({"order": 7}))
    );
}
