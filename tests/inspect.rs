//! Inspection against other readers: what binutils' `readelf` says of programs that are on every
//! Linux, and of what compilers make here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use fch::inspect::{Elf, Family, Format, Kind, Linkage, Version, inspect};

use crate::harness::needs;

fn elf(path: &Path) -> Elf {
    match inspect(path).unwrap().format {
        Format::Elf(elf) => elf,
        other => panic!("{} is {other}", path.display()),
    }
}

fn readelf(path: &Path, option: &str) -> String {
    let mut readelf = Command::new("readelf");
    readelf.env("LC_ALL", "C").args(["-W", option]).arg(path);
    let output = readelf.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What stands between these texts, in each line that has both.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let (_, rest) = line.split_once(start)?;
        Some(rest.split_once(end)?.0)
    })
}

/// The newest version of a family that is needed and not weak.
fn newest(versions: &str, family: &str) -> Option<Version> {
    let (_, needs) = versions.split_once("Version needs section")?;
    let start = format!("Name: {family}_");
    let found = between(needs, &start, " Flags: none").filter_map(|version| {
        // Packed relocations: glibc's release notes name 2.36.
        if version.trim() == "ABI_DT_RELR" {
            return Some((2, 36, 0));
        }
        let mut numbers = version.trim().split('.').map(|number| number.parse().ok());
        let mut next = || numbers.next().unwrap_or(Some(0));
        Some((next()?, next()?, next()?))
    });
    found.max()
}

/// Everything that both of us read.
fn agrees(path: &Path) {
    let (ours, dynamic) = (elf(path), readelf(path, "-d"));
    let shown = path.display();
    let needed: Vec<&str> = between(&dynamic, "Shared library: [", "]").collect();
    assert_eq!(ours.needed, needed, "{shown}");
    let runpath: Vec<&str> = between(&dynamic, "Library runpath: [", "]")
        .flat_map(|path| path.split(':'))
        .collect();
    assert_eq!(ours.runpath, runpath, "{shown}");
    let segments = readelf(path, "-l");
    let loader = between(&segments, "program interpreter: ", "]").next();
    assert_eq!(ours.interpreter.as_deref(), loader, "{shown}");
    let versions = readelf(path, "-V");
    for family in [Family::Glibc, Family::Glibcxx, Family::Cxxabi, Family::Gcc] {
        let floor = ours.floor(family).map(|floor| floor.version);
        assert_eq!(
            floor,
            newest(&versions, &family.to_string()),
            "{shown} {family}"
        );
    }
    let symbols = readelf(path, "--dyn-syms");
    for floor in &ours.floors {
        for symbol in &floor.symbols {
            let version = format!(
                " {symbol}@{}_{}.{}",
                floor.family, floor.version.0, floor.version.1
            );
            assert!(symbols.contains(&version), "{shown} {version}");
        }
    }
    let sections = readelf(path, "-S");
    assert_eq!(
        ours.strippable.symbols > 0,
        sections.contains(" .symtab "),
        "{shown}"
    );
    assert_eq!(ours.strippable.debug, debug(&sections), "{shown}");
    assert_eq!(ours.damage, None, "{shown}");
}

/// Bytes of debug information: `[28] .debug_info PROGBITS 0000 003039 00008f 00 ...`.
fn debug(sections: &str) -> u64 {
    let sizes = sections.lines().filter_map(|line| {
        let (_, row) = line.split_once("] ")?;
        let columns: Vec<&str> = row.split_whitespace().collect();
        let is_loaded = columns.get(6).is_some_and(|flags| flags.contains('A'));
        let is_debug = columns.first()?.starts_with(".debug_") && !is_loaded;
        is_debug.then(|| u64::from_str_radix(columns[4], 16).unwrap())
    });
    sizes.sum()
}

#[test]
fn readelf_agrees_about_the_programs_of_this_system() {
    if !cfg!(target_os = "linux") || !needs("readelf", "--version") {
        return;
    }
    let libraries = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib64",
        "/usr/lib/aarch64-linux-gnu",
    ];
    let libraries = libraries.iter().flat_map(|folder| {
        ["libstdc++.so.6", "libc.so.6", "libm.so.6", "libcrypto.so.3"]
            .map(|name| format!("{folder}/{name}"))
    });
    let programs = [
        "/bin/ls",
        "/bin/sh",
        "/bin/tar",
        "/usr/bin/perl",
        env!("CARGO_BIN_EXE_fch"),
    ];
    let all = programs.map(str::to_owned).into_iter().chain(libraries);
    let there: BTreeSet<_> = all.filter_map(|path| fs::canonicalize(path).ok()).collect();
    assert!(there.len() > 2, "{there:?}");
    for path in there {
        let bytes = fs::read(&path).unwrap();
        // On systems of one file for all, programs may be scripts.
        if bytes.starts_with(b"\x7fELF") {
            agrees(&path);
        }
    }
}

/// A program in C, linked with these options.
fn compiled(dir: &Path, name: &str, options: &[&str]) -> Elf {
    let source = dir.join("main.c");
    fs::write(&source, "int main(void) { return 0; }\n").unwrap();
    let output = dir.join(name);
    let mut cc = Command::new("cc");
    cc.arg("-o").arg(&output).arg(&source).args(options);
    assert!(cc.status().unwrap().success(), "{options:?}");
    if needs("readelf", "--version") {
        agrees(&output);
    }
    elf(&output)
}

#[test]
fn what_a_compiler_links_is_what_it_was_told() {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) || !needs("cc", "--version") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let plain = compiled(dir.path(), "plain", &["-no-pie"]);
    assert_eq!(
        (plain.kind, plain.linkage()),
        (Kind::Program, Linkage::Glibc)
    );
    assert!(!plain.position_independent && plain.strippable.debug == 0);
    let pie = compiled(
        dir.path(),
        "pie",
        &["-pie", "-fPIE", "-g", "-Wl,-rpath,$ORIGIN/lib"],
    );
    assert_eq!((pie.kind, pie.linkage()), (Kind::Program, Linkage::Glibc));
    assert!(pie.position_independent && pie.strippable.debug > 0);
    assert_eq!(pie.runpath, ["$ORIGIN/lib"]);
    let stripped = compiled(dir.path(), "stripped", &["-s"]);
    assert_eq!(stripped.strippable.total(), 0);
    let fixed = compiled(dir.path(), "static", &["-static"]);
    assert_eq!(
        (fixed.kind, fixed.linkage()),
        (Kind::Program, Linkage::Static)
    );
    let movable = compiled(dir.path(), "static-pie", &["-static-pie", "-fPIE"]);
    assert_eq!(
        (movable.kind, movable.linkage()),
        (Kind::Program, Linkage::Static)
    );
    assert!(movable.position_independent);
    let library = compiled(dir.path(), "libx.so", &["-shared", "-fPIC"]);
    assert_eq!(library.kind, Kind::Library);
}

/// DT_RPATH, as linkers wrote it before DT_RUNPATH.
#[test]
fn the_older_search_path_is_read_as_well() {
    if !cfg!(target_os = "linux") || !needs("cc", "--version") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("main.c");
    fs::write(&source, "int main(void) { return 0; }\n").unwrap();
    let output = dir.path().join("old");
    let mut cc = Command::new("cc");
    cc.arg("-o").arg(&output).arg(&source);
    cc.args(["-Wl,-rpath,$ORIGIN/a:/opt/b", "-Wl,--disable-new-dtags"]);
    assert!(cc.status().unwrap().success());
    assert_eq!(elf(&output).runpath, ["$ORIGIN/a", "/opt/b"]);
}
