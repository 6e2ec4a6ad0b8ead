//! Programs with debug information.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binary-unstripped",
        severity: Severity::Info,
        summary: "much of the executable is debug information and symbols",
        why: "Debug information is often most of the file; it is uploaded, unpacked and read at every \
              cold start.",
        fix: "Strip it. Rust: `strip = true` under `[profile.release]` in Cargo.toml. Go: `go build \
              -ldflags=-s`. C and C++: `strip FILE`, or link with `-s`. `fch build --strip` and \
              `fch package --strip` do so for Rust and Go.",
    },
    check,
};

/// From how many bytes on `fch` mentions it: below, it costs nobody a second.
const WORTH_STRIPPING: u64 = 10 << 20;

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let program = judged.linux_program();
    let heavy = program.filter(|(_, elf)| elf.strippable.total() > WORTH_STRIPPING);
    heavy
        .map(|(file, elf)| {
            let message = format!(
                "`{}` is {} MiB, of which {} MiB are debug information and symbols",
                judged.shown(file),
                file.size >> 20,
                elf.strippable.total() >> 20
            );
            let help = "`fch build --strip` (Rust, Go) or `strip FILE` (C, C++) takes them away";
            judged.about(&RULE, file, message).help(help)
        })
        .into_iter()
        .collect()
}
