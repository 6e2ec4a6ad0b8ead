//! What the loader makes of a handler and of the libraries beside it.

use super::*;
use crate::hosting::HostingPlan;
use crate::inspect::forge::{AARCH64, DYNAMIC, Forged, GLIBC, NEEDED, PROGBITS, RUNPATH, SONAME};
use crate::inspect::inspect_bytes;

fn file(name: &str, bytes: &[u8]) -> File {
    File {
        name: name.to_owned(),
        size: bytes.len() as u64,
        mode: Some(0o100_755),
        sha256: None,
        inspection: Some(inspect_bytes(bytes)),
    }
}

fn program(texts: &[(u64, &str)]) -> Vec<u8> {
    let forged = Forged {
        interpreter: GLIBC,
        texts,
        ..Forged::default()
    };
    forged.bytes()
}

fn library(texts: &[(u64, &str)]) -> Vec<u8> {
    let forged = Forged {
        kind: DYNAMIC,
        texts,
        ..Forged::default()
    };
    forged.bytes()
}

fn with_plan(files: &[File], plan: Option<HostingPlan>) -> Vec<Finding> {
    let files = [files, &[file("host.json", b"{}")]].concat();
    judge(&Judged {
        files: &files,
        executable: Some("bin/handler"),
        required: &[],
        platform: LINUX,
        conditions: Conditions::of(plan, LINUX, Overrides::default()),
        size: 0,
        archive: "app.zip",
        shown_root: "app",
    })
}

/// Rule and severity of every finding.
fn told(files: &[File]) -> Vec<String> {
    let findings = with_plan(files, None);
    let told = findings.iter();
    told.map(|it| format!("{}[{}]", it.severity.as_str(), it.rule.name))
        .collect()
}

#[test]
fn what_every_image_has_is_not_mentioned() {
    let needed = [
        (NEEDED, "libc.so.6"),
        (NEEDED, "libstdc++.so.6"),
        (NEEDED, "libz.so.1"),
        (NEEDED, "ld-linux-x86-64.so.2"),
    ];
    assert!(told(&[file("bin/handler", &program(&needed))]).is_empty());
}

#[test]
fn missing_libraries_are_named_together_by_how_sure_it_is() {
    let needed = [
        (NEEDED, "libc.so.6"),
        (NEEDED, "libpq.so.5"),
        (NEEDED, "libcurl.so.4"),
        (NEEDED, "libssl.so.3"),
    ];
    let handler = file("bin/handler", &program(&needed));
    let findings = with_plan(std::slice::from_ref(&handler), Some(HostingPlan::Flex));
    let messages: Vec<&str> = findings.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`app/bin/handler` needs `libpq.so.5`, `libcurl.so.4`, which Azure's images do not have",
            "`app/bin/handler` needs `libssl.so.3`, which not every image of Azure is sure to have",
        ]
    );
    let files = std::slice::from_ref(&handler);
    assert_eq!(told(files), ["error[elf-needed]", "warning[elf-needed]"]);
    assert!(with_plan(files, Some(HostingPlan::Container)).is_empty());
}

#[test]
fn the_package_may_bring_them_where_the_loader_looks() {
    let pq = library(&[(SONAME, "libpq.so.5")]);
    for (runpath, place) in [
        ("$ORIGIN/../lib", "lib/libpq.so.5"),
        ("$ORIGIN", "bin/libpq.so.5"),
        ("/nowhere:${ORIGIN}/x", "bin/x/libpq.so.5"),
        ("/home/site/wwwroot/lib", "lib/libpq.so.5"),
    ] {
        let handler = program(&[(NEEDED, "libpq.so.5"), (RUNPATH, runpath)]);
        let files = [file("bin/handler", &handler), file(place, &pq)];
        assert!(told(&files).is_empty(), "{runpath} {:?}", told(&files));
    }
}

#[test]
fn a_library_that_the_loader_will_not_see_gets_the_path_to_it() {
    let handler = program(&[(NEEDED, "libpq.so.5")]);
    let files = [
        file("bin/handler", &handler),
        file("lib/libpq.so.5", &library(&[(SONAME, "libpq.so.5")])),
    ];
    let findings = with_plan(&files, None);
    assert_eq!(told(&files), ["warning[elf-needed]"]);
    assert!(
        findings[0]
            .message
            .ends_with("in the package where the loader does not look")
    );
    assert_eq!(
        findings[0].help,
        ["link with `-Wl,-rpath,'$ORIGIN/../lib'`"]
    );
}

#[test]
fn libraries_need_libraries_and_those_of_other_processors_are_passed_over() {
    let handler = program(&[(NEEDED, "liba.so"), (RUNPATH, "$ORIGIN")]);
    let a = library(&[
        (NEEDED, "libb.so"),
        (NEEDED, "liba.so"),
        (RUNPATH, "$ORIGIN"),
    ]);
    let mut files = vec![file("bin/handler", &handler), file("bin/liba.so", &a)];
    let findings = with_plan(&files, None);
    assert_eq!(
        findings[0].message,
        "`app/bin/liba.so` needs `libb.so`, which Azure's images do not have"
    );
    let arm = Forged {
        kind: DYNAMIC,
        machine: AARCH64,
        texts: &[(SONAME, "libb.so")],
        ..Forged::default()
    };
    files.push(file("bin/libb.so", &arm.bytes()));
    assert_eq!(told(&files), ["error[elf-needed]"]);
    assert_eq!(
        with_plan(&files, None)[0].message,
        "`app/bin/liba.so` needs `libb.so`, which is in the package, but no library for its machines"
    );
    files[2] = File {
        inspection: None,
        ..file("bin/libb.so", b"libb.so.1")
    };
    assert!(told(&files).is_empty(), "a link, or too large to be read");
}

fn needing<'a>(versions: &'a [(&'a str, &'a str, &'a str)]) -> Forged<'a> {
    Forged {
        interpreter: GLIBC,
        texts: &[(NEEDED, "libfoo.so"), (RUNPATH, "$ORIGIN")],
        versions,
        ..Forged::default()
    }
}

fn as_library(forged: Forged<'_>) -> Forged<'_> {
    Forged {
        kind: DYNAMIC,
        interpreter: "",
        ..forged
    }
}

/// Debian 11 has glibc 2.31, Debian 12 has 2.36.
#[test]
fn glibc_counts_for_the_handler_its_libraries_and_less_for_other_programs() {
    let new = needing(&[("libc.so.6", "GLIBC_2.38", "strlcpy")]);
    let old = needing(&[("libc.so.6", "GLIBC_2.28", "fcntl64")]);
    let files = |handler: Forged<'_>, library: Forged<'_>, tool: Forged<'_>| {
        [
            file("bin/handler", &handler.bytes()),
            file("bin/libfoo.so", &as_library(library).bytes()),
            file("tools/tool", &tool.bytes()),
        ]
    };
    assert!(told(&files(old, old, old)).is_empty());
    assert_eq!(told(&files(new, old, old)), ["error[glibc-floor]"]);
    assert_eq!(told(&files(old, new, old)), ["error[glibc-floor]"]);
    assert_eq!(told(&files(old, old, new)), ["warning[glibc-floor]"]);
    let mut unused = files(old, old, new);
    unused[2].mode = Some(0o100_644);
    assert!(told(&unused).is_empty(), "nobody can start it");
    let findings = with_plan(&files(old, old, new), None);
    assert_eq!(
        findings[0].message,
        "`app/tools/tool` needs glibc 2.38; Azure's images are known to have 2.36 at most"
    );
    assert!(
        findings[0]
            .notes
            .iter()
            .any(|note| note.contains("`strlcpy`"))
    );
}

/// A library that nothing asks for, as beside wheels of Python, is nobody's trouble.
#[test]
fn libraries_that_are_not_loaded_are_not_judged() {
    let new = as_library(needing(&[("libc.so.6", "GLIBC_2.38", "strlcpy")]));
    let files = [
        file("bin/handler", &program(&[])),
        file("site-packages/x.so", &new.bytes()),
    ];
    assert!(told(&files).is_empty());
}

/// Debian 12: GLIBCXX_3.4.30, CXXABI_1.3.13 (`readelf -V libstdc++.so.6`).
#[test]
fn newer_cxx_libraries_are_a_warning_unless_the_package_brings_them() {
    let cxx = |version| {
        let versions = [("libstdc++.so.6", version, "_ZSt21ios_base_library_initv")];
        let forged = Forged {
            texts: &[(NEEDED, "libstdc++.so.6"), (RUNPATH, "$ORIGIN")],
            ..needing(&versions)
        };
        file("bin/handler", &forged.bytes())
    };
    for fine in ["GLIBCXX_3.4.30", "CXXABI_1.3.13", "GCC_12.0.0"] {
        assert!(told(&[cxx(fine)]).is_empty(), "{fine}");
    }
    for new in ["GLIBCXX_3.4.32", "CXXABI_1.3.15", "GCC_14.0.0"] {
        assert_eq!(told(&[cxx(new)]), ["warning[libstdcxx-floor]"]);
    }
    let findings = with_plan(&[cxx("GLIBCXX_3.4.32")], None);
    assert!(
        findings[0]
            .message
            .contains("needs GLIBCXX_3.4.32; Azure's images are known to have 3.4.30")
    );
    assert!(findings[0].notes[0].contains("`_ZSt21ios_base_library_initv`"));
    let own = library(&[(SONAME, "libstdc++.so.6")]);
    let files = [cxx("GLIBCXX_3.4.32"), file("bin/libstdc++.so.6", &own)];
    assert!(told(&files).is_empty());
}

#[test]
fn programs_for_other_systems_are_one_line_when_they_weigh_something() {
    let arm = Forged {
        machine: AARCH64,
        ..Forged::default()
    };
    let mut files = vec![
        file("bin/handler", &program(&[])),
        file("prebuilds/linux-arm64/x.node", &arm.bytes()),
        file(
            "prebuilds/win32-x64/x.node",
            &crate::inspect::forge::pe(0x8664, 0x20b, 0),
        ),
        file(
            "Managed.dll",
            &crate::inspect::forge::pe(0x014c, 0x10b, 0x2008),
        ),
        file("prebuilds/linux-x64/x.node", &library(&[(SONAME, "x")])),
    ];
    assert!(told(&files).is_empty());
    for file in &mut files {
        file.size = 3 << 20;
    }
    let findings = with_plan(&files, None);
    assert_eq!(found(&findings), ["foreign-programs"]);
    assert_eq!(
        findings[0].message,
        "`app.zip` has 6 MiB of programs and libraries that Linux x86-64 cannot run (2 in all)"
    );
}

#[test]
fn debug_information_is_mentioned_with_its_weight() {
    let heavy = |debug| {
        let forged = Forged {
            sections: &[(".debug_info", PROGBITS, debug)],
            ..Forged::default()
        };
        with_plan(&[file("bin/handler", &forged.bytes())], None)
    };
    assert!(heavy(9 << 20).is_empty());
    let findings = heavy(12 << 20);
    assert_eq!(
        findings[0].message,
        "`app/bin/handler` is 12 MiB, of which 12 MiB are debug information and symbols"
    );
}

/// What Windows starts has no glibc and no loader.
#[test]
fn a_linux_program_on_windows_is_one_finding() {
    let platform = Platform {
        os: Os::Windows,
        arch: Arch::X86_64,
    };
    let handler = program(&[(NEEDED, "libpq.so.5")]);
    let files = [file("bin/handler", &handler), file("host.json", b"{}")];
    assert_eq!(found(&judged(&files, platform)), ["binary-format"]);
}

/// An image of Alpine has musl's loader; none of Azure's own does.
#[test]
fn a_container_brings_its_own_loader() {
    let musl = Forged {
        interpreter: "/lib/ld-musl-x86_64.so.1",
        texts: &[(NEEDED, "libc.musl-x86_64.so.1")],
        ..Forged::default()
    };
    let files = [file("bin/handler", &musl.bytes())];
    assert!(with_plan(&files, Some(HostingPlan::Container)).is_empty());
    assert!(told(&files).contains(&"error[elf-interp]".to_owned()));
    assert_eq!(told(&files).len(), 1, "{:?}", told(&files));
}
