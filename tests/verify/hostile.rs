//! Zips that lie, that are broken, and files that are no zips: a clear finding each, no panic,
//! nothing written.

use super::builder::{File, zip};
use super::{app, found, lines, verify};

/// The app and one more file.
fn with(file: File) -> Vec<File> {
    let mut files = app();
    files.push(file);
    files
}

#[test]
fn names_that_leave_the_app_are_refused() {
    for name in [
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "C:/evil",
        "C:\\evil",
        "a\\b",
        "a\0b",
        "a\nb",
        "a//b",
        "./a",
        "\\\\server\\share",
    ] {
        let found = found(&with(File::new(name, "x")));
        assert_eq!(found, ["app.zip: error[entry-name]"], "{name:?}");
    }
    let mut latin1 = File::new("x", "x");
    latin1.name = vec![b'm', 0xfc, b'l'];
    assert_eq!(found(&with(latin1)), ["app.zip: error[entry-name]"]);
}

#[test]
fn a_name_is_there_once_and_is_a_file_or_a_folder() {
    let twice = with(File::new("handler", "another"));
    assert_eq!(found(&twice), ["app.zip: error[zip-duplicate]"]);
    let cases = with(File::new("Handler", "x"));
    assert_eq!(found(&cases), ["app.zip/Handler: warning[case-collision]"]);
    let both = with(File::new("hello", "x"));
    assert_eq!(found(&both), ["app.zip: error[entry-name]"]);
}

#[test]
fn links_are_refused() {
    let link = File::new("data", "/etc/passwd").mode(0o120_777);
    assert_eq!(found(&with(link)), ["app.zip/data: error[symlink]"]);
}

#[test]
fn entries_that_azure_cannot_unpack_are_damage() {
    let plain = || File::new("data", "some bytes");
    let cases = [
        (
            "is encrypted",
            File {
                flags: 1,
                ..plain()
            },
        ),
        (
            "packed by method 14",
            File {
                method: 14,
                ..plain()
            },
        ),
        (
            "cannot be unpacked",
            File {
                method: 8,
                ..plain()
            },
        ),
        (
            "does not unpack to what was packed",
            File {
                crc32: Some(1),
                ..plain()
            },
        ),
        (
            "does not unpack to what was packed",
            File {
                size: Some(11),
                ..plain()
            },
        ),
        (
            "another name there",
            File {
                local_name: Some(b"date".to_vec()),
                ..plain()
            },
        ),
    ];
    for (what, file) in cases {
        let run = verify(&zip(&with(file)), &[]).exits(1);
        assert!(run.stdout.contains(what), "{what}: {}", run.stdout);
        assert!(
            run.stdout.contains("[zip-damaged]") || run.stdout.contains("[zip-bomb]"),
            "{what}: {}",
            run.stdout
        );
    }
}

#[test]
fn bombs_are_not_unpacked() {
    // Smaller in the headers than in truth.
    let small = File {
        size: Some(3),
        ..File::new("data", "some bytes")
    };
    assert_eq!(found(&with(small)), ["app.zip: error[zip-bomb]"]);
    // Entries that share their bytes.
    let shared = File {
        offset: Some(0),
        ..File::new("host.json", "x")
    };
    let rules = found(&with(shared));
    assert!(
        rules.contains(&"app.zip: error[zip-bomb]".to_owned()),
        "{rules:?}"
    );
    // More than any plan has room for.
    let huge = |name| File {
        size: Some(u32::MAX - 1),
        ..File::new(name, "x")
    };
    let names = ["a", "b", "c", "d", "e"];
    let mut files = app();
    files.extend(names.map(huge));
    assert!(found(&files).contains(&"app.zip: error[zip-bomb]".to_owned()));
}

#[test]
fn what_stands_around_the_archive_is_told() {
    let good = zip(&app());
    let front = [b"#!/bin/sh\n".as_slice(), &good].concat();
    assert_eq!(
        lines(&verify(&front, &[]).exits(0)),
        ["app.zip: warning[zip-foreign-bytes]"]
    );
    let behind = [&good[..], b"more"].concat();
    assert_eq!(
        lines(&verify(&behind, &[]).exits(0)),
        ["app.zip: warning[zip-foreign-bytes]"]
    );
}

#[test]
fn what_is_no_zip_is_said_once() {
    let tar = [&[0; 257][..], b"ustar\0", &[0; 300]].concat();
    let cases: [(&[u8], &str); 7] = [
        (b"", "an empty file"),
        (b"\x1f\x8b\x08 and so on", "a gzip file"),
        (b"<html>404</html>", "a web page"),
        (b"{\"error\": 1}", "JSON"),
        (b"\x7fELF", "a file of another kind"),
        (&tar, "a tar file"),
        (
            b"PK\x03\x04 and the end is missing",
            "it ends before its directory",
        ),
    ];
    for (bytes, what) in cases {
        let run = verify(bytes, &[]).exits(1);
        assert_eq!(lines(&run), ["app.zip: error[zip-damaged]"], "{what}");
        assert!(run.stdout.contains(what), "{what}: {}", run.stdout);
    }
}

#[test]
fn cut_and_changed_archives_never_panic() {
    let good = zip(&app());
    for end in (0..good.len()).step_by(3) {
        verify(&good[..end], &[]).exits(1);
    }
    for at in (0..good.len()).step_by(2) {
        let mut bytes = good.clone();
        bytes[at] ^= 0xff;
        let run = verify(&bytes, &[]);
        assert!(matches!(run.code, 0 | 1), "byte {at}: {}", run.stderr);
    }
}
