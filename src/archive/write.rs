//! Writes an archive to a temporary file, entry by entry in order, and moves it to its place.

use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::compress::{self, Packed};
use super::records::{self, DosTime, Record};
use super::{Entry, Options, PLAIN, PROGRAM, Source, Written};
use crate::error::{Failure, Result};
use crate::inspect::Inspection;
use crate::interrupt::Leftover;

/// An archive that is complete, and not yet where it was asked for. Dropped, it leaves nothing
/// behind.
pub struct Draft {
    temporary: NamedTempFile,
    _leftover: Leftover,
    file: PathBuf,
    written: Written,
}

impl Draft {
    /// Writes `sources` to a temporary file beside `output`. Folders on the way are created
    /// (H-PACK-02), a link is followed, and what is there is replaced only if it is a zip or
    /// empty.
    ///
    /// # Errors
    /// When a file cannot be read or is too large, and when nothing may be written there.
    pub fn write(sources: &[Source], output: &Path, options: &Options) -> Result<Draft> {
        let folder = match output.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        compress::refuse_too_large(sources)?;
        fs::create_dir_all(folder).map_err(|error| Failure::io("create", folder, &error))?;
        let file = replaceable(output)?;
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let failed = |error: std::io::Error| Failure::io("write", output, &error);
        let temporary = temporary_file(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        let leftover = Leftover::new(temporary.path());
        let mut sink = Sink::new(BufWriter::with_capacity(1 << 18, temporary.as_file()));
        let entries = fill(&mut sink, sources, options, failed)?;
        let (size, sha256) = sink.finish().map_err(failed)?;
        Ok(Draft {
            temporary,
            _leftover: leftover,
            file,
            written: Written {
                path: output.to_path_buf(),
                size,
                sha256,
                entries,
            },
        })
    }

    /// Where it is now.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// What it is, and will be once it is kept.
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// Puts it where it was asked for, in place of what is there.
    ///
    /// # Errors
    /// When it cannot be moved there; what was there stays as it was.
    pub fn keep(self) -> Result<Written> {
        let kept = self.temporary.persist(&self.file);
        match kept {
            Ok(_) => Ok(self.written),
            Err(error) => Err(Failure::io("write", &self.written.path, &error.error)),
        }
    }
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
    sources: &[Source],
    options: &Options,
    failed: impl Fn(std::io::Error) -> Failure,
) -> Result<Vec<Entry>> {
    let mut written = Vec::with_capacity(sources.len());
    let mut directory = Vec::new();
    compress::in_order(sources, options.threads, |source, packed| {
        let record = record(source, &packed, options.modified, sink.offset)?;
        sink.put(&record.local_header()).map_err(&failed)?;
        sink.put(&packed.data).map_err(&failed)?;
        directory.extend(record.central_header());
        written.push(entry(record, packed.inspection));
        Ok(())
    })?;
    let (start, length) = (sink.offset, directory.len() as u64);
    sink.put(&directory).map_err(&failed)?;
    sink.put(&records::end(written.len() as u64, start, length))
        .map_err(&failed)?;
    Ok(written)
}

fn record(source: &Source, packed: &Packed, modified: DosTime, offset: u64) -> Result<Record> {
    if source.name.len() > usize::from(u16::MAX) {
        return Err(Failure::job(format!(
            "the path `{}` is too long for a zip file",
            source.name
        )));
    }
    Ok(Record {
        name: source.name.clone(),
        method: packed.method,
        modified,
        crc32: packed.crc32,
        // Stored bytes are as many as were read, deflated ones are fewer.
        compressed: packed.data.len().min(packed.size as usize) as u32,
        size: packed.size,
        mode: if source.program || packed.starts_by_itself() {
            PROGRAM
        } else {
            PLAIN
        },
        offset,
    })
}

fn entry(record: Record, inspection: Option<Inspection>) -> Entry {
    Entry {
        name: record.name,
        size: record.size.into(),
        compressed: record.compressed.into(),
        mode: record.mode,
        crc32: record.crc32,
        inspection,
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
