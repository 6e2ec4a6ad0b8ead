//! The apps of `fch new`, really built and packaged.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{entries, entry, modes, names, sha256};
use crate::build::has_std;
use crate::harness::{HTTP_FUNCTION, fch, files, host_for, needs, tree};
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
use crate::harness::{UNOPTIMISED, fch_with, scaffold_target};

/// A new app in `app`, below a temporary folder.
fn new(args: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fch(dir.path(), &[&["new", "app"], args].concat()).exits(0);
    dir
}

/// What holds for every package: order, modes, time, and what never goes in.
#[track_caller]
fn is_a_good_package(zip: &Path, expected: &[&str], handler: &str) {
    let found: Vec<(String, u32)> = modes(zip);
    let mode = |name: &str| if name == handler { 0o755 } else { 0o644 };
    let wanted = expected.iter().map(|name| ((*name).into(), mode(name)));
    assert_eq!(found, wanted.collect::<Vec<_>>());
    assert!(found.is_sorted() && expected.contains(&"host.json"));
    for entry in entries(zip) {
        assert_eq!(entry.modified, "1980-01-01 00:00:00", "{}", entry.name);
    }
}

const ELF_EXECUTABLE: u16 = 2;
const ELF_SHARED: u16 = 3; // position-independent programs too
const X86_64: u16 = 62;
const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// The types of the program headers of a 64-bit little-endian ELF program for x86-64.
#[track_caller]
fn elf_segments(bytes: &[u8]) -> Vec<u32> {
    assert!(bytes.starts_with(b"\x7fELF\x02\x01"), "64 bit, little end");
    assert!([ELF_EXECUTABLE, ELF_SHARED].contains(&u16_at(bytes, 16)));
    assert_eq!(u16_at(bytes, 18), X86_64);
    let start = u32_at(bytes, 32) as usize;
    let (size, count) = (u16_at(bytes, 54).into(), u16_at(bytes, 56).into());
    let headers = bytes[start..].chunks(size).take(count);
    headers.map(|header| u32_at(header, 0)).collect()
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn rust_for_linux() {
    let dir = new(&["--trigger", "http", "--trigger", "queue"]);
    let Some((target, _alone)) = scaffold_target(&dir.path().join("app")) else {
        return;
    };
    let mut env = vec![("CARGO_TARGET_DIR", target.to_str().unwrap())];
    env.extend(UNOPTIMISED);
    let run = fch_with(dir.path(), &["package", "app"], &env).exits(0);
    let zip = dir.path().join("app.zip");
    is_a_good_package(
        &zip,
        &[
            "handler",
            "hello/function.json",
            "host.json",
            "queueMessage/function.json",
        ],
        "handler",
    );
    let handler = entry(&zip, "handler");
    assert_eq!(handler, fs::read(dir.path().join("app/handler")).unwrap());
    elf_segments(&handler);
    // The result on stdout, progress and the compiler on stderr.
    let hash = format!("\nsha256 {}\n", sha256(&zip));
    assert!(run.stdout.ends_with(&hash), "{}", run.stdout);
    assert!(run.stdout.contains("handler is ELF x86-64, "));
    for word in ["Building handler for", "Compiling", "Packaging app.zip"] {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
        assert!(!run.stdout.contains(word), "{word}: {}", run.stdout);
    }

    // From inside the app, twice: a package never holds the one before.
    let inner = dir.path().join("app");
    for _ in 0..2 {
        let again = fch_with(&inner, &["package", "-q"], &env).exits(0);
        assert!(again.stdout.ends_with(&hash), "{}", again.stdout);
        assert_eq!(again.stderr, "");
    }
    assert_eq!(sha256(&zip), sha256(&inner.join("app.zip")));
}

#[test]
fn go_for_linux_is_static() {
    if !needs("go", "version") {
        return;
    }
    let dir = new(&["--language", "go"]);
    let run = fch(dir.path(), &["package", "app", "-o", "out/linux.zip"]).exits(0);
    let zip = dir.path().join("out/linux.zip");
    is_a_good_package(
        &zip,
        &["handler", "hello/function.json", "host.json"],
        "handler",
    );
    let segments = elf_segments(&entry(&zip, "handler"));
    assert!(!segments.contains(&PT_INTERP) && !segments.contains(&PT_DYNAMIC));
    assert!(
        run.stdout.contains("\nhandler is ELF x86-64, static\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains(&format!("\nsha256 {}\n", sha256(&zip))));
    assert!(!run.stdout.contains("warning"), "{}", run.stdout);
}

#[track_caller]
fn is_for_windows(exe: &[u8]) {
    let header = u32_at(exe, 0x3c) as usize;
    assert!(exe.starts_with(b"MZ"));
    assert_eq!(&exe[header..header + 4], b"PE\0\0");
    assert_eq!(u16_at(exe, header + 4), 0x8664, "x86-64");
}

#[test]
fn rust_for_windows() {
    const TRIPLE: &str = "x86_64-pc-windows-gnu";
    if !needs("cargo", "--version") || !has_std(TRIPLE) {
        println!("skipped: needs Rust's standard library for {TRIPLE}");
        return;
    }
    if !cfg!(windows) && !needs("x86_64-w64-mingw32-gcc", "--version") {
        return;
    }
    let manifest = "[package]\nname = 'handler'\nversion = '0.1.0'\nedition = '2021'\n\
                    [workspace]\n";
    let dir = tree(&[
        ("app/host.json", &host_for("handler.exe")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/Cargo.toml", manifest),
        ("app/src/main.rs", "fn main() {}\n"),
    ]);
    let run = fch(dir.path(), &["package", "app", "--target", "windows"]).exits(0);
    let zip = dir.path().join("app.zip");
    let expected = ["handler.exe", "hello/function.json", "host.json"];
    is_a_good_package(&zip, &expected, "handler.exe");
    is_for_windows(&entry(&zip, "handler.exe"));
    assert!(run.stdout.contains("handler.exe is PE x86-64"));
}

#[test]
fn go_for_windows() {
    if !needs("go", "version") {
        return;
    }
    let dir = new(&["--language", "go"]);
    let run = fch(dir.path(), &["package", "app", "--target", "windows"]).exits(0);
    let zip = dir.path().join("app.zip");
    is_a_good_package(
        &zip,
        &["handler.exe", "hello/function.json", "host.json"],
        "handler.exe",
    );
    is_for_windows(&entry(&zip, "handler.exe"));
    assert!(run.stdout.contains("handler.exe is PE x86-64"));
    assert!(run.stderr.contains("warning: writing `handler.exe`"));
}

#[test]
fn a_build_that_fails_packages_nothing() {
    if !needs("go", "version") {
        return;
    }
    let dir = new(&["--language", "go"]);
    fs::write(dir.path().join("app.zip"), "PK the old one").unwrap();
    fs::write(dir.path().join("app/broken.go"), "package main\nnonsense\n").unwrap();
    let before = files(dir.path());
    let run = fch(dir.path(), &["package", "app"]).exits(1);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("broken.go:2:1"), "{}", run.stderr);
    assert!(run.stderr.contains("error: go build failed"));
    assert!(!run.stderr.contains("Packaging"));
    assert_eq!(files(dir.path()), before);
    let left = fs::read(dir.path().join("app.zip")).unwrap();
    assert_eq!(left, b"PK the old one");
    // Without a build there is no handler.
    let run = fch(dir.path(), &["package", "app", "--no-build"]).exits(1);
    assert!(run.stdout.contains("error[package-incomplete]"));
    fs::write(dir.path().join("app/handler"), super::SCRIPT).unwrap();
    fch(dir.path(), &["package", "app", "--no-build"]).exits(0);
    assert_eq!(
        names(&dir.path().join("app.zip")),
        ["handler", "hello/function.json", "host.json"]
    );
}
