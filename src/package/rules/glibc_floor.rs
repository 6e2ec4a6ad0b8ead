//! Programs that need a newer glibc than Azure has.

use super::{File, Judged, Rule, loading, named};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::Version;
use crate::inspect::{Elf, Family};

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
    // A container brings its own glibc, which nobody here knows.
    let Some(sure) = judged.conditions.glibc else {
        return Vec::new();
    };
    let loaded = loading::load(judged).map_or(Vec::new(), |loaded| loaded.files);
    let is_loaded = |file: &File| loaded.iter().any(|(other, _)| other.name == file.name);
    let others = judged.programs().filter(|(file, _)| !is_loaded(file));
    let others = others.filter_map(|(file, elf)| {
        let finding = finding(judged, sure, file, elf)?;
        Some(
            finding
                .severity(Severity::Warning)
                .note("it is not the executable: this matters if the handler starts it"),
        )
    });
    let own = loaded.iter();
    let own = own.filter_map(|(file, elf)| finding(judged, sure, file, elf));
    own.chain(others).collect()
}

fn finding(judged: &Judged<'_>, sure: Version, file: &File, elf: &Elf) -> Option<Finding> {
    let needed = elf.floor(Family::Glibc)?;
    let (major, minor, _) = needed.version;
    let version = Version(major, minor);
    if version <= sure {
        return None;
    }
    let name = judged.shown(file);
    let newest = judged.conditions.newest_glibc;
    let (message, severity) = match newest.filter(|newest| version > *newest) {
        Some(newest) => (
            format!(
                "`{name}` needs glibc {version}; Azure's images are known to have {newest} at most"
            ),
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
    Some(named(finding, &needed.symbols, &format!("GLIBC_{version}")))
}
