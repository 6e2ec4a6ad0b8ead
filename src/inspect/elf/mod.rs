//! What an ELF file needs in order to start.

mod dynamic;
mod sections;
mod versions;

use std::fmt;

use object::Endianness;
use object::elf::{self as raw, FileHeader32, FileHeader64};
use object::read::elf::{FileHeader, ProgramHeader};

use dynamic::{Image, Mapped};
pub use sections::Strippable;
pub use versions::{Family, Floor, NAMED, Version};

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
    /// The folders in which it looks for them first (DT_RUNPATH, or else DT_RPATH).
    pub runpath: Vec<String>,
    /// The newest versions of glibc and its companions that it cannot start without.
    pub floors: Vec<Floor>,
    /// Whether it can be loaded at any address: PIE, static-pie, and every shared library.
    pub position_independent: bool,
    /// What it would lose when stripped.
    pub strippable: Strippable,
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

impl fmt::Display for Elf {
    /// Processor, linkage and what it needs: `x86-64, glibc 2.28 or newer`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.arch)?;
        match self.kind {
            Kind::Program => {}
            Kind::Library => return f.write_str("shared library"),
            Kind::Other => return f.write_str("no program"),
        }
        match (self.linkage(), self.floor(Family::Glibc), &self.interpreter) {
            (Linkage::Static, ..) if self.position_independent => f.write_str("static-pie"),
            (Linkage::Static, ..) => f.write_str("static"),
            (Linkage::Glibc, Some(glibc), _) => {
                let (major, minor, _) = glibc.version;
                write!(f, "needs glibc {major}.{minor} or newer")
            }
            (_, _, Some(loader)) => write!(f, "loaded by {}", printable(loader)),
            (_, _, None) => f.write_str("dynamic"),
        }
    }
}

impl Elf {
    /// The newest version of `family` that it needs.
    pub fn floor(&self, family: Family) -> Option<&Floor> {
        self.floors.iter().find(|floor| floor.family == family)
    }

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
        runpath: Vec::new(),
        floors: Vec::new(),
        position_independent: false,
        strippable: Strippable::default(),
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
    elf.strippable = sections::strippable(header, endian, bytes);
    elf.position_independent = dynamic;
    let segments = header.program_headers(endian, bytes).map_err(text)?;
    let mut image = Image {
        bytes,
        little_endian: elf.little_endian,
        wide: header.is_class_64(),
        mapped: Vec::new(),
    };
    let mut table = None;
    for segment in segments {
        let part = Mapped {
            address: segment.p_vaddr(endian).into(),
            offset: segment.p_offset(endian).into(),
            size: segment.p_filesz(endian).into(),
        };
        match segment.p_type(endian) {
            raw::PT_LOAD => image.mapped.push(part),
            raw::PT_DYNAMIC => table = Some(part),
            _ => {}
        }
        if segment.p_type(endian) == raw::PT_LOAD && segment.data(endian, bytes).is_err() {
            return Err("it ends before its last segment".to_owned());
        }
        // Linux takes the first.
        if elf.interpreter.is_none() && segment.p_type(endian) == raw::PT_INTERP {
            let path = segment.interpreter(endian, bytes).map_err(text)?;
            elf.interpreter = path.map(loader).transpose()?;
        }
    }
    // Linkers give a program an entry, and a library none.
    let no_entry = table.is_some() && header.e_entry(endian).into() == 0_u64;
    let read = table.map(|part| image.dynamic(part.offset, part.size));
    let read = read.unwrap_or_default();
    let library = !read.pie && (read.soname || !read.needed.is_empty() || no_entry);
    (elf.needed, elf.runpath, elf.floors) = (read.needed, read.runpath, read.floors);
    if dynamic && library && elf.interpreter.is_none() {
        elf.kind = Kind::Library;
    }
    Ok(())
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

/// The path of a program loader, which Linux wants to be no longer than any other.
fn loader(path: &[u8]) -> Result<String, String> {
    const PATH_MAX: usize = 4096;
    if path.len() >= PATH_MAX {
        return Err("the path of its loader is too long".to_owned());
    }
    Ok(String::from_utf8_lossy(path).into_owned())
}
