//! Files made by hand, right ones and hostile ones. `tests/inspect.rs` has those of compilers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::process::Command;
use std::time::{Duration, Instant};

use super::forge::*;
use super::*;

fn elf(forged: Forged<'_>) -> Elf {
    match inspect_bytes(&forged.bytes()).format {
        Format::Elf(elf) => elf,
        other => panic!("{other}"),
    }
}

fn shown(forged: Forged<'_>) -> String {
    inspect_bytes(&forged.bytes()).format.to_string()
}

/// Processors by class, byte order and number (System V ABI, `e_machine`).
#[test]
fn processors_of_either_size_and_byte_order() {
    for (wide, little_endian, machine, arch) in [
        (true, true, 62, Arch::X86_64),
        (true, true, 183, Arch::Aarch64),
        (false, true, 3, Arch::X86),
        (false, true, 40, Arch::Arm),
        // The x32 ABI, arm64 in 32 bits, s390x, 64-bit and 32-bit PowerPC, RISC-V.
        (false, true, 62, Arch::Other),
        (false, true, 183, Arch::Other),
        (true, false, 22, Arch::Other),
        (true, false, 21, Arch::Other),
        (false, false, 20, Arch::Other),
        (true, true, 243, Arch::Other),
    ] {
        let elf = elf(Forged {
            wide,
            little_endian,
            machine,
            interpreter: "/lib/ld.so.1",
            texts: &[(NEEDED, "libc.so.6"), (RUNPATH, "$ORIGIN:/opt/lib")],
            versions: &[("libc.so.6", "GLIBC_2.34", "dlsym")],
            ..Forged::default()
        });
        assert_eq!((elf.bits == 64, elf.little_endian), (wide, little_endian));
        assert_eq!((elf.arch, elf.kind), (arch, Kind::Program));
        assert_eq!(elf.interpreter.as_deref(), Some("/lib/ld.so.1"));
        assert_eq!(elf.needed, ["libc.so.6"]);
        assert_eq!(elf.runpath, ["$ORIGIN", "/opt/lib"]);
        let glibc = elf.floor(Family::Glibc).unwrap();
        assert_eq!(
            (glibc.version, glibc.symbols.as_slice()),
            ((2, 34, 0), &["dlsym".to_owned()][..])
        );
        assert_eq!(elf.damage, None, "{machine}");
    }
}

#[test]
fn static_programs_and_those_that_can_move() {
    assert_eq!(shown(Forged::default()), "ELF x86-64, static");
    let static_pie = Forged {
        kind: DYNAMIC,
        numbers: &[(FLAGS_1, 0x0800_0000)],
        ..Forged::default()
    };
    assert_eq!(shown(static_pie), "ELF x86-64, static-pie");
    assert!(elf(static_pie).position_independent);
    assert!(!elf(Forged::default()).position_independent);
    let pie = Forged {
        interpreter: GLIBC,
        texts: &[(NEEDED, "libc.so.6")],
        versions: &[("libc.so.6", "GLIBC_2.28", "fcntl64")],
        ..static_pie
    };
    assert_eq!(elf(pie).kind, Kind::Program);
    assert_eq!(shown(pie), "ELF x86-64, needs glibc 2.28 or newer");
}

#[test]
fn shared_libraries_are_no_programs() {
    for texts in [&[(SONAME, "libx.so.1")][..], &[(NEEDED, "libc.so.6")]] {
        let library = Forged {
            kind: DYNAMIC,
            texts,
            ..Forged::default()
        };
        assert_eq!(elf(library).kind, Kind::Library);
        assert_eq!(shown(library), "ELF x86-64, shared library");
    }
    // libc.so.6 can be run, and says so with a loader.
    let both = Forged {
        kind: DYNAMIC,
        interpreter: GLIBC,
        texts: &[(SONAME, "libc.so.6")],
        ..Forged::default()
    };
    assert_eq!(elf(both).kind, Kind::Program);
}

#[test]
fn musl_is_told_by_its_loader_or_its_library() {
    let musl = Forged {
        interpreter: "/lib/ld-musl-x86_64.so.1",
        texts: &[(NEEDED, "libc.musl-x86_64.so.1")],
        ..Forged::default()
    };
    assert_eq!(elf(musl).linkage(), Linkage::Musl);
    assert_eq!(
        shown(musl),
        "ELF x86-64, loaded by /lib/ld-musl-x86_64.so.1"
    );
    let nix = Forged {
        interpreter: "/nix/store/x/ld-linux-x86-64.so.2",
        ..musl
    };
    assert_eq!(elf(nix).linkage(), Linkage::Musl);
    let glibc = Forged { texts: &[], ..nix };
    assert_eq!(elf(glibc).linkage(), Linkage::Glibc);
    let bionic = Forged {
        interpreter: "/system/bin/linker64",
        ..glibc
    };
    assert_eq!(elf(bionic).linkage(), Linkage::Unknown);
}

/// ld.so(8): DT_RPATH is ignored where there is a DT_RUNPATH.
#[test]
fn the_newer_of_two_search_paths_counts() {
    let paths = |texts| {
        elf(Forged {
            texts,
            ..Forged::default()
        })
        .runpath
    };
    assert_eq!(paths(&[(RPATH, "/old")]), ["/old"]);
    assert_eq!(paths(&[(RUNPATH, "$ORIGIN/../lib")]), ["$ORIGIN/../lib"]);
    assert_eq!(paths(&[(RPATH, "/old"), (RUNPATH, "/new")]), ["/new"]);
    assert_eq!(paths(&[(RUNPATH, "/new"), (RPATH, "/old")]), ["/new"]);
}

#[test]
fn each_family_has_its_newest_version_and_the_symbols_of_it() {
    let elf = elf(Forged {
        interpreter: GLIBC,
        versions: &[
            ("libc.so.6", "GLIBC_2.2.5", "printf"),
            ("libc.so.6", "GLIBC_2.38", "strlcpy"),
            ("libm.so.6", "GLIBC_2.38", "fmod"),
            ("libc.so.6", "GLIBC_2.34", "dlsym"),
            (
                "libstdc++.so.6",
                "GLIBCXX_3.4.32",
                "_ZSt21ios_base_library_initv",
            ),
            ("libstdc++.so.6", "CXXABI_1.3.15", "_ZTS"),
            ("libgcc_s.so.1", "GCC_3.0", "_Unwind_Resume"),
            ("libssl.so.3", "OPENSSL_3.0.0", "SSL_new"),
        ],
        ..Forged::default()
    });
    let floors: Vec<_> = elf
        .floors
        .iter()
        .map(|floor| (floor.family, floor.version, floor.symbols.join(" ")))
        .collect();
    let text = str::to_owned;
    assert_eq!(
        floors,
        [
            (Family::Glibc, (2, 38, 0), text("fmod strlcpy")),
            (
                Family::Glibcxx,
                (3, 4, 32),
                text("_ZSt21ios_base_library_initv")
            ),
            (Family::Cxxabi, (1, 3, 15), text("_ZTS")),
            (Family::Gcc, (3, 0, 0), text("_Unwind_Resume")),
        ]
    );
}

#[test]
fn what_strip_takes_away() {
    let full = Forged {
        sections: &[
            (".debug_info", PROGBITS, 1000),
            (".zdebug_line", PROGBITS, 200),
            (".comment", PROGBITS, 30),
            (".symtab", SYMTAB, 4000),
        ],
        ..Forged::default()
    };
    let Strippable { debug, symbols } = elf(full).strippable;
    assert_eq!(debug, 1200);
    // The section with the names has five of them, each with its NUL, and one NUL before.
    let names = [
        ".debug_info",
        ".zdebug_line",
        ".comment",
        ".symtab",
        ".shstrtab",
    ];
    let strings = 1 + names.iter().map(|name| name.len() + 1).sum::<usize>();
    assert_eq!(symbols, 4000 + strings as u64);
    assert_eq!(elf(Forged::default()).strippable, Strippable::default());
}

/// The builder above is ours as well: another reader sees the same in its files.
#[test]
fn readelf_reads_what_was_forged() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("forged");
    let forged = Forged {
        little_endian: false,
        machine: 22,
        kind: DYNAMIC,
        interpreter: GLIBC,
        texts: &[
            (NEEDED, "libc.so.6"),
            (RUNPATH, "$ORIGIN/lib"),
            (RPATH, "/old"),
        ],
        versions: &[("libc.so.6", "GLIBC_2.38", "strlcpy")],
        sections: &[(".debug_info", PROGBITS, 1000)],
        ..Forged::default()
    };
    std::fs::write(&path, forged.bytes()).unwrap();
    let mut readelf = Command::new("readelf");
    readelf
        .env("LC_ALL", "C")
        .args(["-W", "-h", "-l", "-d", "-S"]);
    let Ok(output) = readelf.arg(&path).output() else {
        assert!(
            std::env::var_os("FCH_REQUIRE_TOOLS").is_none_or(|v| v != "1"),
            "needs readelf"
        );
        println!("skipped: needs readelf");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    for line in [
        "2's complement, big endian",
        "IBM S/390",
        "[Requesting program interpreter: /lib64/ld-linux-x86-64.so.2]",
        "Shared library: [libc.so.6]",
        "Library runpath: [$ORIGIN/lib]",
        "Library rpath: [/old]",
        "(VERNEEDNUM)         1",
        ".debug_info",
    ] {
        assert!(text.contains(line), "{line} in:\n{text}");
    }
}

/// Machines and the data directory of the PE format.
#[test]
fn windows_programs_and_dotnet_assemblies() {
    for (machine, magic, arch) in [
        (0x8664, 0x20b, Arch::X86_64),
        (0xaa64, 0x20b, Arch::Aarch64),
        (0x014c, 0x10b, Arch::X86),
        (0x01c4, 0x10b, Arch::Arm),
        (0x0200, 0x20b, Arch::Other),
    ] {
        for (clr, dotnet) in [(0, false), (0x2008, true)] {
            let format = inspect_bytes(&pe(machine, magic, clr)).format;
            assert_eq!(format, Format::Pe(Pe { arch, dotnet }));
        }
    }
    assert_eq!(
        inspect_bytes(&pe(0x014c, 0x10b, 1)).format.to_string(),
        "PE 32-bit x86, .NET"
    );
    let whole = pe(0x8664, 0x20b, 1);
    for length in 0..whole.len() {
        inspect_bytes(&whole[..length]);
    }
}

#[test]
fn mac_programs_of_one_and_of_several_processors() {
    let thin = |magic: [u8; 4], cpu: [u8; 4]| {
        let mut bytes = [magic, cpu].concat();
        bytes.resize(32, 0);
        inspect_bytes(&bytes).format
    };
    let one = |arch| Format::MachO(vec![arch]);
    assert_eq!(
        thin([0xcf, 0xfa, 0xed, 0xfe], [7, 0, 0, 1]),
        one(Arch::X86_64)
    );
    assert_eq!(thin([0xfe, 0xed, 0xfa, 0xce], [0, 0, 0, 7]), one(Arch::X86));
    for (magic, entry) in [(0xbe, 20), (0xbf, 32)] {
        let mut universal = vec![0xca, 0xfe, 0xba, magic, 0, 0, 0, 2, 1, 0, 0, 7];
        universal.resize(8 + entry, 0);
        universal.extend([1, 0, 0, 12]);
        universal.resize(8 + 2 * entry, 0);
        let format = inspect_bytes(&universal).format;
        assert_eq!(format.to_string(), "Mach-O x86-64 and arm64");
    }
    // Java 1.1 has version 45 where a universal file has the number of its parts.
    let mut java = vec![0xca, 0xfe, 0xba, 0xbe, 0, 3, 0, 45];
    java.resize(64, 0);
    assert_eq!(inspect_bytes(&java).format, Format::Data);
}

/// Every number of the headers at its largest, one at a time.
#[test]
fn names_without_end_do_not_fill_the_memory() {
    let long = "a:".repeat(2000);
    let numbers = [vec![(NEEDED, 1); 2000], vec![(RUNPATH, 1); 2000]].concat();
    let elf = elf(Forged {
        interpreter: GLIBC,
        texts: &[(NEEDED, &long), (RUNPATH, &long)],
        numbers: &numbers,
        ..Forged::default()
    });
    let bytes = |names: &[String]| names.iter().map(String::len).sum::<usize>();
    assert!(!elf.needed.is_empty() && bytes(&elf.needed) <= 16 << 10);
    assert!(!elf.runpath.is_empty() && bytes(&elf.runpath) <= 16 << 10);
}

#[test]
fn hostile_headers_are_read_to_an_end() {
    let started = Instant::now();
    for wide in [true, false] {
        let whole = Forged {
            wide,
            interpreter: GLIBC,
            texts: &[(NEEDED, "libc.so.6"), (RUNPATH, "$ORIGIN")],
            versions: &[
                ("libc.so.6", "GLIBC_2.38", "strlcpy"),
                ("libm.so.6", "GLIBC_2.29", "exp"),
            ],
            sections: &[(".debug_info", PROGBITS, 10), (".symtab", SYMTAB, 10)],
            ..Forged::default()
        }
        .bytes();
        for at in 0..whole.len() {
            for size in [2, 8] {
                for value in [0, 0xff] {
                    let mut bytes = whole.clone();
                    bytes
                        .iter_mut()
                        .skip(at)
                        .take(size)
                        .for_each(|byte| *byte = value);
                    let _ = inspect_bytes(&bytes).format.to_string();
                }
            }
            inspect_bytes(&whole[..at]);
        }
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}

/// Lists that lead back to themselves.
#[test]
fn loops_end() {
    let forged = Forged {
        interpreter: GLIBC,
        versions: &[
            ("libc.so.6", "GLIBC_2.38", "strlcpy"),
            ("libm.so.6", "GLIBC_2.38", "exp"),
        ],
        ..Forged::default()
    };
    let mut bytes = forged.bytes();
    // vn_next of the first library: 32 to the second, here back to itself by overflow and by 0.
    let next = bytes
        .windows(4)
        .rposition(|word| word == 32_u32.to_le_bytes())
        .unwrap();
    bytes[next..next + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(inspect_bytes(&bytes).size, bytes.len() as u64);
    bytes[next - 10..next - 8].copy_from_slice(&u16::MAX.to_le_bytes()); // vn_cnt
    assert!(matches!(inspect_bytes(&bytes).format, Format::Elf(_)));
}

/// A loader's path is no longer than a path may be (Linux: PATH_MAX).
#[test]
fn endless_loaders_are_damage() {
    let long = format!("/{}", "l".repeat(5000));
    let damage = elf(Forged {
        interpreter: &long,
        ..Forged::default()
    })
    .damage;
    assert!(damage.unwrap().contains("too long"));
}
