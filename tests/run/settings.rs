//! local.settings.json: what reaches the handler, and what stops the start.

use serde_json::{Value as Json, json};

use super::app::{App, http};

fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

/// The environment that the handler was started with.
fn environment(app: &App) -> Json {
    let run = app.run();
    run.get("/api/F").is(200, "x");
    app.starts()[0]["env"].clone()
}

#[test]
fn a_file_that_counts_as_encrypted_is_refused() {
    // V-103, H-SET-04
    let settings = json!({"Values": {"PROBE_SECRET": "plain value"}});
    let app = app().settings_json(settings);
    let mut run = app.start(&["--port", "0"]);
    assert_ne!(run.ends(), 0);
    assert!(run.said().contains("IsEncrypted"), "{}", run.said());
    assert!(!run.said().contains("plain value"));
    assert!(app.starts().is_empty());
}

#[test]
fn values_become_text_and_connection_strings_variables() {
    // V-104, H-SET-05, H-SET-07, H-SET-09
    let app = app()
        .settings("/Values/PROBE_A", json!(1))
        .settings("/Values/PROBE_B", json!(true))
        .settings("/Values/PROBE_C", json!(""))
        .settings("/Values/PROBE_D", Json::Null)
        .settings(
            "/ConnectionStrings",
            json!({"Db": "text", "Other": {"ConnectionString": "object"}}),
        );
    let env = environment(&app);
    assert_eq!(
        (&env["PROBE_A"], &env["PROBE_B"]),
        (&json!("1"), &json!("True"))
    );
    // Windows knows no empty variables.
    assert!(
        env["PROBE_C"] == "" || cfg!(windows),
        "{:?}",
        env["PROBE_C"]
    );
    assert!(env.get("PROBE_D").is_none());
    assert_eq!(env["ConnectionStrings:Db"], "text");
    assert_eq!(env["ConnectionStrings:Other"], "object");
}

#[test]
fn the_process_wins_over_the_file_with_a_warning() {
    // V-106, H-SET-09
    let app = app()
        .env("PROBE_A", "from system")
        .settings("/Values/PROBE_A", json!("from file"));
    let run = app.run();
    run.get("/api/F").is(200, "x");
    assert_eq!(app.starts()[0]["env"]["PROBE_A"], "from system");
    let said = run.said();
    let warnings = run
        .events()
        .into_iter()
        .filter(|event| event["level"] == "warning");
    let about = warnings.filter(|event| event["text"].to_string().contains("PROBE_A"));
    assert_eq!(about.count(), 1, "{said}");
    assert!(
        !said.contains("from system") && !said.contains("from file"),
        "{said}"
    );
}

#[test]
fn a_file_that_cannot_be_read_stops_the_start() {
    // Core Tools would go on without any setting (H-SET-02, H-SET-05), and fail elsewhere.
    let app = app()
        .settings("/Values/Nested", json!({"a": 1}))
        .settings("/Values/PROBE_A", json!("1"));
    let mut run = app.start(&["--port", "0"]);
    assert_eq!(run.ends(), 2);
    let said = run.said();
    assert!(said.contains("local.settings.json") && said.contains("`Nested` is an object"));
    assert!(said.contains("Nested__a"), "{said}");
}

#[test]
fn a_timer_needs_storage_and_a_web_app_does_not() {
    // V-107, H-SET-19, H-SET-20
    let values = |more: Json| {
        let mut settings =
            json!({"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}});
        settings["Values"]
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        settings
    };
    let timer = || {
        let schedule = json!([{"type": "timerTrigger", "direction": "in", "name": "t", "schedule": "0 0 0 1 1 *"}]);
        App::new().function("F", http()).function("T", schedule)
    };
    let without = timer().settings_json(values(json!({})));
    let mut run = without.start(&["--port", "0"]);
    assert_ne!(run.ends(), 0);
    assert!(run.said().contains("AzureWebJobsStorage"), "{}", run.said());

    let web = app().settings_json(values(json!({})));
    web.run().get("/api/F").is(200, "x");
    for enough in [
        json!({"AzureWebJobsStorage__accountName": "me"}),
        json!({"AzureWebJobsStorage": "UseDevelopmentStorage=true", "FCH_STORAGE": "embedded"}),
    ] {
        let app = timer().settings_json(values(enough));
        assert_ne!(app.run().get("/api/F").status, 404);
    }
}
