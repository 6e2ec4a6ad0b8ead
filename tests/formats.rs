//! The formats of `fch validate`: what machines take of them, and what no app can break.

mod files;
mod github;
mod json;
mod junit;
mod sarif;

use std::path::Path;

use crate::harness::{HOST, HTTP_FUNCTION, Run, fch_with, tree, write};

/// Every value of `--format`.
pub(crate) const ALL: [&str; 6] = ["human", "concise", "json", "sarif", "github", "junit"];

/// A host.json with an error, and a place that is related to another.
const BROKEN: &str = "{\n  \"version\": 2,\n  \"logging\": {},\n  \"logging\": {}\n}\n";

/// Runs `fch validate` with `args` in `dir`, outside of any GitHub job.
fn validate(dir: &Path, args: &[&str]) -> Run {
    let args: Vec<&str> = ["validate"].iter().chain(args).copied().collect();
    fch_with(dir, &args, &[("GITHUB_STEP_SUMMARY", "")])
}

fn in_format(dir: &Path, format: &str) -> Run {
    validate(dir, &["--format", format])
}

/// A folder with one function that has `count` unknown keys.
fn with_many_findings(count: usize) -> tempfile::TempDir {
    let keys: Vec<String> = (0..count).map(|n| format!("  \"key{n}\": 0")).collect();
    let host = format!("{{\n  \"version\": \"2.0\",\n{}\n}}\n", keys.join(",\n"));
    tree(&[("host.json", &host)])
}

/// Folders that are hard to name, as far as the system takes them.
fn with_weird_paths() -> (tempfile::TempDir, Vec<&'static str>) {
    let mut names = vec!["a b", "100%25", "#1", "été😀", "a,b;c", "[x](1)", "&amp;'"];
    if cfg!(unix) {
        names.extend([
            "two\nlines",
            "a:b",
            "::error ::x",
            "back\\slash",
            "a|b<c>\"",
            "\u{1b}[31m",
        ]);
    }
    let dir = tree(&[]);
    for name in &names {
        write(dir.path(), &format!("{name}/host.json"), BROKEN.as_bytes());
        let function = format!("{name}/F/function.json");
        write(dir.path(), &function, HTTP_FUNCTION.as_bytes());
    }
    (dir, names)
}

/// Fails unless `text` can be read by what reads `format`.
#[track_caller]
pub(crate) fn is_well_formed(format: &str, text: &str) {
    match format {
        "sarif" => drop(sarif::is_accepted(text)),
        "junit" => drop(junit::cases(text)),
        "github" => drop(github::commands(text)),
        "json" => drop(serde_json::from_str::<serde_json::Value>(text).unwrap()),
        _ => assert!(!text.contains('\u{1b}'), "raw control characters: {text}"),
    }
}

#[test]
fn every_format_takes_none_many_and_oddly_named_findings() {
    let clean = tree(&[("host.json", HOST)]);
    let many = with_many_findings(3000);
    let (weird, names) = with_weird_paths();
    for format in ALL {
        is_well_formed(format, &in_format(clean.path(), format).exits(0).stdout);
        is_well_formed(format, &in_format(many.path(), format).exits(0).stdout);
        is_well_formed(format, &in_format(weird.path(), format).exits(1).stdout);
    }
    let json = in_format(weird.path(), "json").json();
    assert_eq!(json["summary"]["errors"], names.len());
    let json = in_format(many.path(), "json").json();
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(3000));
}

#[test]
fn machines_get_their_document_on_stdout_and_people_the_summary_on_stderr() {
    let app = tree(&[("host.json", BROKEN)]);
    for format in ["concise", "sarif", "github", "junit"] {
        let run = in_format(app.path(), format).exits(1);
        assert!(
            run.stderr.starts_with("1 error, 1 warning, 1 file"),
            "{run:?}"
        );
        assert!(!run.stdout.contains("checked in"), "{run:?}");
    }
}

#[test]
fn exit_zero_leaves_failures_failures() {
    let app = tree(&[("host.json", BROKEN)]);
    validate(app.path(), &["--exit-zero"]).exits(0);
    validate(app.path(), &["--exit-zero", "--fail-on", "info"]).exits(0);
    validate(app.path(), &["--exit-zero", "nowhere"]).exits(2);
}

#[test]
fn statistics_stand_behind_the_findings() {
    let app = tree(&[("host.json", BROKEN)]);
    let table = "1  error    host-version\n1  warning  duplicate-key\n\n1 error, 1 warning, ";
    let human = validate(app.path(), &["--statistics"]).exits(1).stdout;
    assert!(human.contains(&format!("\n\n{table}")), "{human}");
    for format in ["concise", "sarif", "github", "junit"] {
        let run = validate(app.path(), &["--statistics", "--format", format]);
        assert!(run.stderr.starts_with(table), "{run:?}");
    }
    let json = validate(app.path(), &["--statistics", "--format", "json"]).json();
    assert_eq!(
        json["statistics"],
        serde_json::json!([
            {"rule": "host-version", "severity": "error", "count": 1},
            {"rule": "duplicate-key", "severity": "warning", "count": 1},
        ])
    );
}

/// Whoever reads a pipe may have seen enough.
#[cfg(unix)]
#[test]
fn a_reader_that_stops_is_no_error() {
    use std::process::{Command, Stdio};
    let app = with_many_findings(3000);
    for format in ALL {
        let mut fch = Command::new(env!("CARGO_BIN_EXE_fch"))
            .args(["validate", "--format", format])
            .current_dir(app.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(fch.stdout.take());
        let ended = fch.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(0), "{format}: {stderr}");
        assert!(!stderr.contains("error:"), "{format}: {stderr}");
    }
}

#[test]
fn a_minified_file_is_cut_to_what_matters() {
    let keys: Vec<String> = (0..50)
        .map(|n| format!("\"k{n}\":\"{}\"", "x".repeat(2000)))
        .collect();
    let long = format!("{{\"version\":\"2.0\",{}}}", keys.join(","));
    assert!(long.len() > 80_000);
    let app = tree(&[("host.json", &long)]);
    let human = validate(app.path(), &[]).stdout;
    assert!(human.contains("host.json:1:"), "{human}");
    let longest = human.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(300), "{longest:?}");
    assert!(human.len() < 50_000, "{}", human.len());
}
