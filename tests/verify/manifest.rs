//! `fch verify --manifest`: a package after a journey.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::builder::{File, zip};
use super::{SCRIPT, lines};
use crate::harness::{HTTP_FUNCTION, Run, fch, host_for, tree};

/// `app.zip` of an app, and its report in `app.json`.
fn packaged() -> TempDir {
    let dir = tree(&[
        ("app/host.json", &host_for("handler")),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/handler", SCRIPT),
    ]);
    let args = ["package", "app", "--no-build", "--manifest", "app.json"];
    fch(dir.path(), &args).exits(0);
    dir
}

#[track_caller]
fn verify(dir: &Path, args: &[&str]) -> Run {
    let given = ["verify", "app.zip", "--manifest", "app.json"];
    fch(dir, &[&given[..], &["--format", "concise"], args].concat())
}

/// The files of the package, as another program would pack them.
fn repacked() -> Vec<File> {
    vec![
        File::new("handler", SCRIPT).mode(0o100_755),
        File::new("hello/function.json", HTTP_FUNCTION),
        File::new("host.json", &host_for("handler")),
    ]
}

/// What is found when these files are in the zip instead.
#[track_caller]
fn found(files: &[File]) -> Vec<String> {
    let dir = packaged();
    fs::write(dir.path().join("app.zip"), zip(files)).unwrap();
    let run = verify(dir.path(), &[]).exits(1);
    let told = run.stdout.lines();
    told.filter_map(|line| {
        let (place, rest) = line.split_once(": ").unwrap();
        let message = rest.strip_prefix("error[manifest-mismatch] ")?;
        Some(format!("{} {message}", place.split(':').next().unwrap()))
    })
    .collect()
}

#[test]
fn a_package_is_what_its_report_says() {
    let dir = packaged();
    assert_eq!(verify(dir.path(), &[]).exits(0).stdout, "");
}

#[test]
fn a_report_comes_from_standard_input_as_well() {
    let dir = packaged();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fch"))
        .args(["verify", "app.zip", "--manifest", "-"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let report = fch(dir.path(), &["package", "app", "--no-build", "--json"]).exits(0);
    child
        .stdin
        .take()
        .unwrap()
        .write_all(report.stdout.as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn every_kind_of_change_is_named() {
    let mut files = repacked();
    files[0] = File::new("handler", "#!/bin/sh\nexec fals\n").mode(0o100_755);
    let [line] = &found(&files)[..] else {
        panic!("{:?}", found(&files));
    };
    // The numbers are those of sha256sum.
    assert_eq!(
        line,
        "app.zip/handler `handler` is not what was packaged: its SHA-256 is \
         3d265806c573cda7a603704bd1fd6b3cae4e0c14e5ea3c33e87ee735351d6ba1, and was \
         a277a3500d80d93c6b28ecbb66d1bfb3c80d65e8c8bd907075df0e903232a7ff"
    );

    let mut files = repacked();
    files[1].data.push(b'\n');
    let size = HTTP_FUNCTION.len();
    assert_eq!(
        found(&files),
        [format!(
            "app.zip/hello/function.json `hello/function.json` is not what was packaged: it has \
             {} bytes, and had {size}",
            size + 1
        )]
    );

    let mut files = repacked();
    files[0].mode = 0o100_644;
    let mode = "app.zip/handler the mode of `handler` is 0644, and was 0755";
    assert_eq!(found(&files), [mode]);
    files[0].system = 0;
    let mode = "app.zip/handler the mode of `handler` is lost, and was 0755";
    assert_eq!(found(&files), [mode]);
    files[0] = File::new("handler", SCRIPT).mode(0o120_755);
    let mode = "app.zip/handler the mode of `handler` is a symbolic link, and was 0755";
    assert_eq!(found(&files), [mode]);

    let mut files = repacked();
    files.remove(1);
    files.push(File::new("more.txt", "more"));
    assert_eq!(
        found(&files),
        [
            "app.zip `hello/function.json` of the manifest is not in the package",
            "app.zip/more.txt `more.txt` is not in the manifest",
        ]
    );

    // The first of two is right, and the other one is what would be unpacked.
    let mut files = repacked();
    files.push(File::new("handler", "").mode(0o100_755));
    assert_eq!(found(&files).len(), 1);
}

#[test]
fn a_zip_that_was_packed_again_is_a_warning() {
    let dir = packaged();
    fs::write(dir.path().join("app.zip"), zip(&repacked())).unwrap();
    let run = verify(dir.path(), &[]).exits(0);
    assert_eq!(lines(&run), ["app.zip: warning[manifest-mismatch]"]);
    assert!(run.stdout.contains("packed again"), "{}", run.stdout);
    verify(dir.path(), &["--fail-on", "warning"]).exits(1);
}

#[test]
fn nothing_is_claimed_of_what_cannot_be_unpacked() {
    let dir = packaged();
    let mut files = repacked();
    files[1].crc32 = Some(0);
    fs::write(dir.path().join("app.zip"), zip(&files)).unwrap();
    let run = verify(dir.path(), &[]).exits(1);
    assert_eq!(lines(&run), ["app.zip: error[zip-damaged]"]);
}

#[test]
fn of_several_apps_the_zip_of_that_name_is_meant() {
    let dir = packaged();
    let copy = |path: &str| {
        fs::copy(
            dir.path().join("app").join(path),
            dir.path().join("b").join(path),
        )
    };
    fs::create_dir_all(dir.path().join("b/hello")).unwrap();
    for path in ["host.json", "hello/function.json", "handler"] {
        copy(path).unwrap();
    }
    fs::write(dir.path().join("b/more.txt"), "more").unwrap();
    let args = [
        "package",
        "app",
        "b",
        "--no-build",
        "--manifest",
        "app.json",
    ];
    fch(dir.path(), &args).exits(0);
    assert_eq!(verify(dir.path(), &[]).exits(0).stdout, "");
    let other = ["verify", "b.zip", "--manifest", "app.json"];
    fch(dir.path(), &other).exits(0);
    fs::rename(dir.path().join("b.zip"), dir.path().join("app.zip")).unwrap();
    let run = verify(dir.path(), &[]).exits(1);
    assert_eq!(lines(&run), ["app.zip/more.txt: error[manifest-mismatch]"]);
    fs::rename(dir.path().join("app.zip"), dir.path().join("c.zip")).unwrap();
    let run = fch(dir.path(), &["verify", "c.zip", "--manifest", "app.json"]).exits(2);
    assert!(run.stderr.contains("`c.zip`"), "{}", run.stderr);
}

#[test]
fn many_differences_are_counted() {
    let dir = packaged();
    let mut files = repacked();
    files.extend((0..57).map(|n| File::new(&format!("{n}.txt"), "")));
    fs::write(dir.path().join("app.zip"), zip(&files)).unwrap();
    let run = verify(dir.path(), &[]).exits(1);
    assert_eq!(run.stdout.lines().count(), 21, "{}", run.stdout);
    let first = run.stdout.lines().next().unwrap();
    assert!(first.contains("57 differences"), "{first}");
}

#[test]
fn what_is_no_report_is_wrong_usage() {
    let dir = packaged();
    let verify = |text: &str| {
        fs::write(dir.path().join("app.json"), text).unwrap();
        verify(dir.path(), &[]).exits(2)
    };
    let run = verify("{\"version\": 1,\n\"package\": {\"entries\": 5}}");
    assert!(run.stderr.contains("line 2, column 25"), "{}", run.stderr);
    assert!(
        run.stderr.contains("fch package --manifest"),
        "{}",
        run.stderr
    );
    let listed = fch(dir.path(), &["package", "app", "--list", "--json"]).exits(0);
    let run = verify(&listed.stdout);
    assert!(run.stderr.contains("not written"), "{}", run.stderr);
    // Of a package that was not written, the report says so.
    fs::remove_file(dir.path().join("app/handler")).unwrap();
    let args = ["package", "app", "--no-build", "--manifest", "app.json"];
    let run = fch(dir.path(), &args).exits(1);
    assert!(run.stdout.contains("error[exe-missing]"), "{}", run.stdout);
    let report = fs::read_to_string(dir.path().join("app.json")).unwrap();
    assert!(report.contains("exe-missing"), "{report}");
    let run = verify(&report);
    assert!(run.stderr.contains("not written"), "{}", run.stderr);
    fs::remove_file(dir.path().join("app.json")).unwrap();
    fch(dir.path(), &["verify", "app.zip", "--manifest", "app.json"]).exits(2);
}
