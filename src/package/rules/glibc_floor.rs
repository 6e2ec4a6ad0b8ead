//! Programs that need a newer glibc than Azure has.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::Version;
use crate::inspect::Family;

/// The rule. A warning up to the newest glibc that any image is known to have: which image an app
/// gets is published nowhere. Above that an error.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "glibc-floor",
        severity: Severity::Warning,
        summary: "the executable needs a newer glibc than every Azure image is sure to have",
        why: "A program linked on a newer Linux asks for that system's glibc. Where the host's image \
              has an older one, the loader ends the program before its first line with \
              `version GLIBC_2.xx not found`.",
        fix: "Link statically against musl (`rustup target add x86_64-unknown-linux-musl`), or let \
              zig link against the older version (`pip install cargo-zigbuild ziglang`); then \
              `fch build --target linux` does so by itself.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let conditions = &judged.conditions;
    let program = judged.linux_program();
    let needed = program.and_then(|(file, elf)| Some((file, elf.floor(Family::Glibc)?)));
    // A container brings its own glibc, which nobody here knows.
    let (Some((file, needed)), Some(sure)) = (needed, conditions.glibc) else {
        return Vec::new();
    };
    let (major, minor, _) = needed.version;
    let version = Version(major, minor);
    if version <= sure {
        return Vec::new();
    }
    let name = judged.shown(file);
    let newest = conditions.newest_glibc.filter(|newest| version > *newest);
    let (message, severity) = match newest {
        Some(newest) => (
            format!("`{name}` needs glibc {version}; Azure's images have {newest} at most"),
            Severity::Error,
        ),
        None => (
            format!("`{name}` needs glibc {version}; Azure's images are sure to have {sure}"),
            Severity::Warning,
        ),
    };
    let finding = judged
        .about(&RULE, file, message)
        .severity(severity)
        .help("link it statically, or against an older glibc: `fch explain glibc-floor` says how");
    vec![match needed.symbols.as_slice() {
        [] => finding,
        [symbol] => finding.note(format!("`{symbol}` is of version GLIBC_{version}")),
        symbols => finding.note(format!(
            "`{}` are of version GLIBC_{version}",
            symbols.join("`, `")
        )),
    }]
}
