//! What other programs read in a package: Info-ZIP, Python, 7-Zip and bsdtar see the entries,
//! modes, sizes and checksums that the report names, and unpack the bytes that were packed.

mod tools;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value as Json;
use tempfile::TempDir;

use self::tools::{Reader, Seen};
use super::contents::elf;
use super::{SCRIPT, package, scripted};
use crate::harness::{files, write};

const X86_64: u8 = 62;

/// Bytes in which no compressor finds a pattern: the upper bits of a linear congruence.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(|_| draw()).collect()
}

/// An app with a file of every kind that a zip may hold differently. Large ones go in in pieces.
fn every_kind() -> TempDir {
    let dir = scripted();
    let app = dir.path().join("app");
    write(&app, "handler", &elf(X86_64));
    write(&app, "tools/run it", SCRIPT.as_bytes());
    write(&app, "empty", b"");
    write(&app, "one", b"1");
    write(&app, "data/two  spaces.txt", b"two\n");
    write(&app, "data/[x] #1 & 'co' %20.txt", b"signs\n");
    write(&app, "-dash", b"--help\n");
    write(&app, ".well-known/hidden", b"dots\n");
    write(&app, "data/日本語 – ñandú 🦀.txt", "言葉\n".as_bytes());
    let long = format!("{}{}", "deep/".repeat(60), "n".repeat(200));
    write(&app, &long, b"far down\n");
    let lines: String = (0..500_000).map(|n| format!("line {n}\n")).collect();
    write(&app, "large/compressible.log", lines.as_bytes());
    write(&app, "large/noise.bin", &noise(5_000_000));
    let mixed = [&lines.as_bytes()[..4_500_000], &noise(1_500_000)].concat();
    write(&app, "large/mixed.bin", &mixed);
    write(&app, "small noise", &noise(300));
    dir
}

/// The entries as `fch package --json` reports them.
fn reported(json: &Json) -> Vec<Seen> {
    let entries = json["package"]["entries"].as_array().unwrap().iter();
    let seen = |entry: &Json| {
        let number = |key: &str, radix| {
            let text = entry[key].as_str().unwrap();
            u32::from_str_radix(text, radix).unwrap()
        };
        Seen {
            name: entry["name"].as_str().unwrap().to_owned(),
            mode: 0o100_000 | number("mode", 8),
            size: entry["size"].as_u64().unwrap(),
            compressed: entry["compressed"].as_u64(),
            crc32: Some(number("crc32", 16)),
        }
    };
    entries.map(seen).collect()
}

/// Fails unless both folders hold the same files, and the unpacked ones the modes of `entries`.
#[track_caller]
fn unpacked_as_packed(app: &Path, unpacked: &Path, entries: &[Seen], reader: &Reader) {
    let mut packed = files(app);
    packed.retain(|name| name != "local.settings.json" && !name.starts_with(".fch/"));
    assert_eq!(files(unpacked), packed, "{}", reader.tool);
    for entry in entries {
        let (here, there) = (app.join(&entry.name), unpacked.join(&entry.name));
        let same = fs::read(here).unwrap() == fs::read(&there).unwrap();
        assert!(same, "{} in {}", reader.tool, entry.name);
        if reader.keeps_modes {
            let mode = fs::metadata(there).unwrap().permissions().mode();
            assert_eq!(mode, entry.mode, "{} in {}", reader.tool, entry.name);
        }
    }
}

/// The readers that this machine has; of the others is said that they are missing.
fn present() -> impl Iterator<Item = &'static Reader> {
    tools::ALL.iter().filter(|reader| reader.is_there())
}

#[test]
fn other_programs_read_what_the_report_says() {
    let dir = every_kind();
    let zip = dir.path().join("app.zip");
    for level in ["fast", "default", "best"] {
        let args = ["app", "--json", "--level", level];
        let entries = reported(&package(dir.path(), &args).exits(0).json());
        let modes = |mode| {
            entries
                .iter()
                .filter(move |entry| entry.mode == mode)
                .count()
        };
        assert_eq!((modes(0o100_755), modes(0o100_644)), (2, 14), "{entries:?}");
        for reader in present() {
            let seen = reader.list(&zip);
            let known: Vec<Seen> = entries
                .iter()
                .map(|entry| entry.as_told_by(reader))
                .collect();
            assert_eq!(seen, known, "{} at level {level}", reader.tool);
            reader.test(&zip);
            let unpacked = tempfile::tempdir().unwrap();
            reader.extract(&zip, unpacked.path());
            unpacked_as_packed(&dir.path().join("app"), unpacked.path(), &entries, reader);
        }
    }
}

/// More than the 65,535 that a zip without zip64 can count.
#[test]
#[ignore = "takes half a minute where files are slow to create"]
fn other_programs_read_all_of_very_many_entries() {
    let dir = scripted();
    let many = dir.path().join("app/many");
    for folder in 0..66 {
        let folder = many.join(folder.to_string());
        fs::create_dir_all(&folder).unwrap();
        (0..1000).for_each(|file| drop(fs::File::create(folder.join(file.to_string())).unwrap()));
    }
    let entries = reported(&package(dir.path(), &["app", "--json"]).exits(0).json());
    assert_eq!(entries.len(), 66_003);
    for reader in present() {
        let seen = reader.list(&dir.path().join("app.zip"));
        let known = entries.iter().map(|entry| entry.as_told_by(reader));
        assert!(known.eq(seen), "{}", reader.tool);
    }
}
