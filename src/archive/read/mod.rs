//! Reads archives that anything may have made, and trusts nothing in them: no size is believed
//! before it is bounded, nothing is written to the disk, and what is wrong is a [`Fault`].
//!
//! [`Archive::open`] reads the directory at the end of the file; [`Archive::unpack`] streams the
//! bytes of one entry past a reader, and holds them against what the directory says of them.

mod directory;
mod unpack;

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::error::{Failure, Result};

/// A file that is or should be a zip.
#[derive(Debug)]
pub struct Archive {
    file: File,
    /// Its size in bytes.
    pub size: u64,
    /// What its directory lists, in that order. Empty when there is no directory.
    pub members: Vec<Member>,
    /// What is wrong with it as a whole.
    pub faults: Vec<Fault>,
}

/// One entry, as the directory describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name as it is, with whatever is wrong about it; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// Bytes when unpacked.
    pub size: u64,
    /// Bytes in the archive.
    pub compressed: u64,
    /// CRC-32 of the unpacked bytes.
    pub crc32: u32,
    /// Unix mode with the file type; `None` when the archive was not made on Unix.
    pub mode: Option<u32>,
    /// Whether its bytes are encrypted.
    pub encrypted: bool,
    /// How its bytes are stored: 0 as they are, 8 deflated.
    method: u16,
    /// Where its local header starts.
    offset: u64,
}

impl Member {
    /// Whether it stands for a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/') || self.mode.is_some_and(|mode| mode & TYPE == FOLDER)
    }

    /// Whether it is a symbolic link, whose bytes are the path that it leads to.
    pub fn is_link(&self) -> bool {
        self.mode.is_some_and(|mode| mode & TYPE == LINK)
    }
}

const TYPE: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

/// What is wrong with an archive or with one of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is something else, such as a tar file.
    NoArchive(&'static str),
    /// It cannot be read from there on, or contradicts itself.
    Damaged(String),
    /// So many bytes stand before it, or behind it.
    Foreign(u64, &'static str),
    /// Unpacking it would take more room than anything needs.
    Bomb(String),
}

impl fmt::Display for Fault {
    /// What comes after the archive's name and a verb-less blank: `is a gzip file, not a zip`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoArchive(what) => write!(f, "is {what}, not a zip"),
            Fault::Damaged(what) => write!(f, "is damaged: {what}"),
            Fault::Foreign(bytes, place) => write!(f, "has {bytes} foreign bytes {place}"),
            Fault::Bomb(what) => write!(f, "is a zip bomb: {what}"),
        }
    }
}

impl Archive {
    /// Opens the file at `path` and reads its directory.
    ///
    /// # Errors
    /// When it cannot be opened or is no regular file. One that is no zip has faults.
    pub fn open(path: &Path) -> Result<Archive> {
        let failed = |error: io::Error| Failure::io("read", path, &error);
        // A pipe would wait for a writer.
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if !metadata.is_file() {
            let what = if metadata.is_dir() {
                "a folder"
            } else {
                "no regular file"
            };
            return Err(
                Failure::usage(format!("{} is {what}", path.display())).help("name a zip file")
            );
        }
        let file = File::open(path).map_err(failed)?;
        directory::read(file, metadata.len()).map_err(failed)
    }

    /// Streams the unpacked bytes of `member` past `take`, piece by piece, until it says `false`
    /// or there are no more. What was taken counts for nothing if there is a fault.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unpack(
        &self,
        member: &Member,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<Option<Fault>> {
        unpack::unpack(&self.file, member, take)
    }
}
