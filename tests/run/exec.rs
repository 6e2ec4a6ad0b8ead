//! `fch run --exec`: a command with the app up, and what is left of it.

use std::time::{Duration, Instant};

use serde_json::json;

use super::app::{App, http};

fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

/// The exit code and both outputs of `fch run --exec ...`.
fn exec(app: &App, words: &[&str]) -> (i32, String, String) {
    let line = [&["run", "--no-build", "--exec"], words].concat();
    let output = app.command(&line).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|o| String::from_utf8_lossy(&o).into());
    (output.status.code().unwrap_or(-1), out, err)
}

#[test]
fn a_command_that_is_not_there_is_told() {
    let app = app();
    let (code, out, err) = exec(&app, &["no-such-command", "x"]);
    assert!(code != 0 && out.is_empty(), "{code} {out}");
    assert!(err.contains("no-such-command"), "{err}");
}

#[test]
fn without_a_command_nothing_is_started() {
    let app = app();
    assert_eq!(exec(&app, &["--"]).0, 2);
    assert!(app.starts().is_empty());
}

#[test]
fn the_command_is_not_started_before_the_handler_is_ready() {
    let app = App::new()
        .function("F", http())
        .mode("silent")
        .host("/customHandler/http", json!({}))
        .host("/functionTimeout", json!("00:00:10"));
    let app = app.env(
        "AzureFunctionsJobHost__customHandler__initializationTimeout",
        "00:00:01",
    );
    let began = Instant::now();
    let (code, out, _) = exec(&app, &["--", "echo", "started"]);
    assert!(code != 0 && !out.contains("started"), "{code} {out}");
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[cfg(unix)]
mod unix {
    use super::*;

    #[test]
    fn one_word_is_a_line_and_standard_output_is_the_commands_alone() {
        let app = app();
        let (code, out, err) = exec(&app, &["echo $FCH_PORT | tr 0-9 9 | cut -c1; exit 5"]);
        assert_eq!((code, out.as_str()), (5, "9\n"), "{err}");
        let (code, out, _) = exec(&app, &["--", "echo", "a b", "$FCH_PORT"]);
        assert_eq!((code, out.as_str()), (0, "a b $FCH_PORT\n"));
    }

    #[test]
    fn a_command_that_a_signal_ended_counts_as_in_a_shell() {
        let app = app();
        assert_eq!(exec(&app, &["kill -9 $$"]).0, 137);
        assert_eq!(exec(&app, &["kill -15 $$"]).0, 143);
        let gone =
            |start: &serde_json::Value| !crate::run::os::is_probe(start["pid"].as_u64().unwrap());
        assert!(app.starts().iter().all(gone), "the handlers are gone");
    }

    #[test]
    fn an_interrupt_ends_the_command_too() {
        let app = app();
        let mark = app.dir.path().join("mark");
        let line = format!("echo $$ > {}; exec sleep 60", mark.display());
        let mut run = app.start(&["--exec", &line]);
        let read = || {
            std::fs::read_to_string(&mark)
                .ok()?
                .trim()
                .parse::<u64>()
                .ok()
        };
        let pid = crate::run::app::within("the command runs", read);
        crate::run::os::interrupt(run.pid());
        assert_eq!(run.ends(), 130, "{}", run.said());
        crate::run::app::within("the command is gone", || {
            (!std::path::Path::new(&format!("/proc/{pid}/exe")).exists()).then_some(())
        });
    }
}
