//! The deterministic zip: same files, same bytes, whatever the folder, the clock, the modes on
//! disk, the umask and the number of cores.
//!
//! Entries are sorted by name, carry one fixed time, are made by Unix (H-PACK-10) and take their
//! mode from what they are, never from the disk: a package made on Windows starts on Linux.

use std::fs;
use std::io::{BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

pub use super::container::DosTime;

use super::compress::{self, Packed};
use super::container::{self, Record};
use super::selection::{Entry, Selection};
use crate::error::{Failure, Result};
use crate::interrupt::Leftover;

/// Mode of the configured executable, of every ELF file and of every `#!` script.
pub const PROGRAM: u32 = 0o100_755;
/// Mode of everything else.
pub const PLAIN: u32 = 0o100_644;

/// What may differ between two archives of the same files.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The time every entry carries.
    pub modified: DosTime,
    /// How many threads compress. Changes no byte.
    pub threads: NonZeroUsize,
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
            modified: DosTime::EARLIEST,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
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
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// What is in it, sorted by name.
    pub entries: Vec<WrittenEntry>,
}

/// One file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenEntry {
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
}

/// Writes the selected files to `output`. The file appears there only when it is complete; on
/// any error an older one stays as it was. Folders on the way are created (H-PACK-02), a link
/// is followed, and what is there is replaced only if it is a zip or empty.
pub fn write(selection: &Selection, output: &Path, options: &Options) -> Result<Written> {
    let folder = match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(|error| Failure::io("create", folder, &error))?;
    let file = replaceable(output)?;
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let failed = |error: std::io::Error| Failure::io("write", output, &error);
    let temporary = temporary_file(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    let _leftover = Leftover::new(temporary.path());
    let mut sink = Sink::new(BufWriter::with_capacity(1 << 18, temporary.as_file()));
    let entries = fill(&mut sink, selection, options, failed)?;
    let (size, sha256) = sink.finish().map_err(failed)?;
    temporary
        .persist(&file)
        .map_err(|error| failed(error.error))?;
    Ok(Written {
        path: output.to_path_buf(),
        size,
        sha256,
        entries,
    })
}

/// Says early, before a long build, that `output` cannot be written.
///
/// # Errors
/// A usage [`Failure`] when a folder, a device or a file that is no zip is there.
pub fn check_output(output: &Path) -> Result<()> {
    replaceable(output).map(drop)
}

/// The file to replace: `output`, or what it links to. A slip of the hand, such as
/// `-o main.go` or `-o /dev/null`, must not cost a file.
fn replaceable(output: &Path) -> Result<PathBuf> {
    let refused = |what: &str| {
        Failure::usage(format!("{} {what}", output.display()))
            .help("name the zip file, for instance with `--output app.zip`")
    };
    let unreadable = |error: std::io::Error| Failure::io("read", output, &error);
    let Ok(meta) = fs::metadata(output) else {
        return Ok(output.to_path_buf());
    };
    if meta.is_dir() {
        return Err(refused("is a folder"));
    }
    if !meta.is_file() {
        return Err(refused("is not a regular file"));
    }
    let mut head = Vec::new();
    let file = fs::File::open(output).map_err(unreadable)?;
    file.take(2).read_to_end(&mut head).map_err(unreadable)?;
    if !head.is_empty() && head != b"PK" {
        return Err(refused("exists and is no zip file"));
    }
    match output.is_symlink() {
        true => output.canonicalize().map_err(unreadable),
        false => Ok(output.to_path_buf()),
    }
}

fn fill(
    sink: &mut Sink<impl Write>,
    selection: &Selection,
    options: &Options,
    failed: impl Fn(std::io::Error) -> Failure,
) -> Result<Vec<WrittenEntry>> {
    let mut written = Vec::with_capacity(selection.entries.len());
    let mut directory = Vec::new();
    compress::in_order(&selection.entries, options.threads, |entry, packed| {
        let record = record(entry, &packed, options.modified, sink.offset)?;
        sink.put(&record.local_header()).map_err(&failed)?;
        sink.put(&packed.data).map_err(&failed)?;
        directory.extend(record.central_header());
        written.push(WrittenEntry::from(record));
        Ok(())
    })?;
    let (start, length) = (sink.offset, directory.len() as u64);
    sink.put(&directory).map_err(&failed)?;
    sink.put(&container::end(written.len() as u64, start, length))
        .map_err(&failed)?;
    Ok(written)
}

fn record(entry: &Entry, packed: &Packed, modified: DosTime, offset: u64) -> Result<Record> {
    if entry.name.len() > usize::from(u16::MAX) {
        return Err(Failure::job(format!(
            "the path `{}` is too long for a zip file",
            entry.name
        )));
    }
    Ok(Record {
        name: entry.name.clone(),
        method: packed.method,
        modified,
        crc32: packed.crc32,
        // Stored bytes are as many as were read, deflated ones are fewer.
        compressed: packed.data.len().min(packed.size as usize) as u32,
        size: packed.size,
        mode: if entry.executable || packed.program {
            PROGRAM
        } else {
            PLAIN
        },
        offset,
    })
}

impl From<Record> for WrittenEntry {
    fn from(record: Record) -> Self {
        WrittenEntry {
            name: record.name,
            size: record.size.into(),
            compressed: record.compressed.into(),
            mode: record.mode,
            crc32: record.crc32,
        }
    }
}

/// Counts and hashes what it passes on.
struct Sink<W> {
    inner: W,
    offset: u64,
    hash: Sha256,
}

impl<W: Write> Sink<W> {
    fn new(inner: W) -> Self {
        Sink {
            inner,
            offset: 0,
            hash: Sha256::new(),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.offset += bytes.len() as u64;
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }

    fn finish(mut self) -> std::io::Result<(u64, String)> {
        self.inner.flush()?;
        let digest = self.hash.finalize();
        let hex = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok((self.offset, hex))
    }
}

/// A file beside the output that is deleted unless it is persisted. The selection never takes
/// it in, should one be left behind by a killed process.
fn temporary_file(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fch-").suffix(".tmp");
    // Temporary files are private; the zip should be what any new file is under the umask.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
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
