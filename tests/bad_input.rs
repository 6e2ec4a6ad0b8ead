//! Files that nobody should have to parse: always a finding or a clear error, never a panic,
//! never a hang.

use crate::formats;
use crate::harness::{HOST, HTTP_FUNCTION, Run, fch, tree, write};

/// Hostile contents: a name, the bytes, and the rule that must report them.
fn hostile() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let big = format!(
        "{{\"version\": \"2.0\", \"x\": \"{}\"}}",
        "a".repeat(10_000_000)
    );
    vec![
        ("empty", Vec::new(), Some("json-syntax")),
        ("blank", b" \n\t".to_vec(), Some("json-syntax")),
        ("binary", (0..=255).collect(), Some("json-syntax")),
        ("zeros", vec![0; 4096], Some("json-syntax")),
        (
            "truncated",
            b"{\"version\": \"2.".to_vec(),
            Some("json-syntax"),
        ),
        (
            "deep",
            [b"[".repeat(5000), b"]".repeat(5000)].concat(),
            Some("json-syntax"),
        ),
        ("deep-objects", b"{\"a\":".repeat(5000), Some("json-syntax")),
        ("not-an-object", b"[1, 2]".to_vec(), Some("json-syntax")),
        ("just-text", b"\"hello\"".to_vec(), Some("json-syntax")),
        (
            "not-utf8",
            b"{\"version\": \"2.0\", \"x\": \"\xff\xfe\"}".to_vec(),
            Some("file-encoding"),
        ),
        (
            "utf16",
            utf16("{\"version\": \"2.0\"}"),
            Some("file-encoding"),
        ),
        (
            "utf16-without-mark",
            utf16("{}")[2..].to_vec(),
            Some("json-syntax"),
        ),
        (
            "duplicate-keys",
            b"{\"version\": \"1\", \"version\": \"2.0\"}".to_vec(),
            Some("duplicate-key"),
        ),
        (
            "nul-in-a-name",
            b"{\"version\": \"2.0\", \"a\\u0000b\\u001b[31m\": {\"\\u0000\": 1}}".to_vec(),
            None,
        ),
        ("big", big.into_bytes(), None),
        (
            "byte-order-mark",
            "\u{feff}{\"version\": \"2.0\"}".into(),
            None,
        ),
        (
            "lone-surrogate",
            br#"{"version": "2.0", "x": "\ud800"}"#.to_vec(),
            None,
        ),
        ("many-brackets", b"}]".repeat(200_000), Some("json-syntax")),
        (
            "many-keys",
            [b"{".to_vec(), b"\"k\":1,".repeat(20_000), b"}".to_vec()].concat(),
            None,
        ),
    ]
}

fn rules(run: &Run) -> Vec<String> {
    let json = run.json();
    let findings = json["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|f| f["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn hostile_files_are_findings_in_every_place() {
    for file in ["host.json", "F/function.json", "local.settings.json"] {
        for (name, bytes, rule) in hostile() {
            let app = tree(&[("host.json", HOST), ("F/function.json", HTTP_FUNCTION)]);
            write(app.path(), file, &bytes);
            let run = fch(app.path(), &["validate", "--format", "json"]);
            assert!(run.code < 2, "{file} {name}: {run:?}");
            let found = rules(&run);
            if let Some(rule) = rule {
                assert!(found.iter().any(|f| f == rule), "{file} {name}: {found:?}");
                assert_ne!((rule, run.code), ("json-syntax", 0), "{file} {name}");
            }
            for format in formats::ALL {
                let run = fch(app.path(), &["validate", "--format", format]);
                assert!(run.code < 2, "{file} {name} {format}");
                formats::is_well_formed(format, &run.stdout);
                assert!(
                    !run.stdout.contains('\u{1b}'),
                    "{file} {name} {format}: raw control characters"
                );
                assert!(
                    format == "sarif" || run.stdout.len() < 200_000,
                    "{file} {name} {format}: floods the terminal"
                );
            }
        }
    }
}

#[test]
fn things_that_are_not_files_are_named() {
    let app = tree(&[("host.json/x", ""), ("readme", "")]);
    let run = fch(app.path(), &["validate", "--format", "concise"]).exits(1);
    assert_eq!(
        run.stdout,
        "host.json:1:1: error[json-syntax] this is a folder, not a file\n"
    );

    // A folder called function.json is no function (H-DISC-02).
    let app = tree(&[("host.json", HOST), ("F/function.json/x", "")]);
    fch(app.path(), &["validate"]).exits(0);

    let app = tree(&[("host.json", HOST), ("local.settings.json/x", "")]);
    let run = fch(app.path(), &["validate", "--format", "concise"]).exits(1);
    assert!(
        run.stdout
            .contains("local.settings.json:1:1: error[json-syntax] this is a folder")
    );
}

#[cfg(unix)]
#[test]
fn symbolic_links_pipes_and_missing_rights_do_no_harm() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let app = tree(&[("host.json", HOST), ("F/function.json", HTTP_FUNCTION)]);
    symlink("loop", app.path().join("loop")).unwrap();
    symlink(app.path(), app.path().join("self")).unwrap();
    symlink(
        "local.settings.json",
        app.path().join("local.settings.json"),
    )
    .unwrap();
    let run = fch(app.path(), &["validate", "--format", "concise"]).exits(1);
    assert!(
        run.stdout
            .contains("local.settings.json:1:1: error[json-syntax] the file cannot be read"),
        "{run:?}"
    );
    fch(app.path(), &["validate", "loop"]).exits(2);

    let made = std::process::Command::new("mkfifo")
        .arg(app.path().join("G.json"))
        .status();
    if made.is_ok_and(|status| status.success()) {
        std::fs::create_dir(app.path().join("G")).unwrap();
        for place in ["G/function.json", "host.json"] {
            let pipe = app.path().join("G.json");
            std::fs::rename(&pipe, app.path().join(place)).unwrap();
            let run = fch(app.path(), &["validate", "--format", "concise"]).exits(1);
            let told = format!("{place}:1:1: error[json-syntax] this is not a regular file");
            assert!(run.stdout.contains(&told), "{run:?}");
            std::fs::rename(app.path().join(place), pipe).unwrap();
        }
    }

    // Root reads everything, so this says something only for other users.
    let app = tree(&[("host.json", HOST)]);
    let host = app.path().join("host.json");
    std::fs::set_permissions(&host, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&host).is_err() {
        let run = fch(app.path(), &["validate", "--format", "concise"]).exits(1);
        assert!(run.stdout.contains("cannot be read"));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_fch_toml_is_refused_and_not_waited_for() {
    let app = tree(&[("host.json", HOST)]);
    let made = std::process::Command::new("mkfifo")
        .arg(app.path().join("fch.toml"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let run = fch(app.path(), &["validate"]).exits(2);
    assert!(run.stderr.contains("it is no regular file"), "{run:?}");
}

#[test]
fn what_a_stranger_named_does_not_reach_the_terminal_as_it_is() {
    let app = tree(&[("host.json", HOST)]);
    let run = fch(app.path(), &["validate", "no\u{1b}[31m\u{202e}"]).exits(2);
    assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{run:?}");
    assert!(run.stderr.contains("\\u{1b}"), "{run:?}");
}

#[test]
fn a_report_that_cannot_be_written_names_no_other_file() {
    let app = tree(&[("host.json", HOST)]);
    let run = fch(app.path(), &["validate", "-o", "no/report.txt"]).exits(2);
    assert!(run.stderr.contains("cannot write no/report.txt"), "{run:?}");
    assert!(!run.stderr.contains(".tmp"), "{run:?}");
}

#[test]
fn faults_of_our_own_files_are_told_in_words_of_the_user() {
    let app = tree(&[
        ("host.json", HOST),
        ("list.json", "[]"),
        ("fch.toml", "lint = 1\n"),
    ]);
    let run = fch(app.path(), &["validate"]).exits(2);
    assert!(run.stderr.contains("fch.toml:1:8"), "{run:?}");
    assert!(run.stderr.contains("expected a table"), "{run:?}");
    assert!(run.stderr.contains("help: docs/config.md"), "{run:?}");
    std::fs::write(app.path().join("fch.toml"), "[lint]\nbaseline = \"\"\n").unwrap();
    let run = fch(app.path(), &["validate"]).exits(2);
    assert!(
        run.stderr.contains("`lint.baseline` in fch.toml is empty"),
        "{run:?}"
    );
    std::fs::remove_file(app.path().join("fch.toml")).unwrap();
    let run = fch(app.path(), &["validate", "--baseline", "list.json"]).exits(2);
    assert!(run.stderr.contains("an object"), "{run:?}");
    let run = fch(app.path(), &["explain", "-"]).exits(2);
    assert!(run.stderr.contains("standard input is empty"), "{run:?}");
}
