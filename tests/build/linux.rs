//! `--target linux`: which way is taken, and that the result starts on an old glibc or on none.

use std::path::{Path, PathBuf};
use std::process::Command;

use fch::hosting::Version;
use fch::inspect::{Elf, Family, Format, Linkage, inspect};
use tempfile::TempDir;

use super::has_std;
use crate::harness::{Run, fch, fch_with, host_for, needs, skip, tree};

const MUSL: &str = "x86_64-unknown-linux-musl";
const GNU: &str = "x86_64-unknown-linux-gnu";

/// A program that needs `pthread_create`, which is of glibc 2.34 where that is new enough.
fn app() -> TempDir {
    tree(&[
        ("host.json", &host_for("handler")),
        (
            "Cargo.toml",
            "[package]\nname = 'handler'\nversion = '0.1.0'\nedition = '2021'\n[workspace]\n",
        ),
        (
            "src/main.rs",
            "fn main() { std::thread::spawn(|| print!(\"hello\")).join().unwrap() }",
        ),
    ])
}

fn elf(path: &Path) -> Elf {
    match inspect(path).unwrap().format {
        Format::Elf(elf) => elf,
        other => panic!("{} is {other}", path.display()),
    }
}

/// The newest glibc that the handler needs, by fch's own inspection and by readelf's, if that is
/// there.
#[track_caller]
fn newest_glibc(handler: &Path) -> Version {
    let elf = elf(handler);
    let (major, minor, _) = elf.floor(Family::Glibc).expect("it needs a glibc").version;
    let mut readelf = Command::new("readelf");
    if let Ok(output) = readelf
        .args(["--version-info", "--wide"])
        .arg(handler)
        .output()
    {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let versions = text.split("GLIBC_").skip(1).filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let mut parts = rest[..end].split('.').map(|part| part.parse().unwrap());
            Some(Version(parts.next()?, parts.next()?))
        });
        assert_eq!(versions.max(), Some(Version(major, minor)), "{text}");
    }
    Version(major, minor)
}

/// Whether zig and cargo-zigbuild are there to link for an older glibc.
fn zig() -> bool {
    cfg!(all(target_os = "linux", target_arch = "x86_64"))
        && needs("cargo", "--version")
        && needs("cargo-zigbuild", "--version")
        && (needs("zig", "version") || needs("python3", "-mziglang"))
}

fn says(run: &Run, words: &[&str]) {
    for word in words {
        assert!(run.stderr.contains(word), "no {word:?} in:\n{}", run.stderr);
    }
}

#[test]
fn through_zig_the_result_needs_no_newer_glibc_than_the_plan_has() {
    if !zig() {
        return;
    }
    let app = app();
    let handler = app.path().join("handler");
    let build = |args: &[&str]| fch(app.path(), &[&["build", "--debug"], args].concat()).exits(0);
    if has_std(MUSL) {
        skip("takes the standard library of musl first, when that is installed");
    } else {
        let run = build(&["--target", "linux"]);
        says(
            &run,
            &[
                "Building handler for x86_64-unknown-linux-gnu.2.31 with cargo zigbuild",
                "Skipped static musl: ",
                "rustup target add x86_64-unknown-linux-musl",
            ],
        );
        assert!(newest_glibc(&handler) <= Version(2, 31));
        assert_eq!(super::says(&handler), "hello");
    }
    build(&["--target", &format!("{GNU}.2.17")]);
    assert!(newest_glibc(&handler) <= Version(2, 17));
    assert_eq!(super::says(&handler), "hello");
}

#[test]
fn a_package_takes_the_glibc_of_its_plan() {
    if !zig() || has_std(MUSL) {
        return;
    }
    let app = app();
    let known = "[plans.flex]\nglibc = \"2.28\"\n[build]\nprofile = 'dev'\n";
    std::fs::write(app.path().join("fch.toml"), known).unwrap();
    let run = fch(app.path(), &["package", "--plan", "flex"]).exits(0);
    says(
        &run,
        &["for x86_64-unknown-linux-gnu.2.28 with cargo zigbuild"],
    );
    assert!(newest_glibc(&app.path().join("handler")) <= Version(2, 28));
    assert!(!run.stdout.contains("glibc-floor"), "{}", run.stdout);
}

/// Whoever built it, and whatever Azure has: the target was asked for with this glibc.
#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
fn a_package_for_a_glibc_holds_no_handler_that_needs_a_newer_one() {
    if !needs("cargo", "--version") {
        return;
    }
    let app = app();
    let handler = app.path().join("handler");
    fch(app.path(), &["build", "--debug"]).exits(0);
    let needed = newest_glibc(&handler);
    let elsewhere = app.path().join("elsewhere");
    std::fs::copy(&handler, &elsewhere).unwrap();
    let package = |glibc: Version, how: &[&str]| {
        let target = format!("{GNU}.{glibc}");
        let args = ["package", "-o", "out/app.zip", "--target", &target];
        fch(app.path(), &[&args, how].concat())
    };
    let older = Version(needed.0, needed.1 - 1);
    for how in [&["--no-build"][..], &["--binary", "elsewhere"]] {
        let run = package(older, how).exits(1);
        let said = format!("elsewhere needs glibc {needed} for `");
        let said = said.replace("elsewhere", how.get(1).unwrap_or(&"handler"));
        says(&run, &[&said, &format!(", and the target says {older}")]);
        assert!(!app.path().join("out").exists());
    }
    package(needed, &["--no-build"]).exits(0);
    assert!(app.path().join("out/app.zip").is_file());
}

#[test]
fn static_musl_comes_first_where_it_is_installed() {
    if !needs("cargo", "--version") || !has_std(MUSL) {
        println!("skipped: needs {MUSL}");
        return;
    }
    let app = app();
    let run = fch(app.path(), &["build", "--debug", "--target", "linux"]).exits(0);
    says(&run, &[&format!("for {MUSL} with ")]);
    assert!(!run.stderr.contains("Skipped"), "{}", run.stderr);
    let handler = app.path().join("handler");
    assert_eq!(elf(&handler).linkage(), Linkage::Static);
    assert_eq!(super::says(&handler), "hello");
}

/// Without cargo-zigbuild: what this machine links, and a word if its glibc is too new.
#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn without_both_this_machines_glibc_has_to_do() {
    if !needs("cargo", "--version") || has_std(MUSL) {
        return;
    }
    let app = app();
    let tools = only(&["cargo", "rustc", "rustup", "cc", "ld", "sh"]);
    let path = tools.path().to_str().unwrap();
    let build = ["build", "--debug", "--target", "linux"];
    let run = fch_with(app.path(), &build, &[("PATH", path)]).exits(0);
    says(
        &run,
        &[
            "Building handler for x86_64-unknown-linux-gnu with cargo build",
            "Skipped static musl: ",
            "Skipped an older glibc through zig: cargo-zigbuild is not installed",
            "pip install cargo-zigbuild ziglang",
        ],
    );
    let too_new = newest_glibc(&app.path().join("handler")) > Version(2, 31);
    let warned = run.stderr.contains("Azure's images are sure to have 2.31");
    assert_eq!(warned, too_new, "{}", run.stderr);
}

/// A folder with nothing but these programs.
#[cfg(unix)]
fn only(names: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let found = |name: &&str| -> Option<PathBuf> {
        let mut all = std::env::split_paths(&path).map(|folder| folder.join(name));
        all.find(|program| program.is_file())
    };
    for name in names {
        if let Some(program) = found(name) {
            std::os::unix::fs::symlink(program, dir.path().join(name)).unwrap();
        }
    }
    dir
}
