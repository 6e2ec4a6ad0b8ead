//! What a file is, from its bytes and never from its name: a program for some system and
//! processor with what it needs to start, a script, or text.
//!
//! Takes anything and never fails: what cannot be read is said in the answer. A new fact about
//! programs is a field of [`Elf`] or a form of [`Format`]; what follows from it for Azure is a
//! rule's business, not this room's.

mod elf;
mod foreign;
#[cfg(test)]
pub(crate) mod forge;
pub mod script;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::path::Path;

use object::FileKind;

pub use elf::{Elf, Family, Floor, Kind, Linkage, NAMED, Strippable, Version};
pub use foreign::Pe;

use crate::diagnostics::printable;
use crate::error::{Failure, Result};
use crate::hosting::Arch;
use script::{Shebang, is_text};

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its size in bytes.
    pub size: u64,
    /// What its bytes say.
    pub format: Format,
}

/// The kinds of file that matter to a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Linux (and other Unix) programs.
    Elf(Elf),
    /// Windows programs.
    Pe(Pe),
    /// macOS programs; several processors when universal.
    MachO(Vec<Arch>),
    /// A `#!` script.
    Script(Shebang),
    /// Readable text that does not say what runs it. Empty files are text.
    Text,
    /// Anything else.
    Data,
}

impl fmt::Display for Format {
    /// What a person wants to know about it: `ELF x86-64, static`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Format::Elf(elf) => write!(f, "ELF {elf}"),
            Format::Pe(pe) => write!(f, "PE {pe}"),
            Format::MachO(archs) => {
                let archs: Vec<String> = archs.iter().map(Arch::to_string).collect();
                write!(f, "Mach-O {}", archs.join(" and "))
            }
            Format::Script(script) => write!(f, "script for {}", printable(&script.interpreter)),
            Format::Text => f.write_str("text"),
            Format::Data => f.write_str("unknown data"),
        }
    }
}

/// Says what the file at `path` is.
pub fn inspect(path: &Path) -> Result<Inspection> {
    let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    Ok(inspect_bytes(&bytes))
}

/// Says what `bytes` are. Takes anything.
pub fn inspect_bytes(bytes: &[u8]) -> Inspection {
    Inspection {
        size: bytes.len() as u64,
        format: format(bytes),
    }
}

impl Inspection {
    /// Whether Linux can start it: it is ELF or a `#!` script. These get the execute bit in a
    /// package (H-PACK-09 is what happens when they do not).
    pub fn starts_by_itself(&self) -> bool {
        matches!(self.format, Format::Elf(_) | Format::Script(_))
    }
}

/// Whether bytes with this beginning are worth an inspection, because they may be a program.
pub fn may_be_program(head: &[u8]) -> bool {
    const FIRST: [&[u8]; 9] = [
        b"\x7fELF",
        b"#!",
        b"MZ",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"\xca\xfe\xba\xbf",
    ];
    FIRST.iter().any(|first| head.starts_with(first))
}

fn format(bytes: &[u8]) -> Format {
    if bytes.starts_with(b"\x7fELF") {
        return Format::Elf(elf::parse(bytes));
    }
    if let Some(shebang) = Shebang::read(bytes) {
        return Format::Script(shebang);
    }
    match FileKind::parse(bytes) {
        Ok(FileKind::Pe32 | FileKind::Pe64) => Format::Pe(foreign::pe(bytes)),
        Ok(FileKind::MachO32 | FileKind::MachO64) => Format::MachO(vec![foreign::macho(bytes)]),
        Ok(FileKind::MachOFat32 | FileKind::MachOFat64) => match foreign::universal(bytes) {
            // A Java class starts with the same four bytes.
            archs if archs.is_empty() => Format::Data,
            archs => Format::MachO(archs),
        },
        _ if is_text(bytes) => Format::Text,
        _ => Format::Data,
    }
}
