//! Executables without the execute bit.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::Os;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exec-bit",
        severity: Severity::Error,
        summary: "the executable has no execute bit in the package",
        why: "On Premium and Dedicated plans and in containers the host starts the file as it was \
              unpacked, and Linux answers `permission denied`. The bit only counts in an archive that \
              says it was made on Unix.",
        fix: "Write the package with `fch package`, which sets it whatever system it runs on.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let handler = judged.executable.and_then(|name| judged.file(name));
    let Some(file) = handler.filter(|_| judged.platform.os == Os::Linux) else {
        return Vec::new();
    };
    let fault = match file.mode {
        None => "is in an archive that was not made on Unix, so its execute bit is lost",
        Some(mode) if mode & 0o111 == 0 => "has no execute bit",
        Some(_) => return Vec::new(),
    };
    let finding = judged.about(&RULE, file, format!("`{}` {fault}", file.name));
    vec![
        finding
            .help("package the app with `fch package`, or `chmod +x` the file before it is zipped"),
    ]
}
