//! The deterministic zip: same files, same bytes, whatever the folder, the clock, the modes on
//! disk, the umask and the number of cores.
//!
//! Entries are sorted by name, carry one fixed time, are made by Unix (H-PACK-10) and take their
//! mode from what they are, never from the disk: a package made on Windows starts on Linux.
//! A [`Draft`] is a whole archive under a temporary name, to be looked at before it is kept.
//!
//! This room knows of files and archives, and nothing of Azure.

mod compress;
mod deflate;
mod digest;
mod earlier;
mod join;
mod large;
pub mod read;
mod read_at;
mod records;
mod sink;
mod write;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use deflate::Level;
pub use digest::{Digest, Hasher, NoDigest};
pub use earlier::Note;
pub use read_at::ReadAt;
pub use records::DosTime;
pub use write::{Draft, check_output, temporary_file};

use crate::error::{Failure, Result};
use crate::inspect::Inspection;

/// A file to be put into an archive.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path in the archive, with `/`.
    pub name: String,
    /// Where its bytes are.
    pub disk: PathBuf,
    /// Size when it was listed, in bytes.
    pub size: u64,
    /// Whether it is started as a program, whatever its bytes look like.
    pub program: bool,
}

/// Mode of the configured executable, of every ELF file and of every `#!` script.
pub const PROGRAM: u32 = 0o100_755;
/// Mode of everything else.
pub const PLAIN: u32 = 0o100_644;

/// What may differ between two archives of the same files.
#[derive(Debug, Clone)]
pub struct Options {
    /// How small it gets, for how much time.
    pub level: Level,
    /// The time every entry carries.
    pub modified: DosTime,
    /// How many threads compress. Changes no byte.
    pub threads: NonZeroUsize,
    /// Where a [`Note`] may be about the archive that is written over. Changes no byte.
    pub note: Option<PathBuf>,
    /// Told how far it is. Changes no byte.
    pub progress: Arc<Progress>,
}

/// How far the writing of an archive is, in bytes of files.
#[derive(Debug, Default)]
pub struct Progress {
    /// What is written.
    done: AtomicU64,
    /// What there is; 0 while that is not known.
    total: AtomicU64,
}

impl Progress {
    /// What is written, and of how much.
    pub fn now(&self) -> (u64, u64) {
        let bytes = |of: &AtomicU64| of.load(Ordering::Relaxed);
        (bytes(&self.done), bytes(&self.total))
    }
}

impl Options {
    /// The usual options; `SOURCE_DATE_EPOCH`, when set, is the time of every entry.
    pub fn from_env() -> Result<Self> {
        let modified = match std::env::var_os("SOURCE_DATE_EPOCH") {
            Some(value) if !value.is_empty() => parse_epoch(&value.to_string_lossy())?,
            _ => DosTime::EARLIEST,
        };
        Ok(Options {
            modified,
            ..Options::default()
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            level: Level::default(),
            modified: DosTime::EARLIEST,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            note: None,
            progress: Arc::default(),
        }
    }
}

/// An archive that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: Digest,
    /// What is in it, sorted by name.
    pub entries: Vec<Entry>,
    /// Whether pieces were taken from the archive that was there before.
    pub reused: bool,
    /// For the next one; none where it would save no time.
    pub note: Option<Note>,
}

/// One file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path relative to the app's root, with `/`.
    pub name: String,
    /// Bytes when unpacked.
    pub size: u64,
    /// Bytes in the archive.
    pub compressed: u64,
    /// Unix mode with the file type: [`PROGRAM`] or [`PLAIN`].
    pub mode: u32,
    /// CRC-32 of the unpacked bytes.
    pub crc32: u32,
    /// SHA-256 of the unpacked bytes.
    pub sha256: Digest,
    /// What it is, where it is or may be a program.
    pub inspection: Option<Inspection>,
}

fn parse_epoch(value: &str) -> Result<DosTime> {
    value.parse().map(DosTime::from_unix).map_err(|_| {
        Failure::usage(format!("SOURCE_DATE_EPOCH is `{value}`, not a number"))
            .help("set it to whole seconds since 1970-01-01, or unset it")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn source_date_epoch_is_seconds_or_an_error() {
        assert_eq!(parse_epoch("0").unwrap(), DosTime::EARLIEST);
        assert_eq!(
            parse_epoch("1709213879").unwrap(),
            DosTime::from_unix(1_709_213_879)
        );
        assert!(parse_epoch("yesterday").is_err());
        assert!(parse_epoch("").is_err());
    }
}
