//! Inspection: real programs, forged ones, and noise.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::inspect::forge::{self, AARCH64, Forged, GLIBC, PROGRAM, X86_64};
use crate::inspect::script::Shebang;
use crate::inspect::{Elf, Family, Floor, Format, Inspection, Kind, Linkage, inspect_bytes};

const WINDOWS: Platform = Platform {
    os: Os::Windows,
    arch: Arch::X86_64,
};
const MAC: Platform = Platform {
    os: Os::Macos,
    arch: Arch::Aarch64,
};

/// The running test program: as real as it gets.
static OWN: LazyLock<Vec<u8>> =
    LazyLock::new(|| fs::read(std::env::current_exe().unwrap()).unwrap());

fn judge(bytes: &[u8], platform: Platform) -> Vec<&'static str> {
    found(&check(inspect_bytes(bytes), platform))
}

/// What is wrong with a package in which this is the executable.
fn check(inspection: Inspection, platform: Platform) -> Vec<Finding> {
    let file = |name: &str, inspection: Option<Inspection>| File {
        sha256: None,
        name: name.to_owned(),
        size: inspection.as_ref().map_or(0, |inspection| inspection.size),
        mode: Some(0o755),
        inspection,
    };
    let files = [
        file("bin/handler", Some(inspection)),
        file("host.json", None),
    ];
    judged(&files, platform)
}

/// An ELF file without sections: header, and one PT_INTERP if asked for.
fn elf(class: u8, data: u8, kind: u16, machine: u16, interpreter: &str) -> Vec<u8> {
    let forged = Forged {
        wide: class == 2,
        little_endian: data == 1,
        kind,
        machine,
        interpreter,
        ..Forged::default()
    };
    forged.bytes()
}

#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[test]
fn the_test_program_itself_is_a_glibc_program() {
    let Format::Elf(elf) = inspect_bytes(&OWN).format else {
        panic!("not ELF");
    };
    assert_eq!(
        (elf.bits, elf.little_endian, elf.arch),
        (64, true, Arch::X86_64)
    );
    assert_eq!((elf.kind, elf.linkage()), (Kind::Program, Linkage::Glibc));
    assert_eq!(elf.interpreter.as_deref(), Some(GLIBC));
    assert!(
        elf.needed.iter().any(|lib| lib == "libc.so.6"),
        "{:?}",
        elf.needed
    );
    assert_eq!(elf.damage, None);
    let glibc = elf.floor(Family::Glibc).unwrap();
    assert!(
        glibc.version >= (2, 17, 0) && !glibc.symbols.is_empty(),
        "{glibc:?}"
    );
}

/// The loader reads no section headers, and neither do we.
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[test]
fn nothing_is_lost_with_the_section_headers() {
    let mut bytes = OWN.clone();
    bytes[0x28..0x30].fill(0); // e_shoff
    bytes[0x3a..0x40].fill(0); // e_shentsize, e_shnum, e_shstrndx
    let (Format::Elf(whole), Format::Elf(bare)) =
        (inspect_bytes(&OWN).format, inspect_bytes(&bytes).format)
    else {
        panic!("not ELF");
    };
    assert_eq!(bare.floors, whole.floors);
    assert_eq!(bare.needed, whole.needed);
    assert!(whole.floors.iter().all(|floor| !floor.symbols.is_empty()));
}

#[test]
fn static_programs_start_on_any_linux() {
    let bytes = elf(2, 1, PROGRAM, X86_64, "");
    let Format::Elf(parsed) = inspect_bytes(&bytes).format else {
        panic!("not ELF");
    };
    assert_eq!(
        (parsed.kind, parsed.linkage()),
        (Kind::Program, Linkage::Static)
    );
    assert!(judge(&bytes, LINUX).is_empty());
    assert!(
        judge(&elf(2, 1, 3, X86_64, ""), LINUX).is_empty(),
        "static-pie"
    );
}

#[test]
fn programs_of_other_systems_and_processors_are_refused() {
    assert_eq!(
        judge(&elf(2, 1, PROGRAM, AARCH64, ""), LINUX),
        ["binary-arch"]
    );
    assert_eq!(
        judge(&elf(2, 2, PROGRAM, 21, ""), LINUX),
        ["binary-arch"],
        "big-endian"
    );
    assert_eq!(
        judge(&elf(1, 1, PROGRAM, 3, ""), LINUX),
        ["binary-arch"],
        "32-bit"
    );
    assert_eq!(
        judge(&elf(2, 1, PROGRAM, X86_64, ""), WINDOWS),
        ["binary-format"]
    );
    assert_eq!(
        judge(&elf(2, 1, 1, X86_64, ""), LINUX),
        ["binary-format"],
        "object file"
    );
    assert_eq!(
        judge(&elf(2, 1, 4, X86_64, ""), LINUX),
        ["binary-format"],
        "core dump"
    );
}

#[test]
fn loaders_that_azure_lacks_are_refused() {
    let with = |loader: &str| judge(&elf(2, 1, PROGRAM, X86_64, loader), LINUX);
    assert!(with(GLIBC).is_empty());
    assert!(with("/usr/lib64/ld-linux-x86-64.so.2").is_empty());
    assert_eq!(with("/lib/ld-musl-x86_64.so.1"), ["elf-interp"]);
    assert_eq!(
        with("/nix/store/abc-glibc-2.40/lib/ld-linux-x86-64.so.2"),
        ["elf-interp"]
    );
    let arm = Platform {
        os: Os::Linux,
        arch: Arch::Aarch64,
    };
    let bytes = elf(2, 1, PROGRAM, AARCH64, "/lib/ld-linux-aarch64.so.1");
    assert!(judge(&bytes, arm).is_empty());
    let bytes = elf(1, 2, PROGRAM, 20, "/lib/ld.so.1");
    assert!(matches!(
        inspect_bytes(&bytes).format,
        Format::Elf(Elf {
            bits: 32,
            little_endian: false,
            ..
        })
    ));
}

fn needing((major, minor): (u32, u32)) -> Inspection {
    let mut inspection = inspect_bytes(&elf(2, 1, PROGRAM, X86_64, GLIBC));
    if let Format::Elf(elf) = &mut inspection.format {
        elf.floors = vec![Floor {
            family: Family::Glibc,
            version: (major, minor, 0),
            symbols: vec!["arc4random".to_owned()],
        }];
    }
    inspection
}

#[test]
fn glibc_newer_than_the_floor_is_named() {
    assert!(check(needing((2, 31)), LINUX).is_empty());
    let findings = check(needing((2, 36)), LINUX);
    assert_eq!(found(&findings), ["glibc-floor"]);
    assert!(findings[0].message.contains("needs glibc 2.36"));
    assert!(findings[0].notes[0].contains("`arc4random`"));
}

fn pe(machine: u16) -> Vec<u8> {
    forge::pe(machine, 0x20b, 0)
}

#[test]
fn windows_programs_by_processor() {
    assert_eq!(judge(&pe(0x8664), LINUX), ["binary-format"]);
    assert!(judge(&pe(0x8664), WINDOWS).is_empty());
    assert!(
        judge(&pe(0x014c), WINDOWS).is_empty(),
        "32-bit runs on 64-bit Windows"
    );
    assert_eq!(judge(&pe(0xaa64), WINDOWS), ["binary-arch"]);
    assert!(judge(b"@echo off\r\n", WINDOWS).is_empty(), "a batch file");
}

#[test]
fn mac_programs_by_processor() {
    let mut thin = vec![0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1];
    thin.extend([0; 24]);
    assert_eq!(
        inspect_bytes(&thin).format,
        Format::MachO(vec![Arch::Aarch64])
    );
    assert!(judge(&thin, MAC).is_empty());
    assert_eq!(judge(&thin, LINUX), ["binary-format"]);
}

#[test]
fn scripts_must_say_what_runs_them() {
    assert!(judge(b"#!/bin/sh\nexec ./handler\n", LINUX).is_empty());
    assert_eq!(
        judge(b"#!/bin/sh\r\nexec ./handler\r\n", LINUX),
        ["script-crlf"]
    );
    assert_eq!(judge(b"#!\n", LINUX), ["script-shebang"]);
    assert_eq!(judge(b"exec ./handler\n", LINUX), ["script-shebang"]);
    assert_eq!(
        judge(b"\xef\xbb\xbf#!/bin/sh\n", LINUX),
        ["script-shebang"],
        "BOM"
    );
    assert_eq!(judge(b"", LINUX), ["script-shebang"], "empty");
    assert_eq!(judge(b"\x00\x01\x02", LINUX), ["binary-format"]);
    assert_eq!(judge(b"#!/bin/sh\n", WINDOWS), ["binary-format"]);
    let script = Shebang {
        interpreter: "/usr/bin/env node".to_owned(),
        crlf: false,
    };
    assert_eq!(
        inspect_bytes(b"#! /usr/bin/env node\n").format,
        Format::Script(script)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_was_cut_off_is_damaged() {
    for part in [5, 60, 4096, 100_000] {
        assert_eq!(
            judge(&OWN[..part], LINUX),
            ["binary-format"],
            "{part} bytes"
        );
    }
}

proptest! {
    #[test]
    fn noise_never_panics(
        magic in proptest::sample::select(vec![
            &b""[..], b"\x7fELF\x01\x01\x01", b"\x7fELF\x02\x01\x01", b"\x7fELF\x02\x02\x01", b"MZ", b"#!",
            b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xce",
        ]),
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [magic, &rest].concat();
        for platform in [LINUX, WINDOWS, MAC] {
            judge(&bytes, platform);
        }
    }

    #[test]
    fn flipped_and_cut_programs_never_panic(
        flips in proptest::collection::vec((0usize..8192, any::<u8>()), 1..12),
        cut in 0usize..9000,
    ) {
        // The headers and the dynamic section lie at the start, the section table at the end.
        let mut bytes = OWN.clone();
        let length = bytes.len();
        for (at, value) in flips {
            let at = if value & 1 == 0 { at } else { length.saturating_sub(at + 1) };
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        judge(&bytes, LINUX);
        bytes.truncate(cut);
        judge(&bytes, LINUX);
    }
}
