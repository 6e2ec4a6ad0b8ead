//! What goes to Azure: which files and why, what the executable really is, a deterministic
//! zip, and proof that the zip is right.
//!
//! Data flows one way: [`mod@select`] walks the app and decides file by file,
//! [`mod@inspect`] says what an executable is from its bytes, [`mod@check`] compares that with
//! the platform it has to start on, [`archive`] writes the zip and [`mod@verify`] opens it
//! again. Nothing here trusts a file name, a toolchain's promise or the mode bits of the disk.
//!
//! The room takes plain paths and values: it must not know how a function app is discovered or
//! parsed, and nothing of the terminal. A new rule about packages is a `static RuleInfo` beside
//! the code that finds it, listed in [`RULES`]; two about scripts are the linter's, which looks
//! at the handler too. A new always-excluded file is one row in
//! `filter.rs`; a new fact about where handlers run belongs in `platform.rs`.

pub mod archive;
mod assemble;
pub mod check;
mod compress;
mod container;
mod elf;
mod filter;
mod foreign;
mod ignore_file;
pub mod inspect;
mod needed;
pub mod platform;
pub mod secrets;
pub mod select;
mod selection;
pub mod verify;
mod walk;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::diagnostics::{Label, RuleInfo, Source};

pub use archive::{Options, Written, WrittenEntry, check_output};
pub use assemble::{Assembled, assemble};
pub use inspect::Inspection;
pub use platform::{Arch, Os, Platform};
pub use select::select;
pub use selection::{Entry, Excluded, Reason, Request, Selection};

/// Every rule of this room, for `fch explain`.
pub static RULES: &[&RuleInfo] = &[
    &check::BINARY_ARCH,
    &check::BINARY_FORMAT,
    &check::BINARY_UNSTRIPPED,
    &check::ELF_INTERP,
    &check::GLIBC_TOO_NEW,
    &check::PACKAGE_SIZE,
    &secrets::SECRET_IN_PACKAGE,
    &select::CASE_COLLISION,
    &walk::ENTRY_NAME,
    &ignore_file::IGNORE_SEMANTICS,
    &ignore_file::IGNORE_SYNTAX,
    &needed::PACKAGE_INCOMPLETE,
    &walk::SPECIAL_FILE,
    &walk::SYMLINK,
    &verify::EXEC_BIT,
    &verify::ZIP_DAMAGED,
    &verify::ZIP_ROOT,
];

/// A label for a file that has no text to show: a binary, an archive, a missing file.
fn whole_file(shown: impl Into<String>) -> Label {
    Label::new(&Arc::new(Source::without_text(shown)), 0..0)
}
