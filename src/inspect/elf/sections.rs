//! What `strip` would take away: debug information and symbols. Only section headers tell, and
//! a file that lacks them lacks these too.

use object::Endianness;
use object::elf as raw;
use object::read::elf::{FileHeader, SectionHeader};

/// More sections than any program has; keeps a hostile file from being read for long.
const MOST: usize = 4096;

/// Bytes that a program can lose and still start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strippable {
    /// Of debug information (`.debug_*`, and `.zdebug_*` as older compilers compressed it).
    pub debug: u64,
    /// Of the table of symbols and their names (`.symtab`); 0 if that was stripped.
    pub symbols: u64,
}

impl Strippable {
    /// All of it.
    pub fn total(self) -> u64 {
        self.debug.saturating_add(self.symbols)
    }
}

/// Adds up what can be stripped of a file.
pub(super) fn strippable<H>(header: &H, endian: Endianness, bytes: &[u8]) -> Strippable
where
    H: FileHeader<Endian = Endianness>,
{
    let sections = header.section_headers(endian, bytes).unwrap_or_default();
    let names = header.section_strings_index(endian, bytes).ok();
    let names = names.and_then(|index| sections.get(index.0)?.data(endian, bytes).ok());
    let names = names.unwrap_or_default();
    let size = |section: &H::SectionHeader| section.data(endian, bytes).map_or(0, <[u8]>::len);
    let mut found = Strippable::default();
    for section in sections.iter().take(MOST) {
        let name = names.get(section.sh_name(endian) as usize..);
        // What is loaded stays, such as the `.debug_gdb_scripts` of every Rust program.
        if section.sh_flags(endian).contains(raw::SHF_ALLOC) {
            continue;
        }
        if name.is_some_and(|name| name.starts_with(b".debug_") || name.starts_with(b".zdebug_")) {
            found.debug = found.debug.saturating_add(size(section) as u64);
        }
        if section.sh_type(endian) == raw::SHT_SYMTAB {
            let strings = sections.get(section.sh_link(endian) as usize);
            let both = size(section).saturating_add(strings.map_or(0, size));
            found.symbols = found.symbols.saturating_add(both as u64);
        }
    }
    found
}
