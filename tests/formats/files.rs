//! `--output-file`: one step, nothing half written, nothing lost.

use std::fs;

use super::{ALL, BROKEN, is_well_formed, validate};
use crate::harness::{files, tree};

#[test]
fn the_report_goes_to_the_file_and_the_summary_to_stderr() {
    let app = tree(&[("app/host.json", BROKEN), ("report", "old")]);
    for format in ALL {
        let args = ["--format", format, "-o", "report", "--color", "always"];
        let run = validate(app.path(), &args).exits(1);
        assert_eq!(run.stdout, "", "{format}");
        assert!(
            run.stderr.starts_with("1 error, 1 warning, 1 file"),
            "{run:?}"
        );
        let text = fs::read_to_string(app.path().join("report")).unwrap();
        assert!(text.contains("host-version"), "{format}: {text}");
        is_well_formed(format, &text);
    }
    assert_eq!(files(app.path()), ["app/host.json", "report"]);
}

#[test]
fn a_dash_is_standard_output() {
    let app = tree(&[("host.json", BROKEN)]);
    let shown = validate(app.path(), &["--format", "concise"]).exits(1);
    let run = validate(app.path(), &["--format", "concise", "-o", "-"]).exits(1);
    assert_eq!(run.stdout, shown.stdout);
    assert_eq!(files(app.path()), ["host.json"]);
}

#[test]
fn a_file_that_cannot_be_written_is_a_failure() {
    let app = tree(&[("host.json", BROKEN), ("folder/x", "")]);
    for file in ["folder", "no/such/report"] {
        let run = validate(app.path(), &["-o", file]).exits(2);
        assert!(
            run.stderr.contains(&format!("cannot write {file}")),
            "{run:?}"
        );
    }
    assert_eq!(files(app.path()), ["folder/x", "host.json"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_devices_written_to() {
    let app = tree(&[("host.json", BROKEN), ("real", "")]);
    std::os::unix::fs::symlink("real", app.path().join("link")).unwrap();
    validate(app.path(), &["-o", "link"]).exits(1);
    assert!(app.path().join("link").is_symlink());
    assert!(
        fs::read_to_string(app.path().join("real"))
            .unwrap()
            .contains("host-version")
    );
    std::os::unix::fs::symlink("new", app.path().join("dangling")).unwrap();
    validate(app.path(), &["-o", "dangling"]).exits(1);
    assert!(app.path().join("dangling").is_symlink());
    assert!(app.path().join("new").is_file(), "where the link leads");
    validate(app.path(), &["-o", "/dev/null"]).exits(1);
    let run = validate(app.path(), &["--format", "concise", "-o", "/dev/stdout"]).exits(1);
    assert!(
        run.stdout
            .starts_with("host.json:2:14: error[host-version]"),
        "{run:?}"
    );
}
