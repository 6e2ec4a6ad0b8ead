//! Which functions are found, and which are refused: seen through the admin API.

use serde_json::{Value as Json, json};

use super::app::{App, http, http_at};
use super::harness::Running;

const TRIGGER: &str = r#"{"type": "httpTrigger", "name": "req", "authLevel": "anonymous"}"#;
const OUTPUT: &str = r#"{"type": "http", "direction": "out", "name": "res"}"#;

/// A function.json with these bindings, and what comes before them.
fn config(before: &str, bindings: &[&str]) -> String {
    format!("{{{before} \"bindings\": [{}]}}", bindings.join(", "))
}

/// A function.json whose output has this name.
fn output_named(name: &str) -> String {
    config("", &[TRIGGER, &OUTPUT.replace("res", name)])
}

fn retry(policy: &str) -> String {
    config(&format!("\"retry\": {policy},"), &[TRIGGER, OUTPUT])
}

fn listed(run: &Running) -> Vec<String> {
    let list = run.get("/admin/functions").json();
    let names = list.as_array().unwrap().iter();
    names
        .map(|f| f["name"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn errors(run: &Running, name: &str) -> String {
    let answer = run.get(&format!("/admin/functions/{name}/status"));
    assert_eq!(answer.status, 200, "{name}: {answer:?}");
    answer.json()["errors"].to_string()
}

#[test]
fn good_functions_load_and_bad_ones_say_why() {
    let long = "a".repeat(129);
    let good = [
        ("A", config("", &[TRIGGER, OUTPUT])), // V-01
        // V-04
        (
            "Dialect",
            "{ // c\n 'bindings': [{'type': 'httpTrigger', 'name': 'req',}, ],}".into(),
        ),
        // V-07
        (
            "Out",
            config("", &[TRIGGER, &OUTPUT.replace("\"out\"", "\"OUT\"")]),
        ),
        (
            "Req1",
            config("", &[&TRIGGER.replace("\"req\"", "\"req1\"")]),
        ), // V-08
        (
            "Shared",
            config("\"scriptFile\": \"../shared.py\",", &[TRIGGER]),
        ), // V-11
        ("Off", config("\"disabled\": true,", &[TRIGGER, OUTPUT])), // V-13
        (
            "Retry",
            retry(r#"{"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:02"}"#),
        ), // V-19
        (
            "Forever",
            retry(
                r#"{"strategy": "fixedDelay", "maxRetryCount": -1, "delayInterval": "00:00:02"}"#,
            ),
        ), // V-20
    ];
    // The function, its function.json, and a word of the error.
    let bad = [
        ("1abc", config("", &[TRIGGER, OUTPUT]), "1abc"), // V-02
        ("host", config("", &[TRIGGER, OUTPUT]), "host"), // H-DISC-12
        (
            "Source",
            config("\"configurationSource\": \"portal\",", &[TRIGGER, OUTPUT]),
            "configurationSource",
        ), // H-DISC-26
        ("Upper", r#"{"Bindings": []}"#.into(), ""),      // V-05
        (
            "Sideways",
            config("", &[TRIGGER, &OUTPUT.replace("\"out\"", "\"sideways\"")]),
            "sideways",
        ), // V-07
        ("Under", output_named("my_req"), "my_req"),      // V-08
        ("Hyphen", output_named("my-req"), "my-req"),
        ("Long", output_named(&long), &long),
        (
            "ReturnIn",
            config(
                "",
                &[
                    TRIGGER,
                    r#"{"type": "blob", "path": "files/a", "name": "$return", "direction": "in"}"#,
                ],
            ),
            "$return",
        ),
        ("ReturnCase", output_named("$Return"), "$Return"),
        (
            "Two",
            config("", &[TRIGGER, &TRIGGER.replace("req", "again")]),
            "",
        ), // V-10
        ("None", config("", &[OUTPUT]), ""),
        (
            "Script",
            config("\"scriptFile\": \"missing.py\",", &[TRIGGER]),
            "missing.py",
        ), // V-11
        (
            "NoDelay",
            retry(r#"{"strategy": "fixedDelay", "maxRetryCount": 3}"#),
            "",
        ), // V-19
        (
            "NoBounds",
            retry(r#"{"strategy": "exponentialBackoff", "maxRetryCount": 3}"#),
            "",
        ),
        (
            "NoCount",
            retry(r#"{"strategy": "fixedDelay", "delayInterval": "00:00:02"}"#),
            "",
        ), // V-20
        (
            "Negative",
            retry(
                r#"{"strategy": "fixedDelay", "maxRetryCount": -2, "delayInterval": "00:00:02"}"#,
            ),
            "",
        ),
        (
            "Unset",
            config(
                "",
                &[r#"{"type": "queueTrigger", "queueName": "%Q%", "name": "m"}"#],
            ),
            "Q",
        ), // V-26
    ];
    let app = App::new().file("shared.py", "").file("B/readme.md", "");
    let app = app.file("C/D/function.json", &good[0].1); // V-01
    let app = good.iter().fold(app, |app, (name, text)| {
        app.file(&format!("{name}/function.json"), text)
    });
    let app = bad.iter().fold(app, |app, (name, text, _)| {
        app.file(&format!("{name}/function.json"), text)
    });
    let run = app.run();

    let names = listed(&run);
    for (name, _) in &good {
        assert!(names.contains(&name.to_string()), "{name} of {names:?}");
        assert_eq!(errors(&run, name), "null", "{name}");
        let answer = run.get(&format!("/api/{name}"));
        assert!(matches!(answer.status, 200 | 204), "{name}: {answer:?}");
    }
    for name in ["B", "C", "D"] {
        assert!(!names.contains(&name.to_owned()), "{names:?}");
        assert!(
            !run.said().contains(&format!("\"{name}\"")),
            "{name}: {}",
            run.said()
        );
        assert_eq!(
            run.get(&format!("/admin/functions/{name}/status")).status,
            404
        );
    }
    for (name, _, word) in &bad {
        let errors = errors(&run, name);
        assert!(
            errors != "null" && errors.contains(word),
            "{name}: {errors}"
        );
        assert_eq!(run.get(&format!("/api/{name}")).status, 404, "{name}");
    }
}

#[test]
fn of_two_functions_at_one_route_the_later_name_loses() {
    // V-17, H-DISC-65
    let at = |route: &str, methods: Json| {
        let mut bindings = http_at(route);
        bindings[0]["methods"] = methods;
        bindings
    };
    let app = App::new()
        .function("R1", at("items/{id}", json!(["get"])))
        .function("R2", at("Items/{id}/", json!(["post"])))
        .function("R3", at("Items/{id}/", json!(["get"])))
        .function("R4", at("items/{id}", Json::Null));
    let run = app.run();
    for fine in ["R1", "R2"] {
        assert_eq!(errors(&run, fine), "null");
    }
    for refused in ["R3", "R4"] {
        assert!(errors(&run, refused).contains("R1"), "{refused}");
    }
}

#[test]
fn a_filter_hides_all_other_functions() {
    // V-16, H-DISC-40; by the command line: H-DISC-42
    let app = || {
        App::new()
            .function("F", http())
            .function("G", http())
            .function("H", http())
    };
    let by_file = app().host("/functions", json!(["f"]));
    let run = by_file.run();
    assert_eq!(listed(&run), ["F"]);
    assert_eq!(run.get("/api/G").status, 404);
    assert_eq!(run.get("/admin/functions/G").status, 404);
    let by_line = app();
    let run = by_line.run_with(&["--functions", "f,H"]);
    assert_eq!(listed(&run), ["F", "H"]);
}

#[test]
fn a_host_json_that_the_host_refuses_leaves_only_the_admin_api() {
    // V-23, H-HOST-03/04/06/11; V-28, V-29: H-CFG-06, H-CFG-07
    for host in [
        json!({"logging": {}}),
        json!({"version": "2", "customHandler": {"description": {"defaultExecutablePath": "h"}}}),
        json!({"version": "2.0", "httpWorker": {"invalid": {"defaultExecutablePath": "testExe"}}}),
        json!({"version": "2.0", "customHandler": {"invalid": {"defaultExecutablePath": "testExe"}}}),
        json!({"version": "2.0", "httpWorker": {"description": {"langauge": "x"}}}),
    ] {
        let app = App::new().function("F", http()).host_json(host.clone());
        let run = app.run();
        run.get("/api/F").is(503, "Function host is not running.");
        let status = run.get("/admin/host/status").json();
        assert_eq!(status["state"], "Error", "{host}: {status}");
        assert_eq!(
            status["errors"].as_array().map(Vec::len),
            Some(1),
            "{host}: {status}"
        );
    }
}

#[test]
fn unknown_sections_of_host_json_are_fine() {
    // V-25, H-HOST-07
    let app = App::with_f(json!({"Outputs": {"res": {"body": "x"}}}));
    let app = app.host("/whatever", json!({"a": [1, 2]}));
    app.run().get("/api/F").is(200, "x");
}

#[test]
fn without_functions_there_is_no_handler() {
    // H-DISC-09
    let app = App::new();
    let run = app.run();
    assert_eq!(listed(&run), [""; 0]);
    assert_eq!(run.get("/").status, 200);
    assert!(app.starts().is_empty());
}
