//! What stops a package, and that an older one survives it.

use std::fs;
use std::path::Path;

use super::{SCRIPT, entry, names, package, scripted};
use crate::harness::{Run, files, host_for, write};

/// Packages an app that must be refused with these words among the findings: exit code 1,
/// findings on stdout, the old zip untouched, nothing left behind.
#[track_caller]
fn refused(dir: &Path, args: &[&str], words: &[&str]) -> Run {
    fs::write(dir.join("app.zip"), "PK the old one").unwrap();
    let before = files(dir);
    let run = package(dir, &[&["app"], args].concat()).exits(1);
    for word in words {
        assert!(run.stdout.contains(word), "no {word:?} in:\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("sha256"), "{}", run.stdout);
    assert!(
        run.stderr
            .contains("error: no package was written because of the errors above"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("error["), "{}", run.stderr);
    assert_eq!(fs::read(dir.join("app.zip")).unwrap(), b"PK the old one");
    assert_eq!(files(dir), before, "nothing is left behind");
    run
}

/// The smallest file that is a 64-bit Windows program to whoever looks at its headers.
fn pe() -> Vec<u8> {
    let mut bytes = vec![0; 512];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[0x3c] = 0x40;
    bytes[0x40..0x44].copy_from_slice(b"PE\0\0");
    bytes[0x44..0x46].copy_from_slice(&0x8664_u16.to_le_bytes());
    bytes[0x54..0x56].copy_from_slice(&240_u16.to_le_bytes());
    bytes[0x58..0x5a].copy_from_slice(&0x20b_u16.to_le_bytes());
    bytes
}

#[test]
fn a_missing_executable() {
    let dir = scripted();
    fs::remove_file(dir.path().join("app/handler")).unwrap();
    refused(
        dir.path(),
        &[],
        &["error[exe-missing]", "`handler`", "app/host.json:1:"],
    );
    refused(
        dir.path(),
        &["--no-validate"],
        &["error[package-incomplete]", "`handler`", "app/handler"],
    );
    let json = package(dir.path(), &["app", "--json", "--no-validate"])
        .exits(1)
        .json();
    assert_eq!(json["package"]["path"], serde_json::Value::Null);
    assert_eq!(json["package"]["sha256"], serde_json::Value::Null);
    let rules = json["findings"].as_array().unwrap().iter();
    let mut errors = rules.filter(|finding| finding["severity"] == "error");
    assert_eq!(errors.next().unwrap()["rule"], "package-incomplete");
    assert!(errors.next().is_none());
}

#[test]
fn a_program_of_another_system() {
    let dir = scripted();
    write(dir.path(), "app/handler", &pe());
    refused(
        dir.path(),
        &[],
        &[
            "error[binary-format]",
            "`app/handler` is a Windows program (PE), which Linux cannot start",
        ],
    );
    for (content, words) in [
        (
            &b"\xcf\xfa\xed\xfe\x0c\0\0\x01\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..],
            "a macOS program (Mach-O)",
        ),
        (b"\0\x01\x02\x03", "no program of any known format"),
        (b"echo 1\n", "error[script-shebang]"),
        (b"#!/bin/sh\r\nexit 0\r\n", "error[script-crlf]"),
        (b"\x7fELF", "a damaged Linux program"),
    ] {
        write(dir.path(), "app/handler", content);
        refused(dir.path(), &[], &[words]);
    }
    // For Windows, the other way round.
    write(dir.path(), "app/handler.exe", SCRIPT.as_bytes());
    refused(
        dir.path(),
        &["--target", "windows"],
        &["error[binary-format]", "`app/handler.exe` is a `#!` script"],
    );
    write(dir.path(), "app/handler.exe", &pe());
    package(dir.path(), &["app", "--target", "windows"]).exits(0);
    assert_eq!(entry(&dir.path().join("app.zip"), "handler.exe"), pe());
}

#[test]
fn a_name_that_only_windows_starts() {
    let dir = scripted();
    write(
        dir.path(),
        "app/host.json",
        host_for("handler.exe").as_bytes(),
    );
    write(dir.path(), "app/handler.exe", &pe());
    refused(
        dir.path(),
        &[],
        &["error[exe-on-linux]", "app/host.json:1:"],
    );
    // Nor does it get through without the linter.
    refused(dir.path(), &["--no-validate"], &["error[binary-format]"]);
    let run = package(dir.path(), &["app", "--target", "windows"]).exits(0);
    assert!(!run.stdout.contains("error["), "{}", run.stdout);
}

#[test]
fn an_ignore_line_that_drops_what_the_host_needs() {
    let dir = scripted();
    write(
        dir.path(),
        "app/.funcignore",
        b"# notes\n/hello/function.*\n",
    );
    for flags in [&[][..], &["--no-validate"]] {
        refused(
            dir.path(),
            flags,
            &[
                "app/.funcignore:2:1",
                "function.json",
                "2 | /hello/function.*",
            ],
        );
    }
    let run = package(dir.path(), &["app", "--no-validate"]).exits(1);
    assert!(
        run.stdout.contains("error[package-incomplete]"),
        "{}",
        run.stdout
    );
}

#[test]
fn errors_of_the_linter_unless_told_otherwise() {
    let dir = scripted();
    write(dir.path(), "app/hello/function.json", b"{\"bindings\": []}");
    let run = refused(
        dir.path(),
        &[],
        &["error[one-trigger]", "app/hello/function.json:1:"],
    );
    assert!(!run.stderr.contains("Packaging"), "{}", run.stderr);
    let run = package(dir.path(), &["app", "--no-validate"]).exits(0);
    assert!(!run.stdout.contains("one-trigger"), "{}", run.stdout);
    assert_eq!(names(&dir.path().join("app.zip")), super::SCRIPTED);
}

#[test]
fn a_broken_host_json() {
    let dir = scripted();
    write(
        dir.path(),
        "app/host.json",
        b"{\n  \"version\": \"2.0\"\n  \"x\": 1\n}\n",
    );
    refused(
        dir.path(),
        &[],
        &["error[json-syntax]", "--> app/host.json:2:19"],
    );
}

#[test]
fn warnings_do_not_stop_it() {
    let dir = scripted();
    write(dir.path(), "app/.env", b"SECRET=abc\n");
    write(dir.path(), "app/.funcignore", b"");
    let run = package(dir.path(), &["app"]).exits(0);
    assert!(
        run.stdout.starts_with("warning[secret-in-package]: "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("app/.env") && !run.stdout.contains("abc\n"));
    assert!(names(&dir.path().join("app.zip")).contains(&".env".to_owned()));
}

#[test]
fn an_output_that_cannot_be() {
    let dir = scripted();
    let before = files(dir.path());
    for (output, words) in [
        ("app", "app is a folder"),
        ("app/handler", "app/handler exists and is no zip file"),
        ("app/handler/x.zip", "cannot create"),
    ] {
        let run = package(dir.path(), &["app", "-o", output]).exits(2);
        assert!(run.stderr.contains(words), "{output}: {}", run.stderr);
        assert_eq!(run.stdout, "");
        assert_eq!(files(dir.path()), before, "{output}");
    }
    let handler = fs::read_to_string(dir.path().join("app/handler"));
    assert_eq!(handler.unwrap(), SCRIPT);
}

#[test]
fn nothing_to_package() {
    let dir = tempfile::tempdir().unwrap();
    for args in [&[][..], &["nowhere"]] {
        let run = package(dir.path(), args).exits(2);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
    assert!(files(dir.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_or_stored() {
    use std::os::unix::fs::symlink;
    let dir = scripted();
    let app = dir.path().join("app");
    symlink("../../outside", app.join("link")).unwrap();
    refused(dir.path(), &[], &["error[symlink]", "`link`", "app/link"]);
    fs::remove_file(app.join("link")).unwrap();

    // A link that leads nowhere is a host.json that cannot be read; for root, too.
    fs::remove_file(app.join("host.json")).unwrap();
    symlink("nowhere", app.join("host.json")).unwrap();
    let before = files(dir.path());
    let run = package(dir.path(), &["app"]);
    assert_ne!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("error: "), "{}", run.stderr);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_manifest_costs_no_file() {
    let dir = scripted();
    write(dir.path(), "notes.json", b"{\"version\": 1}");
    let before = files(dir.path());
    for (path, why) in [
        ("app.zip", "would overwrite app.zip"),
        ("app/host.json", "app/host.json exists and is no report"),
        ("notes.json", "notes.json exists and is no report"),
        ("app", "is not a regular file"),
        ("-", "names a file"),
    ] {
        let run = package(dir.path(), &["app", "--manifest", path]).exits(2);
        assert!(run.stderr.contains(why), "{path}: {}", run.stderr);
        assert_eq!(files(dir.path()), before, "{path}: nothing was written");
    }
}

#[test]
fn a_manifest_in_the_app_stays_out_of_the_package_and_is_written_again() {
    let dir = scripted();
    let app = dir.path().join("app");
    let zip = || {
        package(&app, &["--manifest", "app.json"]).exits(0);
        fs::read(app.join("app.zip")).unwrap()
    };
    let first = zip();
    let report = fs::read(app.join("app.json")).unwrap();
    assert_eq!(zip(), first);
    assert_eq!(fs::read(app.join("app.json")).unwrap(), report);
    assert!(!names(&app.join("app.zip")).contains(&"app.json".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_replaced() {
    let dir = scripted();
    std::os::unix::fs::symlink("nowhere.zip", dir.path().join("link.zip")).unwrap();
    let run = package(dir.path(), &["app", "-o", "link.zip"]).exits(2);
    assert!(run.stderr.contains("leads nowhere"), "{}", run.stderr);
    assert!(dir.path().join("link.zip").is_symlink());
}

#[test]
fn what_a_runtime_is_given_to_run_is_needed() {
    let dir = scripted();
    let app = dir.path().join("app");
    let host = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bash", "arguments": ["-e", "./src/run.sh", "--port"]}}}"#;
    write(&app, "host.json", host.as_bytes());
    write(&app, "src/run.sh", SCRIPT.as_bytes());
    write(&app, ".funcignore", b"# no sources\nsrc/\n");
    refused(
        dir.path(),
        &[],
        &[
            "error[ignore-drops-needed]",
            "app/.funcignore:2:1",
            "src/run.sh",
        ],
    );
    fs::remove_file(app.join(".funcignore")).unwrap();
    package(dir.path(), &["app"]).exits(0);
    assert!(names(&dir.path().join("app.zip")).contains(&"src/run.sh".to_owned()));
}
