//! Programs that the package carries for systems it will never see.

use super::{File, Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::{Os, Platform};
use crate::inspect::{Format, Kind};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "foreign-programs",
        severity: Severity::Info,
        summary: "the package carries many bytes of programs for other systems or processors",
        why: "Packages of Node, .NET and Python bring their native parts for every system, of which \
              Azure loads one. The others are uploaded, unpacked and read at every cold start.",
        fix: "Leave them out in `.funcignore`, or install the app's packages for one platform only.",
    },
    check,
};

/// From how many bytes on it is worth a line.
const WORTH_LEAVING: u64 = 5 << 20;
/// How many of the largest are named.
const NAMED: usize = 5;

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    // Of the executable, other rules speak.
    let others = judged
        .files
        .iter()
        .filter(|file| judged.executable != Some(&*file.name));
    let mut foreign: Vec<&File> = others
        .filter(|file| is_foreign(file, judged.platform))
        .collect();
    let weight: u64 = foreign.iter().map(|file| file.size).sum();
    if weight < WORTH_LEAVING {
        return Vec::new();
    }
    let message = format!(
        "`{}` has {} MiB of programs and libraries that {} cannot run ({} in all)",
        judged.archive,
        weight >> 20,
        judged.platform,
        foreign.len(),
    );
    foreign.sort_by_key(|file| std::cmp::Reverse(file.size));
    let finding = judged
        .about_all(&RULE, message)
        .help("leave them out in `.funcignore` if nothing reads them");
    let notes = foreign.iter().take(NAMED);
    vec![notes.fold(finding, |finding, file| {
        finding.note(format!(
            "`{}` is {} MiB",
            judged.shown(file),
            file.size >> 20
        ))
    })]
}

/// Whether a file is native code for something else. Assemblies of .NET run everywhere.
fn is_foreign(file: &File, platform: Platform) -> bool {
    let Some(inspection) = &file.inspection else {
        return false;
    };
    match &inspection.format {
        Format::Elf(elf) if elf.kind == Kind::Other => false,
        Format::Elf(elf) => platform.os != Os::Linux || !platform.runs(elf.arch),
        Format::Pe(pe) => !pe.dotnet && (platform.os != Os::Windows || !platform.runs(pe.arch)),
        Format::MachO(archs) => {
            platform.os != Os::Macos || !archs.iter().any(|arch| platform.runs(*arch))
        }
        Format::Script(_) | Format::Text | Format::Data => false,
    }
}
