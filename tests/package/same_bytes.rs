//! The same files give the same bytes, whatever folder, clock, modes and umask they lie under, and
//! whatever order, language, time zone and number of cores they are packaged with.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{SCRIPT, entries, package, scripted, sha256};
use crate::harness::{fch_with, write};

fn fuller() -> TempDir {
    let dir = scripted();
    let app = dir.path().join("app");
    // Enough files for several threads to finish out of order.
    for n in 0..60 {
        let content = format!("line {n}\n").repeat(n * 37);
        write(&app, &format!("data/{n}.txt"), content.as_bytes());
    }
    write(&app, "tools/run", SCRIPT.as_bytes());
    dir
}

fn zipped(dir: &Path) -> Vec<u8> {
    package(dir, &["app", "-q"]).exits(0);
    fs::read(dir.join("app.zip")).unwrap()
}

#[test]
fn another_folder_and_another_clock() {
    let (one, two) = (fuller(), tempfile::tempdir().unwrap());
    let first = zipped(one.path());
    let deep = two.path().join("another/folder");
    fs::create_dir_all(&deep).unwrap();
    fs::rename(one.path().join("app"), deep.join("app")).unwrap();
    for file in walkdir::WalkDir::new(&deep).into_iter().map(Result::unwrap) {
        if file.file_type().is_file() {
            let past = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
            let file = fs::File::options().write(true).open(file.path()).unwrap();
            file.set_modified(past).unwrap();
        }
    }
    assert_eq!(first, zipped(&deep));
    assert_eq!(first, zipped(&deep), "and over an older package");
}

#[cfg(unix)]
#[test]
fn other_modes_and_another_umask() {
    use crate::harness::run;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let dir = fuller();
    let first = zipped(dir.path());
    for (path, mode) in [
        ("app/handler", 0o600),
        ("app/host.json", 0o777),
        ("app/data/1.txt", 0o755),
        ("app/tools/run", 0o640),
        ("app/tools", 0o700),
    ] {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(dir.path().join(path), mode).unwrap();
    }
    for (umask, mode) in [("077", 0o600), ("022", 0o644), ("002", 0o664)] {
        let output = format!("{umask}.zip");
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("umask {umask}; exec \"$0\" \"$@\""))
            .arg(env!("CARGO_BIN_EXE_fch"))
            .args(["package", "app", "--no-build", "-o", &output]);
        run(dir.path(), &mut command, &[]).exits(0);
        let zip = dir.path().join(&output);
        assert!(first == fs::read(&zip).unwrap(), "umask {umask}");
        // The zip itself is a file like any other that this user makes.
        let meta = fs::metadata(&zip).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, mode, "umask {umask}");
    }
}

/// Folders list their files in the order of creation, of names or of nothing: as the disk likes.
#[test]
fn files_that_were_written_in_another_order() {
    let (one, two) = (fuller(), tempfile::tempdir().unwrap());
    let app = one.path().join("app");
    for name in crate::harness::files(&app).iter().rev() {
        let content = fs::read(app.join(name)).unwrap();
        write(&two.path().join("app"), name, &content);
    }
    assert_eq!(zipped(one.path()), zipped(two.path()));
}

#[test]
fn another_language_and_time_zone() {
    let dir = fuller();
    let app = dir.path().join("app");
    // Languages sort these in different orders.
    for name in ["Z", "a", "z", "Ä", "ä", "_", "å", "i", "İ", "ı"] {
        write(&app, &format!("words/{name}.x"), name.as_bytes());
    }
    let zip = |env: &[(&str, &str)]| {
        let args = ["package", "app", "--no-build", "-q"];
        fch_with(dir.path(), &args, env).exits(0);
        fs::read(dir.path().join("app.zip")).unwrap()
    };
    let first = zip(&[("LC_ALL", "C"), ("TZ", "UTC")]);
    let turkish = [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")];
    assert_eq!(first, zip(&turkish));
    assert_eq!(first, zip(&[("TZ", "Pacific/Kiritimati")]));
    // A given time is one of UTC, wherever the machine is.
    let dated = |zone| zip(&[("SOURCE_DATE_EPOCH", "1709213879"), ("TZ", zone)]);
    let utc = dated("UTC");
    assert_ne!(first, utc);
    assert_eq!(utc, dated("America/St_Johns"));
}

#[cfg(target_os = "linux")]
#[test]
fn one_core_and_all_of_them() {
    use crate::harness::{needs, run};
    use std::process::Command;

    if !needs("taskset", "--version") {
        return;
    }
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let (_, cores) = status.split_once("Cpus_allowed_list:\t").unwrap();
    let core = &cores[..cores.find(|c: char| !c.is_ascii_digit()).unwrap()];
    let dir = fuller();
    // Large enough to be compressed in pieces, of which no two are the same.
    let lines: String = (0..600_000).map(|n| format!("line {n}\n")).collect();
    write(dir.path(), "app/large.log", lines.as_bytes());
    for level in ["fast", "default", "best"] {
        package(dir.path(), &["app", "-q", "--level", level]).exits(0);
        let mut command = Command::new("taskset");
        command
            .args(["--cpu-list", core, env!("CARGO_BIN_EXE_fch")])
            .args(["package", "app", "--no-build", "--level", level])
            .args(["-o", "one-core.zip"]);
        run(dir.path(), &mut command, &[]).exits(0);
        let read = |zip| fs::read(dir.path().join(zip)).unwrap();
        assert!(read("app.zip") == read("one-core.zip"), "level {level}");
    }
}

#[test]
fn source_date_epoch_is_the_time_of_every_entry() {
    let dir = scripted();
    let package = |epoch: &str| {
        let args = ["package", "app", "--no-build", "-q", "-o", "dated.zip"];
        fch_with(dir.path(), &args, &[("SOURCE_DATE_EPOCH", epoch)])
    };
    let zip = dir.path().join("dated.zip");
    for (epoch, time) in [
        // `date -u -d @1709213879`, to the two seconds that a zip knows.
        ("1709213879", "2024-02-29 13:37:58"),
        ("0", "1980-01-01 00:00:00"),
    ] {
        let run = package(epoch).exits(0);
        for entry in entries(&zip) {
            assert_eq!(entry.modified, time, "{}", entry.name);
        }
        assert!(run.stdout.contains(&sha256(&zip)));
    }
    let before = fs::read(&zip).unwrap();
    let run = package("yesterday").exits(2);
    assert!(
        run.stderr
            .contains("error: SOURCE_DATE_EPOCH is `yesterday`, not a number"),
        "{}",
        run.stderr
    );
    assert_eq!(before, fs::read(&zip).unwrap());
}

/// A pipe would be waited for without end.
#[cfg(unix)]
#[test]
fn a_note_that_is_no_file_is_left_alone() {
    if !crate::harness::needs("mkfifo", "--version") {
        return;
    }
    let dir = fuller();
    let first = zipped(dir.path());
    let notes = dir.path().join("app/.fch/packages");
    fs::create_dir_all(&notes).unwrap();
    let pipe = notes.join("app.zip.json");
    let _ = fs::remove_file(&pipe);
    let made = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    assert_eq!(zipped(dir.path()), first);
}
