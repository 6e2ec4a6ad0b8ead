//! What a file is, from its bytes and never from its name.

use std::fmt;
use std::fs;
use std::path::Path;

use object::FileKind;

use super::elf::{self, Elf};
use super::foreign;
use super::platform::Arch;
use crate::app::script::{Shebang, is_text};
use crate::diagnostics::printable;
use crate::error::{Failure, Result};

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
    Pe(Arch),
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
            Format::Pe(arch) => write!(f, "PE {arch}"),
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

/// Whether Linux can start a file with these bytes: it is ELF or a `#!` script. These get the
/// execute bit in a package (H-PACK-09 is what happens when they do not).
pub fn starts_by_itself(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x7fELF") || bytes.starts_with(b"#!")
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
