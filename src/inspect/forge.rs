//! Programs made by hand for tests, so that anything can be in them and nothing needs a compiler:
//! ELF (System V ABI; versions as in the Linux Standard Base) and the headers of PE.
#![allow(clippy::indexing_slicing)]

/// What is to be in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Forged<'a> {
    /// 64 bits, not 32.
    pub wide: bool,
    /// Numbers are little-endian.
    pub little_endian: bool,
    /// `e_type`.
    pub kind: u16,
    /// `e_machine`.
    pub machine: u16,
    /// PT_INTERP, unless it is empty.
    pub interpreter: &'a str,
    /// Texts of the dynamic table by tag; there is no such table when they, the numbers and the
    /// versions are empty.
    pub texts: &'a [(u64, &'a str)],
    /// Numbers of the dynamic table by tag.
    pub numbers: &'a [(u64, u64)],
    /// Versions by library, and an undefined symbol of each.
    pub versions: &'a [(&'a str, &'a str, &'a str)],
    /// Sections that are not loaded: name, type, bytes.
    pub sections: &'a [(&'a str, u32, u64)],
}

pub(crate) const X86_64: u16 = 62;
pub(crate) const AARCH64: u16 = 183;
pub(crate) const PROGRAM: u16 = 2;
pub(crate) const DYNAMIC: u16 = 3;
pub(crate) const NEEDED: u64 = 1;
pub(crate) const SONAME: u64 = 14;
pub(crate) const RPATH: u64 = 15;
pub(crate) const RUNPATH: u64 = 29;
pub(crate) const FLAGS_1: u64 = 0x6fff_fffb;
pub(crate) const PROGBITS: u32 = 1;
pub(crate) const SYMTAB: u32 = 2;
/// glibc's loader on x86-64.
pub(crate) const GLIBC: &str = "/lib64/ld-linux-x86-64.so.2";

/// Where the file is mapped to.
const BASE: u64 = 0x40_0000;

impl Default for Forged<'_> {
    /// A static program for 64-bit x86.
    fn default() -> Self {
        Forged {
            wide: true,
            little_endian: true,
            kind: PROGRAM,
            machine: X86_64,
            interpreter: "",
            texts: &[],
            numbers: &[],
            versions: &[],
            sections: &[],
        }
    }
}

impl Forged<'_> {
    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut body = self.out();
        let start = if self.wide { 64 + 3 * 56 } else { 52 + 3 * 32 };
        body.bytes.resize(start, 0);
        let mut segments = Vec::new();
        if !self.interpreter.is_empty() {
            let at = body.text(self.interpreter);
            segments.push((3, at, self.interpreter.len() as u64 + 1));
        }
        if let Some(segment) = self.dynamic(&mut body) {
            segments.push(segment);
        }
        segments.push((1, 0, body.at()));
        let table = self.sections(&mut body);
        let mut out = self.header(segments.len() as u16, table);
        for (kind, offset, size) in segments {
            out.segment(kind, offset, size);
        }
        let head = out.bytes.len();
        out.bytes.extend(&body.bytes[head..]);
        out.bytes
    }

    fn out(&self) -> Out {
        Out {
            wide: self.wide,
            little_endian: self.little_endian,
            bytes: Vec::new(),
        }
    }

    fn header(&self, segments: u16, table: Option<(u64, u16)>) -> Out {
        let mut out = self.out();
        let (header, segment, section) = match self.wide {
            true => (64, 56, 64),
            false => (52, 32, 40),
        };
        let class = if self.wide { 2 } else { 1 };
        let data = if self.little_endian { 1 } else { 2 };
        out.bytes.extend([0x7f, b'E', b'L', b'F', class, data, 1]);
        out.bytes.resize(16, 0);
        out.half(self.kind);
        out.half(self.machine);
        out.word(1);
        out.long(0);
        out.long(u64::from(header));
        let (offset, count) = table.unwrap_or_default();
        out.long(offset);
        out.word(0);
        // The names of sections are in the last.
        for value in [
            header,
            segment,
            segments,
            section,
            count,
            count.saturating_sub(1),
        ] {
            out.half(value);
        }
        out
    }

    /// The dynamic table and what it points to: type, offset and size of its segment.
    fn dynamic(&self, body: &mut Out) -> Option<(u32, u64, u64)> {
        if self.texts.is_empty() && self.numbers.is_empty() && self.versions.is_empty() {
            return None;
        }
        let mut strings = Strings(vec![0]);
        let mut pairs: Vec<(u64, u64)> = self.numbers.to_vec();
        for (tag, text) in self.texts {
            pairs.push((*tag, strings.add(text)));
        }
        if !self.versions.is_empty() {
            self.symbols(body, &mut strings, &mut pairs);
        }
        pairs.push((5, BASE + body.at()));
        pairs.push((10, strings.0.len() as u64));
        body.bytes.extend(strings.0);
        let at = body.at();
        for (tag, value) in pairs.iter().chain([&(0, 0)]) {
            body.long(*tag);
            body.long(*value);
        }
        Some((2, at, body.at() - at))
    }

    /// Symbols, the version of each, and the names of the versions, in this order.
    fn symbols(&self, body: &mut Out, strings: &mut Strings, pairs: &mut Vec<(u64, u64)>) {
        pairs.push((6, BASE + body.at()));
        body.symbol(0);
        for (_, _, symbol) in self.versions {
            body.symbol(strings.add(symbol) as u32);
        }
        pairs.push((0x6fff_fff0, BASE + body.at()));
        for index in 0..=self.versions.len() as u16 {
            // 0 and 1 stand for no version.
            body.half(if index == 0 { 0 } else { index + 1 });
        }
        pairs.push((0x6fff_fffe, BASE + body.at()));
        pairs.push((0x6fff_ffff, self.versions.len() as u64));
        for (index, (library, version, _)) in (2..).zip(self.versions) {
            let is_last = usize::from(index) == self.versions.len() + 1;
            body.half(1);
            body.half(1);
            body.word(strings.add(library) as u32);
            body.word(16);
            body.word(if is_last { 0 } else { 32 });
            body.word(elf_hash(version));
            body.half(0);
            body.half(index);
            body.word(strings.add(version) as u32);
            body.word(0);
        }
    }

    /// The table of sections: where it is, and how many it has.
    fn sections(&self, body: &mut Out) -> Option<(u64, u16)> {
        if self.sections.is_empty() {
            return None;
        }
        let mut strings = Strings(vec![0]);
        let mut headers = vec![(0, 0, 0, 0)];
        for (name, kind, size) in self.sections {
            headers.push((strings.add(name), *kind, body.at(), *size));
            body.bytes.resize(body.bytes.len() + *size as usize, 0);
        }
        let name = strings.add(".shstrtab");
        headers.push((name, 3, body.at(), strings.0.len() as u64));
        body.bytes.extend(strings.0);
        let at = body.at();
        let last = headers.len() as u32 - 1;
        for (name, kind, offset, size) in headers {
            body.word(name as u32);
            body.word(kind);
            [0, 0, offset, size]
                .into_iter()
                .for_each(|value| body.long(value));
            // The names of symbols are in the same section as those of sections.
            body.word(if kind == SYMTAB { last } else { 0 });
            body.word(0);
            [0, 0].into_iter().for_each(|value| body.long(value));
        }
        Some((at, last as u16 + 1))
    }
}

/// A file that grows.
struct Out {
    wide: bool,
    little_endian: bool,
    bytes: Vec<u8>,
}

impl Out {
    fn at(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn number(&mut self, little_endian: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend(little_endian);
        if !self.little_endian {
            self.bytes[start..].reverse();
        }
    }

    fn half(&mut self, value: u16) {
        self.number(&value.to_le_bytes());
    }

    fn word(&mut self, value: u32) {
        self.number(&value.to_le_bytes());
    }

    /// A number as wide as an address.
    fn long(&mut self, value: u64) {
        match self.wide {
            true => self.number(&value.to_le_bytes()),
            false => self.word(value as u32),
        }
    }

    fn text(&mut self, text: &str) -> u64 {
        let at = self.at();
        self.bytes.extend(text.as_bytes());
        self.bytes.push(0);
        at
    }

    fn segment(&mut self, kind: u32, offset: u64, size: u64) {
        const READ: u32 = 4;
        self.word(kind);
        if self.wide {
            self.word(READ);
        }
        [offset, BASE + offset, BASE + offset, size, size]
            .into_iter()
            .for_each(|value| self.long(value));
        if !self.wide {
            self.word(READ);
        }
        self.long(1);
    }

    /// An undefined global function.
    fn symbol(&mut self, name: u32) {
        self.word(name);
        if self.wide {
            self.bytes.extend([0x12, 0, 0, 0]);
        }
        [0, 0].into_iter().for_each(|value| self.long(value));
        if !self.wide {
            self.bytes.extend([0x12, 0, 0, 0]);
        }
    }
}

/// A table of texts.
struct Strings(Vec<u8>);

impl Strings {
    fn add(&mut self, text: &str) -> u64 {
        let at = self.0.len() as u64;
        self.0.extend(text.as_bytes());
        self.0.push(0);
        at
    }
}

/// The hash that stands beside the name of a version.
fn elf_hash(name: &str) -> u32 {
    name.bytes().fold(0_u32, |hash, byte| {
        let hash = (hash << 4).wrapping_add(byte.into());
        let high = hash & 0xf000_0000;
        (hash ^ high >> 24) & !high
    })
}

/// The headers of a Windows program, with the address of .NET's header unless that is 0.
pub(crate) fn pe(machine: u16, magic: u16, clr: u32) -> Vec<u8> {
    let directory = if magic == 0x10b { 96 } else { 112 };
    let mut out = vec![0; 0x80 + 24 + 240];
    out[..2].copy_from_slice(b"MZ");
    out[0x3c] = 0x80;
    out[0x80..0x84].copy_from_slice(b"PE\0\0");
    out[0x84..0x86].copy_from_slice(&machine.to_le_bytes());
    out[0x94] = 240;
    out[0x98..0x9a].copy_from_slice(&magic.to_le_bytes());
    let count = 0x98 + directory - 4;
    out[count] = 16;
    out[count + 4 + 14 * 8..][..4].copy_from_slice(&clr.to_le_bytes());
    out
}
