//! Shared libraries that neither the package nor Azure's images bring.

use super::loading::{self, file_name, parent, way};
use super::{File, Judged, Rule, elf_interp};
use crate::diagnostics::{Finding, RuleInfo, Severity, printable};
use crate::hosting::{HostingPlan, Presence, glibc_loader, presence};
use crate::inspect::Format;

/// The rule. A warning where it is not sure that the library will be missing.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "elf-needed",
        severity: Severity::Error,
        summary: "the executable needs a shared library that Azure's images do not have",
        why: "The loader looks for every library that a program names before its first line runs, \
              and ends it with `error while loading shared libraries` when one is missing. The \
              host's images have the libraries of C and C++ and few more, and nothing can be \
              installed there.",
        fix: "Link the library statically, or put it into the package and tell the loader where it \
              is: with `-Wl,-rpath,'$ORIGIN/lib'` it looks in `lib` beside the program. What needs \
              many libraries of a system is better off in a container.",
    },
    check,
};

/// What the loader will make of a library that is not where it looks in the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Missing,
    Unsure,
    Unseen,
    Unusable,
}

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    // What is in a container's image is nobody's business here. Without its loader a program
    // does not come to look for libraries.
    let is_container = judged.conditions.plan == Some(HostingPlan::Container);
    if is_container || elf_interp::lacks_loader(judged) {
        return Vec::new();
    }
    let Some(loaded) = loading::load(judged) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (asker, _) in &loaded.files {
        let asked = loaded
            .outside
            .iter()
            .filter(|(_, file)| file.name == asker.name);
        let fates: Vec<(&str, Fate)> = asked
            .filter_map(|(name, _)| Some((*name, fate(judged, name)?)))
            .collect();
        for wanted in [Fate::Missing, Fate::Unusable, Fate::Unsure, Fate::Unseen] {
            let names = fates.iter().filter(|(_, fate)| *fate == wanted);
            let names: Vec<&str> = names.map(|(name, _)| *name).collect();
            findings.extend(finding(judged, asker, &names, wanted));
        }
    }
    findings
}

fn fate(judged: &Judged<'_>, name: &str) -> Option<Fate> {
    match presence(name) {
        Some(Presence::All) => None,
        _ if glibc_loader(judged.platform.arch) == Some(name) => None,
        _ if twin(judged, name).is_some_and(|file| !is_usable(judged, file)) => {
            Some(Fate::Unusable)
        }
        _ if twin(judged, name).is_some() => Some(Fate::Unseen),
        Some(Presence::Some) => Some(Fate::Unsure),
        None => Some(Fate::Missing),
    }
}

/// A file of the package that has the name of a library.
fn twin<'a>(judged: &Judged<'a>, name: &str) -> Option<&'a File> {
    judged
        .files
        .iter()
        .find(|file| file_name(&file.name) == name)
}

/// Whether the loader can take a file for a library. What was too large to be read may be one.
fn is_usable(judged: &Judged<'_>, file: &File) -> bool {
    match file.inspection.as_ref().map(|it| &it.format) {
        Some(Format::Elf(elf)) => judged.platform.runs(elf.arch) && elf.damage.is_none(),
        Some(_) => false,
        None => file.size > 0,
    }
}

fn finding(judged: &Judged<'_>, asker: &File, names: &[&str], fate: Fate) -> Option<Finding> {
    let first = names.first()?;
    let listed = printable(&names.join("`, `")).to_string();
    let about = |what: &str| {
        let message = format!("`{}` needs `{listed}`, {what}", judged.shown(asker));
        judged.about(&RULE, asker, message)
    };
    Some(match fate {
        Fate::Missing => about("which Azure's images do not have")
            .help("link statically, or package it and link with `-Wl,-rpath,'$ORIGIN/lib'`"),
        Fate::Unusable => about("which is in the package, but no library for its machines")
            .note("the loader passes over it, or ends with `invalid ELF header`")
            .help(format!("package the library for {}", judged.platform)),
        Fate::Unsure => about("which not every image of Azure is sure to have")
            .severity(Severity::Warning)
            .help("link statically, or package it and link with `-Wl,-rpath,'$ORIGIN/lib'`"),
        Fate::Unseen => {
            let place = twin(judged, first).map_or("", |file| parent(&file.name));
            let path = match way(parent(&asker.name), place) {
                way if way.is_empty() => "$ORIGIN".to_owned(),
                way => format!("$ORIGIN/{way}"),
            };
            about("which is in the package where the loader does not look")
                .severity(Severity::Warning)
                .help(format!("link with `-Wl,-rpath,'{}'`", printable(&path)))
                .note("the setting LD_LIBRARY_PATH may name the folder too")
        }
    })
}
