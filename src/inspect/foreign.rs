//! Windows (PE) and macOS (Mach-O) programs, as far as fixed offsets tell.

use std::fmt;

use crate::hosting::Arch;

/// A PE file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pe {
    /// Its processor.
    pub arch: Arch,
    /// Whether it is a .NET assembly, which runs wherever .NET does, whatever its processor.
    pub dotnet: bool,
}

impl fmt::Display for Pe {
    /// Its processor, and .NET if it needs that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dotnet = if self.dotnet { ", .NET" } else { "" };
        write!(f, "{}{dotnet}", self.arch)
    }
}

/// Reads a PE file. `object` has already seen its signatures.
pub(super) fn pe(bytes: &[u8]) -> Pe {
    let header = u32_at(bytes, 0x3c, u32::from_le_bytes).unwrap_or(0) as usize;
    let machine = array_at(bytes, header.saturating_add(4)).map(u16::from_le_bytes);
    let arch = match machine {
        Some(0x8664) => Arch::X86_64,
        Some(0xaa64) => Arch::Aarch64,
        Some(0x014c) => Arch::X86,
        Some(0x01c4) => Arch::Arm,
        _ => Arch::Other,
    };
    let dotnet = has_clr_header(bytes, header.saturating_add(24)).unwrap_or(false);
    Pe { arch, dotnet }
}

/// Whether the data directory of the optional header at `at` has an entry for .NET's header.
fn has_clr_header(bytes: &[u8], at: usize) -> Option<bool> {
    const PE32: u16 = 0x10b;
    const CLR: usize = 14;
    const ENTRY: usize = 8;
    let directory = match array_at(bytes, at).map(u16::from_le_bytes)? {
        PE32 => at.checked_add(96)?,
        _ => at.checked_add(112)?,
    };
    let count = u32_at(bytes, directory.checked_sub(4)?, u32::from_le_bytes)?;
    let address = u32_at(
        bytes,
        directory.checked_add(CLR * ENTRY)?,
        u32::from_le_bytes,
    )?;
    Some(count as usize > CLR && address != 0)
}

/// The processor of a Mach-O file for one.
pub(super) fn macho(bytes: &[u8]) -> Arch {
    let read = match bytes.first() {
        Some(0xfe) => u32::from_be_bytes,
        _ => u32::from_le_bytes,
    };
    u32_at(bytes, 4, read).map_or(Arch::Other, cpu)
}

/// The processors of a universal Mach-O file; empty if it is none after all.
pub(super) fn universal(bytes: &[u8]) -> Vec<Arch> {
    const ENTRY_32: usize = 20;
    const ENTRY_64: usize = 32;
    let entry = match bytes.get(3) {
        Some(0xbf) => ENTRY_64,
        _ => ENTRY_32,
    };
    let count = u32_at(bytes, 4, u32::from_be_bytes).unwrap_or(0) as usize;
    // Where a universal file counts its processors, a Java class has its version, 45 or more.
    if count >= 45 {
        return Vec::new();
    }
    (0..count)
        .filter_map(|index| u32_at(bytes, 8 + index * entry, u32::from_be_bytes))
        .map(cpu)
        .collect()
}

fn cpu(kind: u32) -> Arch {
    match kind {
        0x0100_0007 => Arch::X86_64,
        0x0100_000c => Arch::Aarch64,
        7 => Arch::X86,
        12 => Arch::Arm,
        _ => Arch::Other,
    }
}

fn u32_at(bytes: &[u8], at: usize, read: fn([u8; 4]) -> u32) -> Option<u32> {
    array_at(bytes, at).map(read)
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}
