//! What may be wrong with a package, whoever made it: **one file a rule**.
//!
//! A rule looks at [`Judged`]: the files of a package with what they are, and what they have to
//! start on. It knows neither where the package came from nor how it is shown. To add one, write
//! a file with a `RULE` and list it in [`RULES`].

mod binary_arch;
mod binary_format;
mod binary_unstripped;
mod case_collision;
mod elf_interp;
mod elf_needed;
mod entry_name;
mod exec_bit;
mod foreign_programs;
mod glibc_floor;
mod libstdcxx_floor;
mod loading;
pub mod manifest_mismatch;
mod package_incomplete;
mod package_size;
mod plan_ends;
mod script;
mod secret_in_package;
mod symlink;
mod zip_duplicate;
mod zip_root;

pub use entry_name::RULE as ENTRY_NAME;
pub use package_incomplete::RULE as PACKAGE_INCOMPLETE;
pub use secret_in_package::RULE as SECRET_IN_PACKAGE;
pub use symlink::RULE as SYMLINK;
pub use zip_duplicate::RULE as ZIP_DUPLICATE;

use super::selection::shown_path;
use super::whole_file;
use crate::archive::Digest;
use crate::diagnostics::{Finding, Label, RuleInfo, printable};
use crate::hosting::{Conditions, Os, Platform};
use crate::inspect::{Elf, Format, Inspection, Kind, Linkage};

/// A rule about packages.
pub struct Rule {
    /// Its name, its severity and its text.
    pub info: RuleInfo,
    /// Finds what it forbids.
    pub check: fn(&Judged<'_>) -> Vec<Finding>,
}

/// Every rule about packages, by name.
pub static RULES: &[&Rule] = &[
    &binary_arch::RULE,
    &binary_format::RULE,
    &binary_unstripped::RULE,
    &case_collision::RULE,
    &elf_interp::RULE,
    &elf_needed::RULE,
    &entry_name::RULE,
    &exec_bit::RULE,
    &foreign_programs::RULE,
    &glibc_floor::RULE,
    &libstdcxx_floor::RULE,
    &package_incomplete::RULE,
    &package_size::RULE,
    &plan_ends::RULE,
    &secret_in_package::RULE,
    &symlink::RULE,
    &zip_duplicate::RULE,
    &zip_root::RULE,
];

/// A file of a package.
#[derive(Debug, Clone)]
pub struct File {
    /// Path in the package, with `/`.
    pub name: String,
    /// Bytes when unpacked.
    pub size: u64,
    /// Unix mode; `None` where the archive was not made on Unix and so holds none.
    pub mode: Option<u32>,
    /// SHA-256 of its bytes, where it is known.
    pub sha256: Option<Digest>,
    /// What it is, where it is or may be a program.
    pub inspection: Option<Inspection>,
}

impl File {
    /// Whether it is a symbolic link, as archives hold them.
    fn is_link(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o170_000 == 0o120_000)
    }
}

/// A package before the judge.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// What is in it.
    pub files: &'a [File],
    /// The executable, when it is a file of the app.
    pub executable: Option<&'a str>,
    /// Files that the host needs besides: host.json and every function.json.
    pub required: &'a [String],
    /// What it has to start on.
    pub platform: Platform,
    /// What it has to fit there.
    pub conditions: Conditions,
    /// Bytes of the package itself.
    pub size: u64,
    /// How findings name the package.
    pub archive: &'a str,
    /// How findings name the folder that its files lie in.
    pub shown_root: &'a str,
}

/// Everything that is wrong with a package.
pub fn judge(judged: &Judged<'_>) -> Vec<Finding> {
    let mut findings = script::check(judged);
    findings.extend(RULES.iter().flat_map(|rule| (rule.check)(judged)));
    findings
}

impl<'a> Judged<'a> {
    /// The file with this name.
    pub fn file(&self, name: &str) -> Option<&'a File> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The name of the file whose name differs from this one in case only.
    fn other_case(&self, name: &str) -> Option<&'a str> {
        let mut names = self.files.iter().map(|file| file.name.as_str());
        names.find(|other| *other != name && other.to_lowercase() == name.to_lowercase())
    }

    /// The executable, with what it is. A link is not what it leads to.
    pub fn handler(&self) -> Option<(&'a File, &'a Inspection)> {
        let file = self.file(self.executable?).filter(|file| !file.is_link())?;
        Some((file, file.inspection.as_ref()?))
    }

    /// The executable, if it is a Linux program that nothing but its needs keeps from starting.
    fn linux_program(&self) -> Option<(&'a File, &'a Elf)> {
        let file = self.file(self.executable?)?;
        Some((file, self.starts(file)?))
    }

    /// Every file that the handler may start as a program of this machine's glibc, whether or
    /// not it does.
    fn programs(&self) -> impl Iterator<Item = (&'a File, &'a Elf)> {
        let files = self.files.iter();
        files.filter_map(|file| {
            let elf = self.starts(file)?;
            let can_be_started = file.mode.is_none_or(|mode| mode & 0o111 != 0);
            (can_be_started && elf.linkage() == Linkage::Glibc).then_some((file, elf))
        })
    }

    /// What a file is, if it is a program for this platform.
    fn starts<'f>(&self, file: &'f File) -> Option<&'f Elf> {
        match &file.inspection.as_ref()?.format {
            Format::Elf(elf) => {
                let is_whole = elf.kind == Kind::Program && elf.damage.is_none();
                let runs = self.platform.os == Os::Linux && self.platform.runs(elf.arch);
                (is_whole && runs).then_some(elf)
            }
            _ => None,
        }
    }

    /// The path under which findings name a file.
    fn shown(&self, file: &File) -> String {
        shown_path(self.shown_root, &file.name)
    }

    fn label(&self, file: &File) -> Label {
        whole_file(self.shown(file))
    }

    fn about(&self, rule: &'static Rule, file: &File, message: String) -> Finding {
        Finding::new(&rule.info, self.label(file), message)
    }

    fn about_all(&self, rule: &'static Rule, message: String) -> Finding {
        Finding::new(&rule.info, whole_file(self.archive), message)
    }
}

/// Adds the symbols that are of a version.
fn named(finding: Finding, symbols: &[String], version: &str) -> Finding {
    let verb = match symbols {
        [] => return finding,
        [_] => "is",
        _ => "are",
    };
    let symbols = symbols.join("`, `");
    finding.note(format!(
        "`{}` {verb} of version {version}",
        printable(&symbols)
    ))
}
