//! What an ELF file needs in order to start.

use std::fmt;

use object::Endianness;
use object::elf::{self as raw, FileHeader32, FileHeader64};
use object::read::StringTable;
use object::read::elf::{FileHeader, ProgramHeader, SectionTable, Sym};

use crate::diagnostics::printable;
use crate::hosting::Arch;

/// An ELF file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elf {
    /// 32 or 64.
    pub bits: u8,
    /// Whether numbers in it are little-endian.
    pub little_endian: bool,
    /// Its processor.
    pub arch: Arch,
    /// What kind of ELF file it is.
    pub kind: Kind,
    /// The program loader it asks for (PT_INTERP). None when it needs none.
    pub interpreter: Option<String>,
    /// The shared libraries it names (DT_NEEDED).
    pub needed: Vec<String>,
    /// The newest glibc version it cannot start without. None when it needs no glibc, and when
    /// its section headers were stripped so that it cannot be told.
    pub glibc: Option<Glibc>,
    /// Whether it carries debug information.
    pub debug_info: bool,
    /// Why it cannot be read to its end, for instance because it was cut off.
    pub damage: Option<String>,
}

/// The kinds of ELF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A program, at a fixed address or position-independent.
    Program,
    /// A shared library: it has no entry of its own.
    Library,
    /// An object file, a core dump or something else that never starts.
    Other,
}

/// How a program gets its libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linkage {
    /// Everything is in the file: it starts on any Linux.
    Static,
    /// It needs glibc's loader.
    Glibc,
    /// It needs musl's loader, which the host's images do not have.
    Musl,
    /// It needs some other loader.
    Unknown,
}

/// A glibc version, and one symbol that needs it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glibc {
    /// Major and minor version.
    pub version: (u32, u32),
    /// A symbol of that version; empty if none was found.
    pub symbol: String,
}

impl fmt::Display for Elf {
    /// Processor, linkage and what it needs: `x86-64, glibc 2.28 or newer`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.arch)?;
        match (self.linkage(), &self.glibc, &self.interpreter) {
            (Linkage::Static, ..) => f.write_str("static"),
            (Linkage::Glibc, Some(glibc), _) => {
                let (major, minor) = glibc.version;
                write!(f, "needs glibc {major}.{minor} or newer")
            }
            (_, _, Some(loader)) => write!(f, "loaded by {}", printable(loader)),
            (_, _, None) => f.write_str("dynamic"),
        }
    }
}

impl Elf {
    /// How it gets its libraries.
    pub fn linkage(&self) -> Linkage {
        let musl = |name: &str| name.starts_with("ld-musl") || name.starts_with("libc.musl");
        match self.interpreter.as_deref().map(file_name) {
            None => Linkage::Static,
            Some(loader) if musl(loader) || self.needed.iter().any(|lib| musl(lib)) => {
                Linkage::Musl
            }
            Some(loader) if loader.starts_with("ld-linux") => Linkage::Glibc,
            Some(_) => Linkage::Unknown,
        }
    }
}

/// The last part of a path in an ELF file.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Reads what can be read. Never fails: what cannot be read is `damage`.
pub(super) fn parse(bytes: &[u8]) -> Elf {
    let mut elf = Elf {
        bits: if bytes.get(4) == Some(&1) { 32 } else { 64 },
        little_endian: bytes.get(5) != Some(&2),
        arch: Arch::Other,
        kind: Kind::Other,
        interpreter: None,
        needed: Vec::new(),
        glibc: None,
        debug_info: false,
        damage: None,
    };
    let read = match elf.bits {
        32 => fill::<FileHeader32<Endianness>>(&mut elf, bytes),
        _ => fill::<FileHeader64<Endianness>>(&mut elf, bytes),
    };
    elf.damage = read.err().map(|error| error.to_string());
    elf
}

fn fill<H>(elf: &mut Elf, bytes: &[u8]) -> Result<(), String>
where
    H: FileHeader<Endian = Endianness>,
{
    let text = |error: object::read::Error| error.to_string();
    let header = H::parse(bytes).map_err(text)?;
    let endian = header.endian().map_err(text)?;
    elf.arch = arch(header.e_machine(endian), header.is_class_64());
    let dynamic = header.e_type(endian) == raw::ET_DYN;
    if dynamic || header.e_type(endian) == raw::ET_EXEC {
        elf.kind = Kind::Program;
    }
    // Section headers are not needed to start: a file without them is not damaged.
    let mut library = false;
    if let Ok(sections) = header.sections(endian, bytes) {
        library = dynamic_section(elf, &sections, endian, bytes).unwrap_or_default();
        elf.glibc = newest_glibc(&sections, endian, bytes);
        elf.debug_info = sections.section_by_name(endian, b".debug_info").is_some();
    }
    for segment in header.program_headers(endian, bytes).map_err(text)? {
        if segment.p_type(endian) == raw::PT_LOAD && segment.data(endian, bytes).is_err() {
            return Err("it ends before its last segment".to_owned());
        }
        if let Some(path) = segment.interpreter(endian, bytes).map_err(text)? {
            elf.interpreter = Some(lossy(path));
        }
    }
    if dynamic && library && elf.interpreter.is_none() {
        elf.kind = Kind::Library;
    }
    Ok(())
}

/// Reads the names of the needed libraries; whether the section is that of a shared library.
fn dynamic_section<H: FileHeader<Endian = Endianness>>(
    elf: &mut Elf,
    sections: &SectionTable<'_, H>,
    endian: Endianness,
    bytes: &[u8],
) -> object::Result<bool> {
    let table = sections.dynamic_table(endian, bytes)?;
    let (mut named, mut pie) = (false, false);
    for entry in table.iter() {
        match entry.tag {
            raw::DT_NEEDED => elf.needed.push(lossy(table.string(entry)?)),
            raw::DT_SONAME => named = true,
            raw::DT_FLAGS_1 => pie = entry.val & raw::DF_1_PIE.0 != 0,
            _ => {}
        }
    }
    Ok(!pie && (named || !elf.needed.is_empty()))
}

/// The newest glibc version in `.gnu.version_r` that the loader insists on, with a symbol.
fn newest_glibc<H: FileHeader<Endian = Endianness>>(
    sections: &SectionTable<'_, H>,
    endian: Endianness,
    bytes: &[u8],
) -> Option<Glibc> {
    /// More than any real file has; keeps a hostile one from running in circles.
    const MOST: usize = 1024;
    let (needs, strings) = sections.gnu_verneed(endian, bytes).ok()??;
    let strings = sections.strings(endian, bytes, strings).ok()?;
    needs
        .take(MOST)
        .filter_map(Result::ok)
        .flat_map(|(_, versions)| versions.take(MOST).filter_map(Result::ok))
        // All uses are weak: the loader goes on without it.
        .filter(|version| version.vna_flags.get(endian).0 & raw::VER_FLG_WEAK.0 == 0)
        .filter_map(|version| {
            let number = glibc_version(version.name(endian, strings).ok()?)?;
            Some((number, version.vna_other(endian).index().0))
        })
        .max()
        .map(|(version, index)| Glibc {
            version,
            symbol: symbol_of(sections, endian, bytes, index).unwrap_or_default(),
        })
}

/// The first symbol, by name, that wants the version with this index.
fn symbol_of<H: FileHeader<Endian = Endianness>>(
    sections: &SectionTable<'_, H>,
    endian: Endianness,
    bytes: &[u8],
    wanted: u16,
) -> Option<String> {
    let (versions, table) = sections.gnu_versym(endian, bytes).ok()??;
    let symbols = sections.symbol_table_by_index(endian, bytes, table).ok()?;
    let strings: StringTable<'_> = symbols.strings();
    versions
        .iter()
        .zip(symbols.iter())
        .filter(|(version, _)| version.0.get(endian).index().0 == wanted)
        .filter_map(|(_, symbol)| symbol.name(endian, strings).ok())
        .min()
        .map(lossy)
}

/// `GLIBC_2.34` -> (2, 34). `GLIBC_2.2.5` is (2, 2).
fn glibc_version(name: &[u8]) -> Option<(u32, u32)> {
    let rest = std::str::from_utf8(name).ok()?.strip_prefix("GLIBC_")?;
    if rest == "ABI_DT_RELR" {
        // Packed relocations; glibc reads them since 2.36.
        return Some((2, 36));
    }
    let mut numbers = rest.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn arch(machine: raw::Machine, is_64: bool) -> Arch {
    match machine {
        raw::EM_X86_64 if is_64 => Arch::X86_64,
        raw::EM_AARCH64 if is_64 => Arch::Aarch64,
        raw::EM_386 => Arch::X86,
        raw::EM_ARM => Arch::Arm,
        _ => Arch::Other,
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn version_names_are_numbers_or_nothing() {
        assert_eq!(glibc_version(b"GLIBC_2.34"), Some((2, 34)));
        assert_eq!(glibc_version(b"GLIBC_2.2.5"), Some((2, 2)));
        assert_eq!(glibc_version(b"GLIBC_ABI_DT_RELR"), Some((2, 36)));
        assert_eq!(glibc_version(b"GLIBC_PRIVATE"), None);
        assert_eq!(glibc_version(b"GCC_3.0"), None);
        assert!(glibc_version(b"GLIBC_2.34") > glibc_version(b"GLIBC_2.4"));
    }
}
