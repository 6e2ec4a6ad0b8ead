//! The handler's process: watched, started again, and ended.

use serde_json::{Value as Json, json};

use super::app::{App, http, within};
use crate::harness::needs;

/// `F` answers `x`.
fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

#[test]
fn what_the_handler_prints_is_graded() {
    // V-49, H-START-16..19
    let mode = "stdout:plain;stderr:warning: x;stderr:hello;stderr:it failed";
    for (only_errors, expected) in [
        (true, ["information", "warning", "error", "error"]),
        (false, ["information", "warning", "information", "error"]),
    ] {
        let place = "/customHandler/description/useStdErrorStreamForErrorsOnly";
        let app = app().mode(mode).host(place, json!(only_errors));
        let run = app.run();
        for (text, level) in ["plain", "warning: x", "hello", "it failed"]
            .iter()
            .zip(expected)
        {
            let said = |event: &Json| event["event"] == "console" && event["text"] == *text;
            assert_eq!(run.wait_for(text, said)["level"], level, "{text}");
        }
    }
}

#[test]
fn three_failures_end_the_host() {
    // V-50, H-START-34, H-START-20
    let app = app().mode("stderr:out of luck;exit:1");
    let mut run = app.start(&["--port", "0"]);
    run.finds("handler-exit");
    let last = run.finds("restart-budget");
    assert_ne!(run.ends(), 0, "{last}");
    assert_eq!(app.starts().len(), 3);
    assert!(run.said().contains("out of luck"));
    let ids: std::collections::BTreeSet<String> = app
        .starts()
        .iter()
        .map(|start| start["env"]["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"].to_string())
        .collect();
    assert_eq!(ids.len(), 3, "a new id for each start (H-START-04)");
}

#[test]
fn exit_zero_is_final() {
    // V-52, H-START-36
    let app = app().mode("exit:0-after-ready");
    let run = app.run();
    run.finds("exit-zero");
    run.get("/api/F").is(500, "");
    assert_eq!(app.starts().len(), 1);
}

#[test]
fn exit_200_asks_for_a_restart_that_does_not_count() {
    // H-START-38, H-START-41
    let app = app();
    app.replies(&[
        ("/F", json!({"exit": 200, "times": 4})),
        ("/F", json!({"body": {"Outputs": {"res": {"body": "x"}}}})),
    ]);
    let run = app.run();
    for count in 1..=4 {
        run.get("/api/F").is(500, "");
        within("a new start", || (app.starts().len() > count).then_some(()));
    }
    run.get("/api/F").is(200, "x");
    assert_eq!(app.starts().len(), 5);
    let port = |start: &Json| start["env"]["FUNCTIONS_CUSTOMHANDLER_PORT"].clone();
    assert_eq!(port(&app.starts()[0]), port(&app.starts()[4]), "H-START-03");
}

#[test]
fn a_request_waits_for_a_handler_that_starts() {
    // H-START-43
    let app = app().mode("late:700");
    app.run().get("/api/F").is(200, "x");
}

#[cfg(unix)]
#[test]
fn an_interrupt_kills_the_handler_and_cleans_up() {
    // V-55, H-START-45
    let app = app().mode("spawn-grandchild");
    let mut run = app.run();
    run.get("/api/F").is(200, "x");
    super::os::interrupt(run.pid());
    run.ends();
    gone(&app);
    assert!(!app.root().join(".fch/run.json").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_fch_leaves_no_process_behind() {
    let app = app().mode("spawn-grandchild");
    let mut run = app.run();
    run.get("/api/F").is(200, "x");
    let start = &app.starts()[0];
    for pid in [&start["pid"], &start["grandchild"]] {
        assert!(super::os::is_probe(pid.as_u64().unwrap()), "{pid}");
    }
    let killed = std::time::Instant::now();
    run.kill();
    gone(&app);
    assert!(killed.elapsed().as_secs() < 3);
}

/// Waits until no probe of this app lives.
#[cfg(unix)]
#[track_caller]
fn gone(app: &App) {
    let starts = app.starts();
    let numbers = || starts.iter().flat_map(|s| [&s["pid"], &s["grandchild"]]);
    within("the handler and its child are gone", || {
        let living = numbers().filter_map(Json::as_u64).any(super::os::is_probe);
        (!living).then_some(())
    });
}

#[test]
fn handlers_in_other_languages_work() {
    let python = if cfg!(windows) { "python" } else { "python3" };
    for (tool, file, text, log) in [
        (
            python,
            "handler.py",
            include_str!("../probe/handler.py"),
            "from python",
        ),
        (
            "node",
            "handler.js",
            include_str!("../probe/handler.js"),
            "from node",
        ),
    ] {
        if !needs(tool, "--version") {
            continue;
        }
        let app = App::new().function("F", http()).file(file, text).host(
            "/customHandler/description",
            json!({"defaultExecutablePath": tool, "arguments": [file]}),
        );
        let run = app.run();
        let echo = run.get("/api/F?name=Atlas").json();
        assert_eq!(
            echo["Data"]["req"]["Query"],
            json!({"name": "Atlas"}),
            "{tool}"
        );
        run.wait_for(log, |event| event["event"] == "log" && event["text"] == log);
    }
}

#[test]
fn a_handler_that_runs_already_can_be_attached() {
    let (owner, guest) = (app(), app());
    let first = owner.run();
    first.get("/api/F").is(200, "x");
    let port = owner.starts()[0]["env"]["FUNCTIONS_CUSTOMHANDLER_PORT"].clone();
    let address = format!("127.0.0.1:{}", port.as_str().unwrap());
    let second = guest.run_with(&["--attach", &address]);
    second.get("/api/F").is(200, "x");
    assert!(guest.starts().is_empty());
    drop(second);
    first.get("/api/F").is(200, "x");
    assert_eq!(owner.starts().len(), 1, "the attached process lives on");
}
