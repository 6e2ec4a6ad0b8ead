//! Programs that need newer C++ libraries than Azure has.

use super::{Judged, Rule, loading, named};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::{RUNTIME, RUNTIME_GLIBC};
use crate::inspect::{Elf, Family, Floor, Version};

/// The rule. Never an error: images of other Linux systems have newer ones.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "libstdcxx-floor",
        severity: Severity::Warning,
        summary: "the executable needs a newer libstdc++ than Azure's images are known to have",
        why: "A program built with a newer GCC asks for symbols of that compiler's library. Where \
              the host's image has an older one, the loader ends the program before its first line \
              with `version GLIBCXX_3.4.xx not found`.",
        fix: "Link these libraries statically (`-static-libstdc++ -static-libgcc`), or build on \
              Debian 12 or older.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    // Elsewhere, what comes beside glibc is not known: in containers, and where a project says
    // that its machines are newer.
    if judged
        .conditions
        .newest_glibc
        .is_none_or(|glibc| glibc > RUNTIME_GLIBC)
    {
        return Vec::new();
    }
    let Some(loaded) = loading::load(judged) else {
        return Vec::new();
    };
    let too_new = |elf: &Elf| {
        elf.floors.iter().find_map(|floor| {
            let (library, newest) = newest(floor.family)?;
            (floor.version > newest && !loaded.brings(library)).then(|| (floor.clone(), newest))
        })
    };
    let files = loaded.files.iter();
    files
        .filter_map(|(file, elf)| {
            let (floor, newest) = too_new(elf)?;
            let Floor {
                family,
                version,
                symbols,
            } = &floor;
            let message = format!(
                "`{}` needs {family}_{}; Azure's images are known to have {} at most",
                judged.shown(file),
                dotted(*version),
                dotted(newest)
            );
            let finding = judged
                .about(&RULE, file, message)
                .help("link with `-static-libstdc++ -static-libgcc`, or build on an older Linux");
            Some(named(
                finding,
                symbols,
                &format!("{family}_{}", dotted(*version)),
            ))
        })
        .collect()
}

/// The library that has the symbols of a family, and the newest version of it.
fn newest(family: Family) -> Option<(&'static str, Version)> {
    let known = RUNTIME.value;
    Some(match family {
        Family::Glibc => return None,
        Family::Glibcxx => ("libstdc++.so.6", known.glibcxx),
        Family::Cxxabi => ("libstdc++.so.6", known.cxxabi),
        Family::Gcc => ("libgcc_s.so.1", known.gcc),
    })
}

fn dotted((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}
