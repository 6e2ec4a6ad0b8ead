//! Archives: the same bytes everywhere, readable everywhere, and checked.

use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;
use crate::archive::{DosTime, PLAIN, PROGRAM};

const APP: &[(&str, &[u8])] = &[
    ("host.json", b"{}"),
    ("hello/function.json", b"{\"bindings\":[]}"),
    ("bin/handler", b"no magic, but host.json names it"),
    ("lib/helper.so", b"\x7fELF\x02\x01\x01 and more"),
    ("start.sh", b"#!/bin/sh\nexec bin/handler\n"),
    ("empty", b""),
    ("zeros", &[0; 100_000]),
    ("\u{e4}\u{4e2d}.txt", b"text"),
];

pub(super) fn options(threads: usize) -> Options {
    Options {
        threads: NonZeroUsize::new(threads).unwrap(),
        ..Options::default()
    }
}

pub(super) fn pack(root: &Path, output: &Path, threads: usize) -> Written {
    let selection = chosen(
        root,
        Some("bin/handler"),
        &["host.json", "hello/function.json"],
    );
    write(&selection, output, &options(threads)).unwrap()
}

#[test]
fn folder_times_modes_and_threads_change_no_byte() {
    let first = tree(APP);
    let second = tree(&APP.iter().rev().copied().collect::<Vec<_>>());
    for (name, _) in APP {
        let path = second.path().join(name);
        let file = fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = if name.len() % 2 == 0 { 0o400 } else { 0o777 };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
    let out = tempfile::tempdir().unwrap();
    let one = pack(first.path(), &out.path().join("one.zip"), 1);
    let two = pack(second.path(), &out.path().join("new/two.zip"), 7);
    assert_eq!(one.sha256, two.sha256);
    assert_eq!(fs::read(&one.path).unwrap(), fs::read(&two.path).unwrap());
    assert_eq!(fs::metadata(&one.path).unwrap().len(), one.size);
}

#[test]
fn entries_are_sorted_and_modes_come_from_content() {
    let app = tree(APP);
    let out = tempfile::tempdir().unwrap();
    let written = pack(app.path(), &out.path().join("a.zip"), 2);
    let modes: Vec<(&str, u32)> = written
        .entries
        .iter()
        .map(|e| (e.name.as_str(), e.mode))
        .collect();
    assert_eq!(
        modes,
        [
            ("bin/handler", PROGRAM),
            ("empty", PLAIN),
            ("hello/function.json", PLAIN),
            ("host.json", PLAIN),
            ("lib/helper.so", PROGRAM),
            ("start.sh", PROGRAM),
            ("zeros", PLAIN),
            ("\u{e4}\u{4e2d}.txt", PLAIN),
        ]
    );
    let file = fs::File::open(&written.path).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        let time = entry.last_modified().unwrap();
        assert_eq!((time.year(), time.month(), time.day()), (1980, 1, 1));
        assert_eq!((time.hour(), time.minute(), time.second()), (0, 0, 0));
        assert_eq!(entry.comment(), "");
    }
    assert_eq!(archive.comment(), b"");
}

#[test]
fn source_date_epoch_is_the_time_of_every_entry() {
    let app = tree(&[("host.json", b"{}")]);
    let out = app.path().join("app.zip");
    let at = Options {
        modified: DosTime::from_unix(1_709_213_879),
        ..options(1)
    };
    write(&chosen(app.path(), None, &["host.json"]), &out, &at).unwrap();
    let mut archive = zip::ZipArchive::new(fs::File::open(&out).unwrap()).unwrap();
    let time = archive.by_index(0).unwrap().last_modified().unwrap();
    // Odd seconds cannot be stored.
    assert_eq!((time.year(), time.month(), time.day()), (2024, 2, 29));
    assert_eq!((time.hour(), time.minute(), time.second()), (13, 37, 58));
}

#[test]
fn damage_anywhere_is_found() {
    let app = tree(APP);
    let written = pack(app.path(), &app.path().join("app.zip"), 2);
    let good = fs::read(&written.path).unwrap();
    let bad = app.path().join("bad.zip");
    let is_bad = |bytes: &[u8]| {
        fs::write(&bad, bytes).unwrap();
        !prove(&bad, "bad.zip", &written).unwrap().is_empty()
    };
    assert!(!is_bad(&good));
    for cut in [0, 1, 21, good.len() / 2, good.len() - 1] {
        assert!(is_bad(&good[..cut]), "cut at {cut}");
    }
    // The data of the first entry, its name in the directory, and a mode.
    let local = 30 + "bin/handler".len();
    let directory = good.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    for at in [
        local,
        directory + 46,
        directory + 5,
        directory + 40,
        directory + 16,
    ] {
        let mut bytes = good.clone();
        bytes[at] ^= 0x11;
        assert!(is_bad(&bytes), "flipped at {at}");
    }
}

#[test]
fn packages_are_judged_by_what_azure_needs() {
    let judge = |files: &[(&str, Option<u32>)]| {
        let file = |(name, mode): &(&str, Option<u32>)| File {
            name: (*name).to_owned(),
            size: 0,
            mode: *mode,
            sha256: None,
            inspection: None,
        };
        let files: Vec<File> = files.iter().map(file).collect();
        found(&judged(&files, LINUX))
    };
    let (plain, program) = (Some(0o644), Some(0o755));
    assert!(judge(&[("host.json", plain), ("bin/handler", program)]).is_empty());
    assert_eq!(
        judge(&[("host.json", plain), ("bin/handler", plain)]),
        ["exec-bit"]
    );
    assert_eq!(
        judge(&[("host.json", None), ("bin/handler", None)]),
        ["exec-bit"]
    );
    assert_eq!(judge(&[("app/host.json", plain)]), ["zip-root"]);
    assert_eq!(judge(&[("host.json", plain)]), ["package-incomplete"]);
    assert_eq!(
        judge(&[
            ("host.json", plain),
            ("bin/handler", program),
            ("sub/Local.Settings.json", plain)
        ]),
        ["secret-in-package"]
    );
    assert_eq!(
        judge(&[
            ("host.json", plain),
            ("bin/handler", program),
            ("Readme", plain),
            ("readme", plain)
        ]),
        ["case-collision"]
    );
}

#[test]
fn an_error_leaves_the_older_archive_and_nothing_else() {
    let app = tree(APP);
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("app.zip");
    fs::write(&output, b"PK older").unwrap();
    let mut selection = chosen(app.path(), None, &["host.json"]);
    fs::remove_file(app.path().join("start.sh")).unwrap();
    for threads in [1, 4] {
        let failure = write(&selection, &output, &options(threads)).unwrap_err();
        assert!(failure.message.contains("start.sh"));
    }
    assert_eq!(fs::read(&output).unwrap(), b"PK older");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    selection.entries.retain(|entry| entry.name != "start.sh");
    write(&selection, &output, &options(1)).unwrap();
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    assert!(
        write(&selection, out.path(), &options(1)).is_err(),
        "a folder"
    );
}

#[test]
fn only_a_zip_or_an_empty_file_is_replaced() {
    let app = tree(&[("host.json", b"{}"), ("main.go", b"package main")]);
    let selection = chosen(app.path(), None, &["host.json"]);
    let to = |name: &str| write(&selection, &app.path().join(name), &options(1));
    let failure = to("main.go").unwrap_err();
    assert!(failure.message.ends_with("exists and is no zip file"));
    assert_eq!(
        fs::read(app.path().join("main.go")).unwrap(),
        b"package main"
    );
    put(app.path(), "empty.zip", b"");
    to("empty.zip").unwrap();
    to("empty.zip").unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_is_written_through_and_a_device_is_left_alone() {
    use std::os::unix::fs::symlink;
    let app = tree(&[("host.json", b"{}"), ("zips/old.zip", b"PK")]);
    let selection = chosen(app.path(), None, &["host.json"]);
    let to = |name: &str| write(&selection, &app.path().join(name), &options(1));
    symlink("zips/old.zip", app.path().join("link.zip")).unwrap();
    let written = to("link.zip").unwrap();
    assert!(app.path().join("link.zip").is_symlink());
    let real = fs::metadata(app.path().join("zips/old.zip")).unwrap();
    assert_eq!(real.len(), written.size);
    // Behind a link: should this ever fail, the link is lost and not the machine's device.
    symlink("/dev/null", app.path().join("null")).unwrap();
    let failure = to("null").unwrap_err();
    assert!(failure.message.ends_with("is not a regular file"));
    assert!(app.path().join("null").is_symlink());
}

#[test]
fn a_file_that_changed_after_it_was_listed_is_packed_as_it_is() {
    let app = tree(&[("host.json", b"{}"), ("log", b"short")]);
    let selection = chosen(app.path(), None, &["host.json"]);
    put(app.path(), "log", &[b'x'; 50_000]);
    put(app.path(), "host.json", b"");
    let out = tempfile::tempdir().unwrap();
    let written = write(&selection, &out.path().join("a.zip"), &options(1)).unwrap();
    let sizes: Vec<u64> = written.entries.iter().map(|entry| entry.size).collect();
    assert_eq!(sizes, [0, 50_000]);
    let differences = prove(&written.path, "a.zip", &written).unwrap();
    assert!(differences.is_empty());
}

#[cfg(unix)]
#[test]
fn the_zip_is_an_ordinary_file() {
    use std::os::unix::fs::PermissionsExt;
    let app = tree(APP);
    let plain = app.path().join("plain");
    fs::write(&plain, b"").unwrap();
    let written = pack(app.path(), &app.path().join("app.zip"), 1);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&written.path), mode(&plain));
}

#[test]
fn other_tools_read_it() {
    let app = tree(APP);
    let written = pack(app.path(), &app.path().join("app.zip"), 2);
    opened_by_others(&written.path);
}

/// Whether the tools that are there unpack it without a fault.
pub(super) fn opened_by_others(zip: &Path) {
    for (tool, args) in [
        ("unzip", vec!["-tqq"]),
        ("python3", vec!["-m", "zipfile", "-t"]),
        ("7z", vec!["t"]),
        ("bsdtar", vec!["-xOf"]),
    ] {
        let mut command = Command::new(tool);
        match command.args(args).arg(zip).stdout(Stdio::null()).status() {
            Ok(status) => assert!(status.success(), "{tool}: {status}"),
            Err(_) => eprintln!("skipped: needs {tool}"),
        }
    }
}

#[test]
fn only_what_does_not_fit_the_smallest_plan_is_too_large() {
    let with = |size: u64| {
        let file = |name: &str, size| File {
            name: name.to_owned(),
            size,
            mode: Some(0o755),
            sha256: None,
            inspection: None,
        };
        let small = [file("host.json", 0), file("bin/handler", 0)];
        judged(&[&small[..], &[file("model.bin", size)]].concat(), LINUX)
    };
    // H-PUB-12: 1 GB of temporary space on the Consumption plan.
    assert!(with(1 << 30).is_empty());
    let finding = with((1 << 30) + 1).remove(0);
    assert_eq!(
        finding.message,
        "`app.zip` unpacks to 1024 MiB, for which the smallest plan has no room"
    );
    assert_eq!(finding.notes[0], "`model.bin` is 1024 MiB");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_small_tree_comes_back_byte_for_byte(
        files in proptest::collection::btree_map(
            "[a-z\u{e4}\u{4e2d} ]{1,6}(/[A-Z0-9._-]{0,4}x){0,2}",
            (any::<bool>(), proptest::collection::vec(any::<u8>(), 0..3000)),
            0..8,
        ),
        threads in 1usize..5,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut expected = BTreeMap::new();
        for (name, (repeats, bytes)) in files {
            let path = folder.path().join(&name);
            let bytes = if repeats { bytes.repeat(9) } else { bytes };
            // One name may be the folder of another; then only the first is there.
            if fs::create_dir_all(path.parent().unwrap()).is_ok() && fs::write(&path, &bytes).is_ok() {
                expected.insert(name, bytes);
            }
        }
        let out = tempfile::tempdir().unwrap();
        let selection = chosen(folder.path(), None, &[]);
        let written = write(&selection, &out.path().join("a.zip"), &options(threads)).unwrap();
        let mut archive = zip::ZipArchive::new(fs::File::open(&written.path).unwrap()).unwrap();
        let mut found = BTreeMap::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            found.insert(entry.name().unwrap().into_owned(), bytes);
        }
        prop_assert_eq!(found, expected);
    }
}
