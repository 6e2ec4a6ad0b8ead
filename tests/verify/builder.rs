//! Zips made byte by byte, so that anything can be wrong with them (APPNOTE 6.3.10). Entries are
//! stored, not deflated.

/// An entry, and what its headers say of it.
#[derive(Clone)]
pub struct File {
    /// Its name in both headers.
    pub name: Vec<u8>,
    /// Its bytes.
    pub data: Vec<u8>,
    /// Unix mode with the file type.
    pub mode: u32,
    /// The system that made it: 3 is Unix, 0 is MS-DOS.
    pub system: u8,
    /// Bit 0: encrypted.
    pub flags: u16,
    /// 0: stored, 8: deflated.
    pub method: u16,
    /// CRC-32 in the headers, when it is not the right one.
    pub crc32: Option<u32>,
    /// Unpacked size in the headers, when it is not the right one.
    pub size: Option<u32>,
    /// Where the directory says that the entry is, when that is not right.
    pub offset: Option<u32>,
    /// The name in the local header, when it is another one.
    pub local_name: Option<Vec<u8>>,
}

impl File {
    /// A plain file, made on Unix.
    pub fn new(name: &str, text: &str) -> File {
        File {
            name: name.into(),
            data: text.into(),
            mode: 0o100_644,
            system: 3,
            flags: 0,
            method: 0,
            crc32: None,
            size: None,
            offset: None,
            local_name: None,
        }
    }

    pub fn mode(self, mode: u32) -> File {
        File { mode, ..self }
    }

    pub fn made_by(self, system: u8) -> File {
        File { system, ..self }
    }

    /// What both headers share from the version on, up to the length of the name.
    fn common(&self, name: &[u8]) -> Vec<u8> {
        let mut out = 20_u16.to_le_bytes().to_vec();
        for number in [self.flags, self.method, 0, 0x21] {
            out.extend(number.to_le_bytes());
        }
        let crc32 = self.crc32.unwrap_or_else(|| crc32(&self.data));
        let packed = self.data.len() as u32;
        for number in [crc32, packed, self.size.unwrap_or(packed)] {
            out.extend(number.to_le_bytes());
        }
        out.extend((name.len() as u16).to_le_bytes());
        out
    }
}

/// The archive of these files.
pub fn zip(files: &[File]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let offset = file.offset.unwrap_or(out.len() as u32);
        let local = file.local_name.as_ref().unwrap_or(&file.name);
        out.extend(b"PK\x03\x04");
        out.extend(file.common(local));
        out.extend([0, 0]);
        out.extend(local);
        out.extend(&file.data);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, file.system]);
        directory.extend(file.common(&file.name));
        directory.extend([0; 8]);
        directory.extend((file.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&file.name);
    }
    let (start, size) = (out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    for count in [files.len() as u16; 2] {
        out.extend(count.to_le_bytes());
    }
    for number in [size, start] {
        out.extend(number.to_le_bytes());
    }
    out.extend([0, 0]);
    out
}

/// CRC-32 bit by bit, as no library that is under test does it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| match crc & 1 {
        1 => crc >> 1 ^ 0xedb8_8320,
        _ => crc >> 1,
    };
    let add = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
    !bytes.iter().fold(u32::MAX, add)
}
