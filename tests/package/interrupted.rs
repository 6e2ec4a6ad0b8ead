//! A package that cannot be finished: Ctrl-C, a request to end, a limit, a full disk. The older
//! zip stays, and nothing else does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::readers::noise;
use super::scripted;
use crate::harness::{ended, files, needs, run, scrub, write};

const OLD: &[u8] = b"PK the old one";

/// An app of some megabytes that do not compress, with an older package in `out`.
fn large() -> TempDir {
    let dir = scripted();
    write(dir.path(), "app/data/a.bin", &noise(3_000_000));
    write(dir.path(), "out/app.zip", OLD);
    dir
}

/// The arguments that package it.
const ARGS: [&str; 5] = ["package", "app", "--no-build", "-o", "out/app.zip"];

#[track_caller]
fn is_untouched(dir: &Path) {
    assert_eq!(fs::read(dir.join("out/app.zip")).unwrap(), OLD);
    assert_eq!(files(&dir.join("out")), ["app.zip"], "nothing is left");
}

/// Waits until something of the new package is on the disk, under another name.
#[track_caller]
fn begun(folder: &Path) {
    let begin = Instant::now();
    let partial = || -> Option<PathBuf> {
        let mut entries = fs::read_dir(folder).unwrap().filter_map(Result::ok);
        let started = entries.find(|entry| {
            let written = entry.metadata().is_ok_and(|meta| meta.len() > 0);
            written && entry.file_name() != "app.zip"
        });
        started.map(|entry| entry.path())
    };
    while partial().is_none() {
        assert!(begin.elapsed() < Duration::from_secs(20), "it never began");
        sleep(Duration::from_millis(1));
    }
}

#[test]
fn by_ctrl_c_and_by_a_request_to_end() {
    let dir = large();
    // Takes seconds, and no room on the disk.
    let slow = fs::File::create(dir.path().join("app/data/b.img")).unwrap();
    slow.set_len(2 << 30).unwrap();
    for signal in [Signal::INT, Signal::TERM] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fch"));
        scrub(&mut command);
        command.args(ARGS).current_dir(dir.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        begun(&dir.path().join("out"));
        kill_process(Pid::from_child(&child), signal).unwrap();
        let run = ended(child.wait_with_output().unwrap()).exits(130);
        assert_eq!(run.stdout, "", "{signal:?}");
        is_untouched(dir.path());
    }
}

/// Packages through a shell line, in which `"$@"` is the command. It must fail with these words.
#[track_caller]
fn fails_under(dir: &TempDir, shell: &[&str], line: &str, words: &str) {
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).args(["-c", line, "sh"]);
    command.arg(env!("CARGO_BIN_EXE_fch")).args(ARGS);
    let run = run(dir.path(), &mut command, &[]).exits(2);
    assert_eq!(run.stdout, "");
    for words in ["error: cannot write out/app.zip", words] {
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
}

#[test]
fn by_a_limit_on_the_size_of_files() {
    let dir = large();
    let limited = "trap '' XFSZ; ulimit -f 100; exec \"$@\"";
    fails_under(&dir, &["sh"], limited, "File too large");
    is_untouched(dir.path());
}

#[cfg(target_os = "linux")]
#[test]
fn by_a_full_disk() {
    let apart = ["unshare", "--user", "--map-root-user", "--mount"];
    let mut probe = Command::new(apart[0]);
    probe
        .args(&apart[1..])
        .args(["mount", "-t", "tmpfs", "none", "/mnt"]);
    if !needs("unshare", "--version") || !probe.output().unwrap().status.success() {
        println!("skipped: needs the right to mount");
        return;
    }
    let dir = large();
    // The disk is gone with the command, so that looks at what it left.
    let full = "mount -t tmpfs -o size=1m none out && printf 'PK old' >out/app.zip &&
        { \"$@\"; code=$?; ls -A out >left; cp out/app.zip kept; exit $code; }";
    let shell = [&apart[..], &["sh"]].concat();
    fails_under(&dir, &shell, full, "No space left on device");
    let read = |name| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(
        (read("left"), read("kept")),
        ("app.zip\n".into(), "PK old".into())
    );
    is_untouched(dir.path());
}
