//! Programs that need a newer glibc than Azure has.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::{GLIBC_FLOOR, glibc_floor};
use crate::inspect::Family;

/// The rule. A warning: the floor is what every image is sure to have, and newer images have
/// more.
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
    let needed = judged
        .linux_program()
        .and_then(|(file, elf)| Some((file, elf.floor(Family::Glibc)?)))
        .filter(|(_, needed)| (needed.version.0, needed.version.1) > GLIBC_FLOOR);
    let Some((file, needed)) = needed else {
        return Vec::new();
    };
    let (major, minor, _) = needed.version;
    let message = format!(
        "`{}` needs glibc {major}.{minor}; Azure's images are sure to have {}",
        judged.shown(file),
        glibc_floor()
    );
    let finding = judged
        .about(&RULE, file, message)
        .help("link it statically, or against an older glibc: `fch explain glibc-floor` says how");
    vec![match needed.symbols.as_slice() {
        [] => finding,
        [symbol] => finding.note(format!("`{symbol}` is of version GLIBC_{major}.{minor}")),
        symbols => finding.note(format!(
            "`{}` are of version GLIBC_{major}.{minor}",
            symbols.join("`, `")
        )),
    }]
}
