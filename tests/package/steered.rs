//! `[package]` in fch.toml.

use super::{SCRIPTED, names, package, scripted};
use crate::harness::{fch, write};

#[test]
fn only_what_is_included_goes_in() {
    let dir = scripted();
    let app = dir.path().join("app");
    let config = b"[package]\ninclude = ['static/**']\nexclude = ['*.map']\n";
    write(&app, "fch.toml", config);
    for file in ["static/a.js", "static/a.js.map", "other.txt"] {
        write(&app, file, b"");
    }
    let run = package(dir.path(), &["app"]).exits(0);
    let mut expected = SCRIPTED.to_vec();
    expected.push("static/a.js");
    assert_eq!(names(&dir.path().join("app.zip")), expected);
    assert!(!run.stdout.contains("warning"), "{}", run.stdout);

    write(&app, "fch.toml", b"[package]\ninclude = ['satic/**']\n");
    let run = package(dir.path(), &["app"]).exits(0);
    let finding = "warning[include-unmatched]: `satic/**` brings no file into the package\n";
    assert!(run.stdout.starts_with(finding), "{}", run.stdout);
    assert!(run.stdout.contains("app/fch.toml:2:12"), "{}", run.stdout);
    assert_eq!(names(&dir.path().join("app.zip")), SCRIPTED);
}

#[test]
fn faults_of_the_table_are_found_by_every_command_that_reads_it() {
    let dir = scripted();
    for (text, place, words) in [
        ("inclde = []", "fch.toml:2:1 ", "did you mean `include`?"),
        ("include = 'x'", "fch.toml:2:11 ", "sequence"),
        (
            "exclude = ['a', '[z-a]']",
            "fch.toml:2:17 ",
            "is no pattern",
        ),
    ] {
        write(
            dir.path(),
            "app/fch.toml",
            format!("[package]\n{text}\n").as_bytes(),
        );
        for command in ["package", "validate"] {
            let run = fch(dir.path(), &[command, "app"]).exits(2);
            let stderr = run.stderr.replace('\\', "/");
            assert!(stderr.contains(place) && stderr.contains(words), "{stderr}");
        }
    }
}
