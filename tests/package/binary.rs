//! `--binary`: an executable that was built elsewhere.

use std::fs;

use super::{entry, modes, package, scripted};
use crate::harness::{HOST, fch, files, host_for, write};

const OTHER: &[u8] = b"#!/bin/sh\necho other\n";

#[test]
fn it_goes_in_as_the_executable_and_the_app_stays_as_it_was() {
    let dir = scripted();
    write(dir.path(), "built/linux-handler", OTHER);
    // A build would fail, and the handler in the app could not be packaged.
    write(dir.path(), "app/fch.toml", b"[build]\ncommand = 'exit 1'\n");
    write(dir.path(), "app/handler", b"#!/bin/sh\r\n");
    let before = files(dir.path());
    let args = ["package", "app", "--binary", "built/linux-handler"];
    let run = fch(dir.path(), &args).exits(0);
    assert!(
        run.stderr.contains("Using built/linux-handler"),
        "{}",
        run.stderr
    );
    let zip = dir.path().join("app.zip");
    assert_eq!(entry(&zip, "handler"), OTHER);
    assert_eq!(modes(&zip)[0], ("handler".to_owned(), 0o755));
    fs::remove_file(&zip).unwrap();

    fs::remove_file(dir.path().join("app/handler")).unwrap();
    fch(dir.path(), &args).exits(0);
    assert_eq!(entry(&zip, "handler"), OTHER);
    assert!(!dir.path().join("app/handler").exists());
    write(dir.path(), "app/handler", b"");
    fs::remove_file(&zip).unwrap();
    assert_eq!(files(dir.path()), before);
}

#[test]
fn it_is_judged_as_any_other() {
    let dir = scripted();
    write(dir.path(), "wrong", b"\0\x01\x02\x03");
    let run = package(dir.path(), &["app", "--binary", "wrong"]).exits(1);
    for text in ["error[binary-format]", "= note: it was taken from wrong\n"] {
        assert!(run.stdout.contains(text), "{}", run.stdout);
    }
}

#[test]
fn it_must_be_a_file_with_a_place_to_go() {
    let dir = scripted();
    write(dir.path(), "other", OTHER);
    write(dir.path(), "on-path/host.json", HOST.as_bytes());
    write(
        dir.path(),
        "second/host.json",
        host_for("handler").as_bytes(),
    );
    fs::copy(dir.path().join("other"), dir.path().join("app.zip")).unwrap();
    for (args, words) in [
        (&["app", "--binary", "nowhere"][..], "cannot read nowhere"),
        (&["app", "--binary", "second"], "second is not a file"),
        (&["app", "--binary", "app.zip"], "would overwrite app.zip"),
        (&["on-path", "--binary", "other"], "starts no executable"),
        (&["app", "second", "--binary", "other"], "there are 2 apps"),
    ] {
        let run = package(dir.path(), args).exits(2);
        assert!(run.stderr.contains(words), "{words} in:\n{}", run.stderr);
    }
}
