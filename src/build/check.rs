//! Whether what a build made is what was asked for, whatever the toolchain says.

use std::path::Path;

use super::Options;
use super::target::{Asked, Target};
use crate::error::{Failure, Result};
use crate::hosting::{Arch, Os, Version};
use crate::inspect::{self, Elf, Family, Format, Linkage};

/// Looks at the executable that a build for `target` left at `path`. What is worth a warning
/// comes back.
///
/// # Errors
/// A job [`Failure`] when the executable is for another system or processor, or needs a newer
/// glibc than the target names.
pub fn check(target: &Target, options: &Options, path: &Path) -> Result<Option<String>> {
    let format = inspect::inspect(path)?.format;
    let made = programs(&format);
    if !made.is_empty() && !made.iter().any(|program| fits(target, program)) {
        return other(target, path, &format);
    }
    match &format {
        Format::Elf(elf) => libc(target, options.glibc, path, elf),
        _ => Ok(None),
    }
}

/// Holds the executable at `path`, whoever built it, to the glibc that `target` names after its
/// triple, if it does.
///
/// # Errors
/// A job [`Failure`] when the executable needs a newer one, or cannot be read.
pub fn check_glibc(target: &Target, path: &Path) -> Result<()> {
    if target.glibc.is_none() {
        return Ok(());
    }
    match inspect::inspect(path)?.format {
        Format::Elf(elf) => glibc(target, path, &elf),
        _ => Ok(()),
    }
}

/// Whether the file at `path` is a program that this machine starts.
pub(super) fn runs_here(path: &Path) -> bool {
    let here = Target::host();
    let made = inspect::inspect(path).map(|inspection| programs(&inspection.format));
    made.is_ok_and(|made| made.iter().any(|program| fits(&here, program)))
}

fn fits(target: &Target, (os, arch): &(Os, Arch)) -> bool {
    *os == target.os && target.platform().runs(*arch)
}

/// The systems and processors that a file is a program for; none if that cannot be told.
fn programs(format: &Format) -> Vec<(Os, Arch)> {
    match format {
        Format::Elf(elf) => vec![(Os::Linux, elf.arch)],
        Format::Pe(pe) => vec![(Os::Windows, pe.arch)],
        Format::MachO(archs) => archs.iter().map(|arch| (Os::Macos, *arch)).collect(),
        Format::Script(_) | Format::Text | Format::Data => Vec::new(),
    }
}

/// Without a target the toolchain's configuration may mean another machine than this one.
fn other(target: &Target, path: &Path, format: &Format) -> Result<Option<String>> {
    let made = format!("{} is {format}", path.display());
    if target.asked == Asked::Host {
        return Ok(Some(format!("{made}: it does not run on this machine")));
    }
    Err(
        Failure::job("the build made something else than it was asked for")
            .because(format!("{made}, and the target is {target}"))
            .help("look for a target in the toolchain's own configuration or environment"),
    )
}

/// What is worth a warning about the C library of a program, where no glibc was named.
fn libc(target: &Target, floor: Version, path: &Path, elf: &Elf) -> Result<Option<String>> {
    glibc(target, path, elf)?;
    if target.asked != Asked::Name {
        return Ok(None);
    }
    let shown = path.display();
    if elf.linkage() == Linkage::Musl {
        return Ok(Some(format!(
            "{shown} is not static: it needs musl's loader, which Azure's images do not have"
        )));
    }
    Ok(newer(elf, floor).map(|needed| {
        format!(
            "{shown} needs {needed}, and Azure's images are sure to have {floor}; \
             `fch explain glibc-floor` says what to do"
        )
    }))
}

/// Fails if a program needs a newer glibc than was named.
fn glibc(target: &Target, path: &Path, elf: &Elf) -> Result<()> {
    let asked = target.glibc.as_deref().and_then(Version::parse);
    let found = asked.and_then(|asked| Some((asked, newer(elf, asked)?)));
    let Some((asked, needed)) = found else {
        return Ok(());
    };
    Err(Failure::job(format!(
        "{} needs {needed}, and the target says {asked}",
        path.display()
    ))
    .help("a library that was built elsewhere may bring the newer symbol in"))
}

/// The glibc that a program needs and a symbol of it, if it is newer than `than`.
fn newer(elf: &Elf, than: Version) -> Option<String> {
    let needed = elf.floor(Family::Glibc)?;
    let version = Version(needed.version.0, needed.version.1);
    let symbol = needed.symbols.first();
    let by = symbol.map_or_else(String::new, |symbol| format!(" for `{symbol}`"));
    (version > than).then(|| format!("glibc {version}{by}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn judged(target: &str, bytes: &[u8]) -> Result<Option<String>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("handler");
        std::fs::write(&path, bytes).unwrap();
        check(&Target::parse(target)?, &Options::default(), &path)
    }

    /// The head of a little-endian 64-bit ELF program for a machine number.
    fn elf(machine: u8) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
        bytes.resize(64, 0);
        (bytes[16], bytes[18], bytes[20]) = (2, machine, 1);
        bytes
    }

    #[test]
    fn a_program_for_another_machine_is_no_success() {
        let (x86_64, aarch64) = (62, 183);
        assert_eq!(judged("linux", &elf(x86_64)).unwrap(), None);
        let failure = judged("linux", &elf(aarch64)).unwrap_err();
        assert!(failure.cause.unwrap().contains("the target is linux"));
        assert!(judged("windows", &elf(x86_64)).is_err());
        assert!(judged("aarch64-unknown-linux-musl", &elf(aarch64)).is_ok());
        assert!(judged("riscv64gc-unknown-linux-gnu", &elf(243)).is_ok());
    }

    #[test]
    fn what_is_no_program_is_for_the_package_to_judge() {
        for bytes in [&b"#!/bin/sh\n"[..], b"text", b"", b"MZ"] {
            assert_eq!(judged("windows", bytes).unwrap(), None);
        }
    }

    #[test]
    fn without_a_target_it_is_only_said() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("handler");
        std::fs::write(&path, elf(22)).unwrap();
        let said = check(&Target::host(), &Options::default(), &path).unwrap();
        assert!(said.is_none_or(|said| said.contains("does not run on this machine")));
    }
}
