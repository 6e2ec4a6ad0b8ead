//! Programs of another operating system, and files that are no program.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::Os;
use crate::inspect::{Elf, Format, Kind};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binary-format",
        severity: Severity::Error,
        summary: "the executable is not a program of the operating system it will run on",
        why: "The host starts the file as it is. A Windows or macOS program, or a file that is no \
              program at all, ends in `Exec format error`, and every function answers 502 or 500.",
        fix: "Build for the target (`fch build --target linux`), or package for the plan's system \
              with `--target`.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let Some((file, inspection)) = judged.handler() else {
        return Vec::new();
    };
    let os = judged.platform.os;
    let finding = |message| {
        let finding = judged.about(&RULE, file, message);
        vec![finding.help(format!(
            "build it for {}: `fch build --target`",
            judged.platform
        ))]
    };
    let name = judged.shown(file);
    match (&inspection.format, os) {
        (Format::Elf(elf), Os::Linux) => fault(elf)
            .map(|fault| finding(format!("`{name}` is {fault}")))
            .unwrap_or_default(),
        (format, os) => foreign(format, os)
            .map(|what| finding(format!("`{name}` is {what}, which {os} cannot start")))
            .unwrap_or_default(),
    }
}

/// Why a file of the right format is no program.
fn fault(elf: &Elf) -> Option<String> {
    if let Some(damage) = &elf.damage {
        return Some(format!("a damaged Linux program: {damage}"));
    }
    match elf.kind {
        Kind::Program => None,
        Kind::Library => Some("a shared library, not a program".to_owned()),
        Kind::Other => Some("an object file or core dump, not a program".to_owned()),
    }
}

/// What a file is that `os` cannot start.
fn foreign(format: &Format, os: Os) -> Option<&'static str> {
    match (format, os) {
        (Format::Elf(_), Os::Linux)
        | (Format::Pe(_), Os::Windows)
        | (Format::MachO(_), Os::Macos)
        | (Format::Script(_), Os::Linux | Os::Macos)
        // On Windows a batch file; elsewhere `script-shebang` speaks.
        | (Format::Text, _) => None,
        (Format::Elf(_), _) => Some("a Linux program (ELF)"),
        (Format::Pe(_), _) => Some("a Windows program (PE)"),
        (Format::MachO(_), _) => Some("a macOS program (Mach-O)"),
        (Format::Script(_), Os::Windows) => Some("a `#!` script"),
        (Format::Data, _) => Some("no program of any known format"),
    }
}
