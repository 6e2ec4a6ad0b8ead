//! Whether the executable starts where the app will run, and whether the package fits there.

use super::archive::Written;
use super::elf::{Elf, Kind, Linkage};
use super::inspect::{Format, Inspection};
use super::platform::{Arch, CONSUMPTION_LIMIT, Os, Platform, glibc_loader};
use super::whole_file;
use crate::app::script::Shebang;
use crate::build::{GLIBC_FLOOR, glibc_floor};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::lint::rules::{script_crlf, script_shebang};

/// The rule for programs of another operating system, and for files that are no program.
pub static BINARY_FORMAT: RuleInfo = RuleInfo {
    name: "binary-format",
    severity: Severity::Error,
    summary: "the executable is not a program of the operating system it will run on",
    why: "The host starts the file as it is. A Windows or macOS program, or a file that is no \
          program at all, ends in `Exec format error`, and every function answers 502 or 500.",
    fix: "Build for the target (`fch build --target linux`), or package for the plan's system \
          with `--target`.",
};

/// The rule for programs of another processor.
pub static BINARY_ARCH: RuleInfo = RuleInfo {
    name: "binary-arch",
    severity: Severity::Error,
    summary: "the executable is built for another processor than the one it will run on",
    why: "Functions plans run on x86-64. A program for arm64, the default on newer Macs, ends in \
          `Exec format error` there.",
    fix: "Build for the target (`fch build --target linux`).",
};

/// The rule for programs that need a newer glibc. A warning: the floor is what every image is
/// sure to have, and newer images have more.
pub static GLIBC_TOO_NEW: RuleInfo = RuleInfo {
    name: "glibc-floor",
    severity: Severity::Warning,
    summary: "the executable needs a newer glibc than every Azure image is sure to have",
    why: "A program linked on a newer Linux asks for that system's glibc. Where the host's image \
          has an older one, the loader ends the program before its first line with \
          `version GLIBC_2.xx not found`.",
    fix: "Link statically against musl (`rustup target add x86_64-unknown-linux-musl`), or let \
          zig link against the older version (`pip install cargo-zigbuild ziglang`); then \
          `fch build --target linux` does so by itself.",
};

/// The rule for program loaders that the images lack.
pub static ELF_INTERP: RuleInfo = RuleInfo {
    name: "elf-interp",
    severity: Severity::Error,
    summary: "the executable asks for a program loader that Azure's images do not have",
    why: "A dynamic program names the loader that starts it. If that file is missing, as musl's \
          loader or one in a Nix store is in Azure, Linux says `No such file or directory` about \
          a program that is plainly there.",
    fix: "Link the program statically (`fch build --target linux`), or against glibc.",
};

/// The rule for programs with debug information.
pub static BINARY_UNSTRIPPED: RuleInfo = RuleInfo {
    name: "binary-unstripped",
    severity: Severity::Info,
    summary: "the executable carries debug information",
    why: "Debug information is often most of the file; it is uploaded, unpacked and read at every \
          cold start.",
    fix: "Strip it: `strip = true` in Cargo's release profile, `-ldflags=-s` with Go.",
};

/// The rule for packages that are too large.
pub static PACKAGE_SIZE: RuleInfo = RuleInfo {
    name: "package-size",
    severity: Severity::Warning,
    summary: "the unpacked package is larger than 1 GiB",
    why: "The Consumption plan has 1 GB of temporary space for a package.",
    fix: "Leave out what the app does not need at run time (`fch package --list` shows why each \
          file is in), and load large data from storage.",
};

/// Where `fch` starts to mention debug information: below, it costs nobody a second.
const WORTH_STRIPPING: u64 = 20 << 20;

/// What keeps `executable`, shown as `shown`, from starting on `platform`.
pub fn check(executable: &Inspection, platform: Platform, shown: &str) -> Vec<Finding> {
    let finding = |rule, message| Finding::new(rule, whole_file(shown), message);
    let wrong = |what: &str| {
        let message = format!("`{shown}` is {what}, which {} cannot start", platform.os);
        vec![finding(&BINARY_FORMAT, message)]
    };
    let processor = |archs: &[Arch]| check_archs(archs, platform, shown).into_iter().collect();
    match (&executable.format, platform.os) {
        (Format::Elf(elf), Os::Linux) => check_elf(elf, executable.size, platform, shown),
        (Format::Pe(arch), Os::Windows) => processor(&[*arch]),
        (Format::MachO(archs), Os::Macos) => processor(archs),
        (Format::Script(shebang), Os::Linux | Os::Macos) => check_script(Some(shebang), shown),
        (Format::Text, Os::Linux | Os::Macos) => check_script(None, shown),
        // Batch files.
        (Format::Text, Os::Windows) => Vec::new(),
        (Format::Elf(_), _) => wrong("a Linux program (ELF)"),
        (Format::Pe(_), _) => wrong("a Windows program (PE)"),
        (Format::MachO(_), _) => wrong("a macOS program (Mach-O)"),
        (Format::Script(_), Os::Windows) => wrong("a `#!` script"),
        (Format::Data, _) => wrong("no program of any known format"),
    }
}

fn check_archs(archs: &[Arch], platform: Platform, shown: &str) -> Option<Finding> {
    if archs.iter().any(|arch| platform.runs(*arch)) {
        return None;
    }
    let names: Vec<String> = archs.iter().map(Arch::to_string).collect();
    let message = format!(
        "`{shown}` is built for {}, and will run on {}",
        names.join(" and "),
        platform.arch
    );
    Some(Finding::new(&BINARY_ARCH, whole_file(shown), message))
}

fn check_elf(elf: &Elf, size: u64, platform: Platform, shown: &str) -> Vec<Finding> {
    let finding = |rule, message| Finding::new(rule, whole_file(shown), message);
    if let Some(damage) = &elf.damage {
        let message = format!("`{shown}` is a damaged Linux program: {damage}");
        return vec![finding(&BINARY_FORMAT, message)];
    }
    if elf.kind != Kind::Program {
        let what = match elf.kind {
            Kind::Library => "a shared library",
            _ => "an object file or core dump",
        };
        let message = format!("`{shown}` is {what}, not a program");
        return vec![finding(&BINARY_FORMAT, message)];
    }
    // The loader and glibc of another processor tell nothing more.
    if let Some(wrong) = check_archs(&[elf.arch], platform, shown) {
        return vec![wrong];
    }
    let mut findings = Vec::new();
    findings.extend(check_loader(elf, shown));
    findings.extend(check_glibc(elf, shown));
    if elf.debug_info && size > WORTH_STRIPPING {
        let message = format!("`{shown}` carries debug information ({} MiB)", size >> 20);
        findings.push(finding(&BINARY_UNSTRIPPED, message));
    }
    findings
}

fn check_loader(elf: &Elf, shown: &str) -> Option<Finding> {
    const FOLDERS: &[&str] = &["/lib", "/lib64", "/usr/lib", "/usr/lib64"];
    let loader = elf.interpreter.as_deref()?;
    let (folder, name) = loader.rsplit_once('/').unwrap_or(("", loader));
    if FOLDERS.contains(&folder) && glibc_loader(elf.arch) == Some(name) {
        return None;
    }
    let message = match elf.linkage() {
        Linkage::Musl => format!("`{shown}` needs musl's loader `{loader}`, which Azure lacks"),
        _ => format!("`{shown}` needs the loader `{loader}`, which Azure lacks"),
    };
    Some(Finding::new(&ELF_INTERP, whole_file(shown), message))
}

fn check_glibc(elf: &Elf, shown: &str) -> Option<Finding> {
    let needs = elf.glibc.as_ref()?;
    if needs.version <= GLIBC_FLOOR {
        return None;
    }
    let (major, minor) = needs.version;
    let floor = glibc_floor();
    let message =
        format!("`{shown}` needs glibc {major}.{minor}; Azure's images are sure to have {floor}");
    let finding = Finding::new(&GLIBC_TOO_NEW, whole_file(shown), message)
        .help("link it statically, or against an older glibc: `fch explain glibc-floor` says how");
    Some(match needs.symbol.as_str() {
        "" => finding,
        symbol => finding.note(format!("`{symbol}` is of version GLIBC_{major}.{minor}")),
    })
}

fn check_script(shebang: Option<&Shebang>, shown: &str) -> Vec<Finding> {
    let place = || whole_file(shown);
    let unnamed = script_shebang::finding(shebang, place(), shown);
    let found = unnamed.or_else(|| script_crlf::finding(shebang?, place(), shown));
    found.into_iter().collect()
}

/// Whether the package has room on the smallest plan; names its largest files.
pub fn size(written: &Written, shown: &str) -> Option<Finding> {
    let unpacked: u64 = written.entries.iter().map(|entry| entry.size).sum();
    if unpacked <= CONSUMPTION_LIMIT {
        return None;
    }
    let mut largest: Vec<_> = written.entries.iter().collect();
    largest.sort_by_key(|entry| std::cmp::Reverse(entry.size));
    let message = format!("`{shown}` unpacks to {} MiB", unpacked >> 20);
    let finding = Finding::new(&PACKAGE_SIZE, whole_file(shown), message);
    Some(largest.iter().take(5).fold(finding, |finding, entry| {
        finding.note(format!("`{}` is {} MiB", entry.name, entry.size >> 20))
    }))
}
