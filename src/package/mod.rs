//! What goes to Azure: which files and why, a zip of them, and the judge of any such zip.
//!
//! Data flows one way: [`mod@select`] walks the app and decides file by file, [`crate::archive`]
//! drafts the zip and says what each program in it is, [`rules`] judge that for the platform it
//! has to start on, and [`proof`] opens the draft again before it is kept. Nothing here trusts a
//! file name, a toolchain's promise or the mode bits of the disk.
//!
//! The room takes plain paths and values: it must not know how a function app is discovered or
//! parsed, and nothing of the terminal. A new rule about packages is a file in [`rules`]; one
//! about files that cannot be chosen is a `static RuleInfo` beside the code that finds it. A new
//! always-excluded file is one row in `standing.rs`; a new fact about where handlers run belongs in
//! [`crate::hosting`].

mod assemble;
pub mod deploy;
mod filter;
mod foreign;
mod func;
mod ignore_file;
pub mod levels;
pub mod lists;
pub mod manifest;
mod mode;
mod needed;
pub mod proof;
pub mod rules;
pub mod secrets;
pub mod select;
mod selection;
mod standing;
mod walk;
mod why;
mod zip_faults;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::diagnostics::{Label, RuleInfo, Source};

pub use assemble::{Assembled, assemble};
pub use foreign::Foreign;
pub use func::{Func, LeftOut, Outside};
pub use lists::{Listed, Lists};
pub use manifest::{Manifest, NoManifest};
pub use select::select;
pub use selection::{Entry, Excluded, Reason, Request, Selection};
pub use why::{Answer, why};

/// The rules about choosing files, which only packaging does.
static CHOOSING: &[&RuleInfo] = &[
    &ignore_file::IGNORE_SEMANTICS,
    &ignore_file::IGNORE_SYNTAX,
    &lists::INCLUDE_UNMATCHED,
    &walk::SPECIAL_FILE,
];

/// The rules about packages that come from elsewhere.
static ARRIVING: &[&RuleInfo] = &[
    &rules::manifest_mismatch::INFO,
    &zip_faults::ZIP_BOMB,
    &zip_faults::ZIP_FOREIGN_BYTES,
];

/// Every rule of this room.
pub fn rules() -> impl Iterator<Item = &'static RuleInfo> {
    rules_of_packaging().chain(ARRIVING.iter().copied())
}

/// The rules that may speak while a package is made.
pub fn rules_of_packaging() -> impl Iterator<Item = &'static RuleInfo> {
    rules_of_both().chain(CHOOSING.iter().copied())
}

/// The rules that may speak when one is looked into.
pub fn rules_of_verifying() -> impl Iterator<Item = &'static RuleInfo> {
    rules_of_both().chain(ARRIVING.iter().copied())
}

fn rules_of_both() -> impl Iterator<Item = &'static RuleInfo> {
    let judges = rules::RULES.iter().map(|rule| &rule.info);
    judges.chain([&proof::ZIP_DAMAGED])
}

/// A label for a file that has no text to show: a binary, an archive, a missing file.
fn whole_file(shown: impl Into<String>) -> Label {
    Label::new(&Arc::new(Source::without_text(shown)), 0..0)
}
