//! Programs of another processor.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::{Arch, Os};
use crate::inspect::{Format, Kind};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binary-arch",
        severity: Severity::Error,
        summary: "the executable is built for another processor than the one it will run on",
        why: "Functions plans run on x86-64. A program for arm64, the default on newer Macs, ends in \
              `Exec format error` there.",
        fix: "Build for the target (`fch build --target linux`).",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    judged
        .handler()
        .and_then(|(file, inspection)| {
            let archs = archs(&inspection.format, judged.platform.os)?;
            if archs.iter().any(|arch| judged.platform.runs(*arch)) {
                return None;
            }
            let names: Vec<String> = archs.iter().map(Arch::to_string).collect();
            let message = format!(
                "`{}` is built for {}, and will run on {}",
                judged.shown(file),
                names.join(" and "),
                judged.platform.arch
            );
            Some(judged.about(&RULE, file, message))
        })
        .into_iter()
        .collect()
}

/// The processors that a program of `os` is built for. Of others `binary-format` speaks.
fn archs(format: &Format, os: Os) -> Option<Vec<Arch>> {
    match (format, os) {
        (Format::Elf(elf), Os::Linux) => {
            (elf.kind == Kind::Program && elf.damage.is_none()).then(|| vec![elf.arch])
        }
        (Format::Pe(pe), Os::Windows) => Some(vec![pe.arch]),
        (Format::MachO(archs), Os::Macos) => Some(archs.clone()),
        _ => None,
    }
}
