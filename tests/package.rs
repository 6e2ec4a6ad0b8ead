//! `fch package` from the command line: the zip, read back by another implementation, and what
//! is said about it.

mod binary;
mod contents;
#[cfg(unix)] // signals and limits
mod interrupted;
mod many;
mod options;
mod plans;
mod programs;
#[cfg(unix)] // which keeps the modes
mod readers;
mod refused;
mod same_bytes;
mod scaffold;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))] // what they are packaged for
mod starts;
mod steered;
mod why;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::{System, ZipArchive};

use crate::harness::{HTTP_FUNCTION, Run, fch, host_for, tree};

const SCRIPT: &str = "#!/bin/sh\nexit 0\n";

const SETTINGS: &str =
    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#;

/// An app whose handler is a script: `handler`, `host.json`, one function and local settings.
fn scripted() -> TempDir {
    tree(&[
        ("app/host.json", &host_for("handler")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/handler", SCRIPT),
        ("app/local.settings.json", SETTINGS),
    ])
}

/// The names that a package of [`scripted`] holds.
const SCRIPTED: [&str; 3] = ["handler", "hello/function.json", "host.json"];

/// Packages what is there: `fch package --no-build`.
#[track_caller]
fn package(dir: &Path, args: &[&str]) -> Run {
    fch(dir, &[&["package", "--no-build"], args].concat())
}

/// A file in a zip.
struct Entry {
    name: String,
    /// Permission bits; entries are checked to be regular files made by Unix.
    mode: u32,
    bytes: Vec<u8>,
    /// As `1980-01-01 00:00:00`.
    modified: String,
}

/// Every entry of a zip, in its order. Fails unless all are regular files made by Unix.
#[track_caller]
fn entries(zip: &Path) -> Vec<Entry> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(!file.is_dir() && !name.ends_with('/'), "{name} is a folder");
        assert_eq!(file.system(), System::Unix, "{name}");
        let mode = file.external_attributes() >> 16;
        assert_eq!(mode & 0o170_000, 0o100_000, "{name} is a regular file");
        let time = file.last_modified().unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap(); // checks the CRC-32
        Entry {
            name,
            mode: mode & 0o7777,
            bytes,
            modified: time.to_string(),
        }
    };
    (0..count).map(read).collect()
}

/// Names and permission bits of a zip's entries.
#[track_caller]
fn modes(zip: &Path) -> Vec<(String, u32)> {
    let entries = entries(zip).into_iter();
    entries.map(|entry| (entry.name, entry.mode)).collect()
}

#[track_caller]
fn names(zip: &Path) -> Vec<String> {
    entries(zip).into_iter().map(|entry| entry.name).collect()
}

/// The bytes of one entry.
#[track_caller]
fn entry(zip: &Path, name: &str) -> Vec<u8> {
    let found = entries(zip).into_iter().find(|entry| entry.name == name);
    found.expect(name).bytes
}

/// The SHA-256 of a file, in lower-case hexadecimal.
fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(std::fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
