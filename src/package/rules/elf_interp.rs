//! Program loaders that Azure's images lack.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::{HostingPlan, glibc_loader};
use crate::inspect::{Elf, Linkage};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "elf-interp",
        severity: Severity::Error,
        summary: "the executable asks for a program loader that Azure's images do not have",
        why: "A dynamic program names the loader that starts it. If that file is missing, as musl's \
              loader or one in a Nix store is in Azure, Linux says `No such file or directory` about \
              a program that is plainly there.",
        fix: "Link the program statically (`fch build --target linux`), or against glibc.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    // A container brings its own loader.
    let plan = judged.conditions.plan;
    let program = judged.linux_program();
    let missing = program
        .filter(|_| plan != Some(HostingPlan::Container))
        .and_then(|(file, elf)| Some((file, elf, foreign_loader(elf)?)));
    let Some((file, elf, loader)) = missing else {
        return Vec::new();
    };
    let whose = match elf.linkage() {
        Linkage::Musl => "musl's loader",
        _ => "the loader",
    };
    let name = judged.shown(file);
    let message = format!("`{name}` needs {whose} `{loader}`, which Azure lacks");
    let finding = judged.about(&RULE, file, message);
    vec![finding.help("link it statically (`fch build --target linux`), or against glibc")]
}

/// Whether the executable asks for a loader that is not there.
pub(super) fn lacks_loader(judged: &Judged<'_>) -> bool {
    let program = judged.linux_program();
    program.is_some_and(|(_, elf)| foreign_loader(elf).is_some())
}

/// The loader that a program asks for, unless Azure's images have it.
fn foreign_loader(elf: &Elf) -> Option<&str> {
    const FOLDERS: &[&str] = &["/lib", "/lib64", "/usr/lib", "/usr/lib64"];
    let loader = elf.interpreter.as_deref()?;
    let (folder, name) = loader.rsplit_once('/').unwrap_or(("", loader));
    let is_there = FOLDERS.contains(&folder) && glibc_loader(elf.arch) == Some(name);
    (!is_there).then_some(loader)
}
