//! What the loader reads of a dynamic ELF file: the table that PT_DYNAMIC points to. Section
//! headers, which may be stripped, are not asked.

use std::collections::BTreeMap;

use super::versions::{Floor, Floors};

/// Tags of the dynamic table.
mod tag {
    pub(super) const NEEDED: u64 = 1;
    pub(super) const HASH: u64 = 4;
    pub(super) const STRTAB: u64 = 5;
    pub(super) const SYMTAB: u64 = 6;
    pub(super) const SONAME: u64 = 14;
    pub(super) const RPATH: u64 = 15;
    pub(super) const RUNPATH: u64 = 29;
    pub(super) const GNU_HASH: u64 = 0x6fff_fef5;
    pub(super) const VERSYM: u64 = 0x6fff_fff0;
    pub(super) const FLAGS_1: u64 = 0x6fff_fffb;
    pub(super) const VERNEED: u64 = 0x6fff_fffe;
}

/// `DF_1_PIE` of DT_FLAGS_1.
const PIE: u64 = 0x0800_0000;
/// More than any real file has of anything that is counted here; keeps a hostile one from
/// running in circles.
const MOST: usize = 4096;
/// Bytes of names of libraries, and folders to look for them in, that are kept of a file.
const MOST_TEXT: usize = 16 << 10;
const MOST_FOLDERS: usize = 256;
/// Symbols that are looked at.
const MOST_SYMBOLS: u64 = 1 << 16;

/// A part of the file that is mapped into memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mapped {
    pub(super) address: u64,
    pub(super) offset: u64,
    pub(super) size: u64,
}

/// An ELF file as the loader sees it.
#[derive(Debug)]
pub(super) struct Image<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) little_endian: bool,
    pub(super) wide: bool,
    pub(super) mapped: Vec<Mapped>,
}

/// What the dynamic table says.
#[derive(Debug, Default)]
pub(super) struct Dynamic {
    pub(super) needed: Vec<String>,
    pub(super) runpath: Vec<String>,
    pub(super) soname: bool,
    pub(super) pie: bool,
    pub(super) floors: Vec<Floor>,
}

impl Image<'_> {
    fn at(&self, offset: u64, size: usize) -> Option<&[u8]> {
        let start = usize::try_from(offset).ok()?;
        self.bytes.get(start..start.checked_add(size)?)
    }

    fn half(&self, offset: u64) -> Option<u16> {
        let bytes = self.at(offset, 2)?.try_into().ok()?;
        Some(match self.little_endian {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    }

    fn word(&self, offset: u64) -> Option<u32> {
        let bytes = self.at(offset, 4)?.try_into().ok()?;
        Some(match self.little_endian {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        })
    }

    /// A number as wide as an address.
    fn long(&self, offset: u64) -> Option<u64> {
        if !self.wide {
            return self.word(offset).map(u64::from);
        }
        let bytes = self.at(offset, 8)?.try_into().ok()?;
        Some(match self.little_endian {
            true => u64::from_le_bytes(bytes),
            false => u64::from_be_bytes(bytes),
        })
    }

    /// Where in the file an address lies.
    fn offset(&self, address: u64) -> Option<u64> {
        self.mapped.iter().find_map(|part| {
            let inside = address.checked_sub(part.address)?;
            (inside < part.size).then(|| part.offset.checked_add(inside))?
        })
    }

    /// The text at an offset, up to its NUL; names are never longer than a path may be.
    fn text(&self, offset: u64) -> Option<String> {
        let rest = self.bytes.get(usize::try_from(offset).ok()?..)?;
        let rest = rest.get(..rest.len().min(MOST))?;
        let text = rest.split(|byte| *byte == 0).next()?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    /// Reads the dynamic table at `offset`, of `size` bytes.
    pub(super) fn dynamic(&self, offset: u64, size: u64) -> Dynamic {
        let entry = if self.wide { 16 } else { 8 };
        let pairs: Vec<(u64, u64)> = (0..size / entry)
            .take(MOST)
            .map_while(|index| {
                let at = offset.checked_add(index * entry)?;
                Some((self.long(at)?, self.long(at.checked_add(entry / 2)?)?))
            })
            .take_while(|(tag, _)| *tag != 0)
            .collect();
        let tables: BTreeMap<u64, u64> = pairs.iter().copied().collect();
        let strings = tables.get(&tag::STRTAB).and_then(|at| self.offset(*at));
        let texts = |wanted: u64| {
            let values = pairs.iter().filter(move |(tag, _)| *tag == wanted);
            values.filter_map(|(_, at)| self.text(strings?.checked_add(*at)?))
        };
        // The loader takes one table of folders, and no program has many.
        let mut paths = match tables.contains_key(&tag::RUNPATH) {
            true => texts(tag::RUNPATH),
            false => texts(tag::RPATH),
        };
        let folders = paths.next_back();
        let folders = folders.iter().flat_map(|path| path.split(':'));
        let mut room = MOST_TEXT;
        let has_room = |name: &String| {
            room = room.saturating_sub(name.len() + 1);
            room > 0
        };
        Dynamic {
            needed: texts(tag::NEEDED).take_while(has_room).collect(),
            runpath: folders.take(MOST_FOLDERS).map(str::to_owned).collect(),
            soname: tables.contains_key(&tag::SONAME),
            pie: tables
                .get(&tag::FLAGS_1)
                .is_some_and(|flags| flags & PIE != 0),
            floors: strings
                .and_then(|strings| self.floors(&tables, strings))
                .unwrap_or_default(),
        }
    }

    /// The newest versions that the loader insists on, with symbols that need them.
    fn floors(&self, tables: &BTreeMap<u64, u64>, strings: u64) -> Option<Vec<Floor>> {
        let mut floors = Floors::default();
        self.needs(self.offset(*tables.get(&tag::VERNEED)?)?, |name, index| {
            if let Some(name) = strings.checked_add(name).and_then(|at| self.text(at)) {
                floors.add(&name, index);
            }
        });
        self.symbols(tables, strings, &mut floors);
        Some(floors.finish())
    }

    /// Every needed version that is not weak: where its name is, and its index.
    fn needs(&self, mut at: u64, mut each: impl FnMut(u64, u16)) -> Option<()> {
        const WEAK: u16 = 2;
        let mut left = MOST;
        while left > 0 {
            let mut version = at.checked_add(self.word(at.checked_add(8)?)?.into())?;
            for _ in 0..self.half(at.checked_add(2)?)? {
                left = left.checked_sub(1)?;
                if self.half(version.checked_add(4)?)? & WEAK == 0 {
                    let index = self.half(version.checked_add(6)?)?;
                    each(self.word(version.checked_add(8)?)?.into(), index);
                }
                version = version.checked_add(self.word(version.checked_add(12)?)?.into())?;
            }
            left = left.checked_sub(1)?;
            at = match self.word(at.checked_add(12)?)? {
                0 => return Some(()),
                next => at.checked_add(next.into())?,
            };
        }
        None
    }

    /// Names the symbols of the versions found. Nothing says how many symbols there are: their
    /// table ends where the next one begins.
    fn symbols(
        &self,
        tables: &BTreeMap<u64, u64>,
        strings: u64,
        floors: &mut Floors,
    ) -> Option<()> {
        const TABLES: [u64; 5] = [
            tag::HASH,
            tag::STRTAB,
            tag::GNU_HASH,
            tag::VERSYM,
            tag::VERNEED,
        ];
        let symbol = if self.wide { 24 } else { 16 };
        let start = *tables.get(&tag::SYMTAB)?;
        let others = TABLES.iter().filter_map(|tag| tables.get(tag));
        let end = others.copied().filter(|at| *at > start).min()?;
        let (symbols, versions) = (
            self.offset(start)?,
            self.offset(*tables.get(&tag::VERSYM)?)?,
        );
        for index in 0..((end - start) / symbol).min(MOST_SYMBOLS) {
            let version = self.half(versions.checked_add(index * 2)?)? & 0x7fff;
            if floors.wants(version) {
                let name = self.word(symbols.checked_add(index * symbol)?)?;
                floors.symbol(version, self.text(strings.checked_add(name.into())?)?);
            }
        }
        Some(())
    }
}
