//! Programs with debug information.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binary-unstripped",
        severity: Severity::Info,
        summary: "the executable carries debug information",
        why: "Debug information is often most of the file; it is uploaded, unpacked and read at every \
              cold start.",
        fix: "Strip it: `strip = true` in Cargo's release profile, `-ldflags=-s` with Go.",
    },
    check,
};

/// Where `fch` starts to mention debug information, in bytes: below, it costs nobody a second.
const WORTH_STRIPPING: u64 = 20 << 20;

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let heavy = judged
        .linux_program()
        .filter(|(file, elf)| elf.debug_info && file.size > WORTH_STRIPPING);
    heavy
        .map(|(file, _)| {
            let message = format!(
                "`{}` carries debug information ({} MiB)",
                judged.shown(file),
                file.size >> 20
            );
            judged.about(&RULE, file, message)
        })
        .into_iter()
        .collect()
}
