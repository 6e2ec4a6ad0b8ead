//! `fch run --watch`: builds and swaps, and what callers notice of it.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::app::{App, envelope, free_port, http_and, http_at, within};
use super::harness::Running;
use crate::harness::write;

fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

fn watched(app: &App) -> Running<'_> {
    let run = app.run_with(&["--watch"]);
    run.ready();
    run
}

fn edit(app: &App, path: &str, text: &str) {
    write(&app.root(), path, text.as_bytes());
}

/// Waits until the handler has been started so many times and answers; its process.
#[track_caller]
fn handler(app: &App, run: &Running, starts: usize) -> u64 {
    run.wait_until(&format!("start {starts}"), || {
        let ready = run
            .events()
            .iter()
            .filter(|event| event["event"] == "ready")
            .count();
        let start = app.starts().get(starts - 1)?["pid"].as_u64()?;
        (ready >= starts).then_some(start)
    })
}

/// Waits until the process is gone.
#[cfg(target_os = "linux")]
#[track_caller]
fn is_gone(pid: u64) {
    within(&format!("{pid} is gone"), || {
        (!super::os::is_probe(pid)).then_some(())
    });
}

#[cfg(not(target_os = "linux"))]
fn is_gone(_pid: u64) {}

/// Waits until a line says this.
#[track_caller]
fn says(run: &Running, part: &str) {
    run.wait_for(part, |event| event.to_string().contains(part));
}

#[test]
fn callers_wait_while_the_handler_is_swapped() {
    let app = app();
    let run = watched(&app);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let callers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while !is_over.load(Ordering::SeqCst) {
                        run.get("/api/F").is(200, "x");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        for swap in 1..=3 {
            edit(&app, "handler.py", &format!("# {swap}"));
            let old = handler(&app, &run, swap);
            handler(&app, &run, swap + 1);
            is_gone(old);
        }
        is_over.store(true, Ordering::SeqCst);
        for caller in callers {
            assert!(caller.join().unwrap() > 0);
        }
    });
    assert_eq!(app.starts().len(), 4, "one start a swap");
}

#[test]
fn what_is_under_way_ends_on_the_old_handler() {
    let app = app();
    app.replies(&[(
        "/F",
        json!({"times": 1, "delay_ms": 4000, "body": {"Outputs": {"res": {"body": "old"}}}}),
    )]);
    let run = watched(&app);
    let mut slow = run.connect();
    slow.request("GET /api/F", &[], None);
    app.seen_at("/F", 1);
    edit(&app, "handler.py", "# 2");
    let old = handler(&app, &run, 1);
    handler(&app, &run, 2);
    assert_eq!(
        run.get("/api/F").status,
        204,
        "the new handler says nothing"
    );
    slow.answer().is(200, "old");
    is_gone(old);
}

#[test]
fn a_burst_of_edits_is_one_swap_and_documents_are_none() {
    let app = app();
    let run = watched(&app);
    for number in 0..50 {
        edit(&app, &format!("src/{number}.py"), "1");
    }
    handler(&app, &run, 2);
    for path in ["README.md", "target/debug/x", "app.log", ".git/index"] {
        edit(&app, path, "1");
    }
    thread::sleep(Duration::from_secs(1));
    assert_eq!(app.starts().len(), 2, "{}", run.said());
}

#[test]
fn functions_come_and_go() {
    // H-HOST-13
    let app = app();
    let run = watched(&app);
    run.get("/api/two").is(404, "");
    let function = json!({"bindings": http_at("two")}).to_string();
    edit(&app, "G/function.json", &function);
    handler(&app, &run, 2);
    run.get("/api/two").is(204, "");
    fs::remove_dir_all(app.root().join("G")).unwrap();
    handler(&app, &run, 3);
    run.get("/api/two").is(404, "");
}

#[test]
fn settings_that_cannot_be_read_change_nothing() {
    let app = app();
    let run = watched(&app);
    edit(&app, "local.settings.json", "{broken");
    says(&run, "not reloaded");
    run.get("/api/F").is(200, "x");
    assert_eq!(app.starts().len(), 1);
    edit(
        &app,
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {"NEW": "1"}}"#,
    );
    handler(&app, &run, 2);
    assert_eq!(app.starts()[1]["env"]["NEW"], "1");
    run.get("/api/F").is(200, "x");
}

#[test]
fn an_edit_starts_a_handler_again_that_was_given_up() {
    // H-START-34
    let app = app().settings("/Values/PROBE_MODE", json!("exit:1"));
    let run = app.run_with(&["--watch"]);
    says(&run, "restart-budget");
    run.get("/admin/host/ping").is(200, "");
    edit(
        &app,
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {}}"#,
    );
    run.ready();
    run.get("/api/F").is(200, "x");
    assert_eq!(app.starts().len(), 4, "three failures, and the mended one");
}

#[test]
fn a_request_that_waits_for_one_handler_is_answered_by_the_next() {
    let app = app().settings("/Values/PROBE_MODE", json!("silent"));
    let run = app.run_with(&["--watch"]);
    within("a start", || app.starts().first().cloned());
    let mut early = run.connect();
    early.request("GET /api/F", &[], None);
    thread::sleep(Duration::from_millis(300));
    edit(
        &app,
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {}}"#,
    );
    early.answer().is(200, "x");
}

#[test]
fn a_fixed_port_is_free_before_the_next_handler_starts() {
    // H-CFG-40
    let port = free_port();
    let app = app().host("/customHandler/port", json!(port));
    let run = watched(&app);
    for swap in 1..=2 {
        edit(&app, "handler.py", &format!("# {swap}"));
        handler(&app, &run, swap + 1);
        run.get("/api/F").is(200, "x");
    }
    assert_eq!(app.starts().len(), 3, "{}", run.said());
}

#[test]
fn no_message_is_lost_in_a_swap() {
    let out = json!({"type": "queue", "direction": "out", "name": "out", "queueName": "work"});
    let trigger =
        json!([{"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "work"}]);
    let app = App::new()
        .function("F", http_and(out))
        .function("Q", trigger)
        .host(
            "/extensions/queues",
            json!({"maxPollingInterval": "00:00:00.100"}),
        );
    let messages: Vec<String> = (0..60).map(|number| format!("m{number}")).collect();
    app.replies(&[
        (
            "/F",
            json!({"body": {"Outputs": {"res": {"body": "sent"}, "out": messages}}}),
        ),
        ("/Q", json!({"delay_ms": 50, "body": {}})),
    ]);
    let run = watched(&app);
    run.get("/api/F").is(200, "sent");
    for swap in 1..=2 {
        app.seen_at("/Q", swap * 5);
        edit(&app, "handler.py", &format!("# {swap}"));
        handler(&app, &run, swap + 1);
    }
    let seen = app.seen_at("/Q", messages.len());
    let seen: Vec<String> = seen
        .iter()
        .map(|call| envelope(call)["Data"]["msg"].to_string())
        .collect();
    for message in messages {
        let sign = format!("{message}\\\"");
        assert!(
            seen.iter().any(|msg| msg.contains(&sign)),
            "{message}: {seen:?}"
        );
    }
}

/// An app whose build copies the probe, unless its source says `error`.
#[cfg(unix)]
fn built(more: &str) -> App {
    let line = format!(
        "{more} ! grep error src/main.x >&2 && cp {} \"$FCH_OUTPUT\"",
        super::app::probe().display()
    );
    let app = app()
        .host(
            "/customHandler/description/defaultExecutablePath",
            json!("handler"),
        )
        .file("fch.toml", &format!("[build]\ncommand = '''{line}'''\n"))
        .file("src/main.x", "1");
    let replies = json!({"body": {"Outputs": {"res": {"body": "x"}}}});
    app.replies(&[("/F", replies)]);
    app
}

/// Builds, and waits until it is ready.
#[cfg(unix)]
fn built_run(app: &App) -> Running<'_> {
    let mut run = app.start_as(&["--port", "0", "--watch"]);
    run.serves();
    run.ready();
    run
}

#[cfg(unix)]
#[test]
fn a_build_that_fails_keeps_the_old_handler() {
    let app = built("");
    let run = built_run(&app);
    edit(&app, "src/main.x", "an error here");
    says(&run, "the old handler stays");
    assert!(run.said().contains("an error here"), "the compiler speaks");
    run.get("/api/F").is(200, "x");
    assert_eq!(app.starts().len(), 1);
    edit(&app, "src/main.x", "2");
    handler(&app, &run, 2);
    run.get("/api/F").is(200, "x");
}

#[cfg(unix)]
#[test]
fn an_edit_during_a_build_is_built_next() {
    let app = built("echo b >> ../builds; sleep 1;");
    let builds = || fs::read_to_string(app.dir.path().join("builds")).unwrap_or_default();
    let run = built_run(&app);
    assert_eq!(builds().len(), 2, "one build: there was no executable");
    edit(&app, "src/main.x", "2");
    within("the build begins", || (builds().len() >= 4).then_some(()));
    edit(&app, "src/main.x", "3");
    handler(&app, &run, 2);
    assert_eq!(builds().len(), 6);
    assert_eq!(app.starts().len(), 2, "only the latest is swapped in");
}

#[cfg(unix)]
#[test]
fn a_build_that_writes_among_its_sources_comes_to_rest() {
    let app = built("echo b >> ../builds; date +%N > src/generated.x;");
    let builds = || {
        fs::read_to_string(app.dir.path().join("builds"))
            .unwrap()
            .len()
            / 2
    };
    let run = built_run(&app);
    edit(&app, "src/main.x", "2");
    says(&run, "taken for something that the build writes");
    thread::sleep(Duration::from_secs(1));
    let so_far = builds();
    thread::sleep(Duration::from_secs(1));
    assert_eq!(builds(), so_far, "{}", run.said());
    edit(&app, "src/main.x", "3");
    within("one more", || (builds() == so_far + 1).then_some(()));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_swap_and_a_build() {
    let app = built("echo b >> ../builds; sleep 2;");
    let mut run = built_run(&app);
    edit(&app, "src/main.x", "2");
    let builds = || {
        fs::read_to_string(app.dir.path().join("builds"))
            .unwrap()
            .len()
    };
    within("the build begins", || (builds() >= 4).then_some(()));
    super::os::interrupt(run.pid());
    assert_eq!(run.ends(), 0, "{}", run.said());
}

#[cfg(unix)]
#[test]
fn the_app_may_be_reached_through_a_link() {
    let app = app();
    app.command(&[]); // writes its files
    let link = app.dir.path().join("link");
    std::os::unix::fs::symlink(app.root(), &link).unwrap();
    let mut run = app.start_at(&link, &["--no-build", "--watch", "--port", "0"]);
    run.serves();
    run.ready();
    write(&link, "handler.py", b"2");
    handler(&app, &run, 2);
}

#[test]
fn a_go_app_is_built_and_swapped() {
    if !crate::harness::needs("go", "version") {
        return;
    }
    let app = app();
    let root = app.root();
    let root = root.to_str().unwrap();
    let new = app
        .command(&["new", root, "--language", "go", "--force"])
        .output();
    assert!(new.unwrap().status.success());
    let app = app.host(
        "/customHandler/description/defaultExecutablePath",
        json!("handler"),
    );
    let mut run = app.start_as(&["--port", "0", "--watch"]);
    run.serves();
    run.ready();
    let greets = |run: &Running, text: &str| run.get("/api/hello").text().contains(text);
    assert!(greets(&run, "Hello!"), "{}", run.said());
    let source = app.root().join("functions.go");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, text.replace("Hello!", "Servus!")).unwrap();
    within("the new handler", || greets(&run, "Servus!").then_some(()));
}
