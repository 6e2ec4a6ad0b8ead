//! Writes an archive to a temporary file, entry by entry in order, and moves it to its place.

use std::fs;
use std::io::{BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::compress::{self, Packed, Piece};
use super::earlier::{Earlier, Note, Place, Shape};
use super::large::Large;
use super::records::{self, Record};
use super::sink::Sink;
use super::{Digest, Entry, Options, PLAIN, PROGRAM, Source, Written};
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

/// A file that is in the archive.
pub(super) struct Filed {
    pub record: Record,
    pub sha256: Digest,
    pub inspection: Option<Inspection>,
}

impl Draft {
    /// Writes `sources` to a temporary file beside `output`. Folders on the way are created
    /// (H-PACK-02), a link is followed, and what is there is replaced only if it is a zip or
    /// empty.
    ///
    /// # Errors
    /// When a file cannot be read or grows meanwhile, and when nothing may be written there.
    pub fn write(sources: &[Source], output: &Path, options: &Options) -> Result<Draft> {
        let folder = match output.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder).map_err(|error| Failure::io("create", folder, &error))?;
        let file = replaceable(output)?;
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let failed = |error: std::io::Error| Failure::io("write", output, &error);
        let temporary = temporary_file(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        let leftover = Leftover::new(temporary.path());
        let mut sink = Sink::new(BufWriter::with_capacity(1 << 18, temporary.as_file()));
        let note = options.note.as_deref();
        let earlier = note.and_then(|note| Earlier::open(note, &file, options.level));
        let (entries, places) = fill(&mut sink, sources, options, earlier.as_ref(), failed)?;
        let (size, sha256) = sink.finish().map_err(failed)?;
        let sha256 = match sha256 {
            Some(sha256) => sha256,
            None => Digest::of_file(temporary.path()).map_err(failed)?,
        };
        let total = entries.iter().map(|entry| entry.size).sum();
        Ok(Draft {
            temporary,
            _leftover: leftover,
            file,
            written: Written {
                path: output.to_path_buf(),
                size,
                sha256,
                reused: earlier.is_some_and(|earlier| earlier.was_used()),
                note: Note::new(sha256, options.level, places, total),
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
    let meta = match fs::metadata(output) {
        Ok(meta) => meta,
        Err(_) if output.is_symlink() => return Err(refused("is a link that leads nowhere")),
        Err(_) => return Ok(output.to_path_buf()),
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
    sink: &mut Sink<impl Write + Seek>,
    sources: &[Source],
    options: &Options,
    earlier: Option<&Earlier>,
    failed: impl Fn(std::io::Error) -> Failure,
) -> Result<(Vec<Entry>, Vec<Place>)> {
    let mut written = Vec::with_capacity(sources.len());
    let mut places = Vec::with_capacity(sources.len());
    let mut directory = Vec::new();
    let mut large = None;
    compress::in_order(sources, options, earlier, |source, piece| {
        let filed = match piece {
            Piece::Whole(packed) => {
                let record = record(source, &packed, options, sink.offset())?;
                sink.put(&record.local_header()).map_err(&failed)?;
                places.push(Place {
                    sha256: packed.sha256,
                    shape: Shape::Whole,
                    offset: sink.offset(),
                    length: record.compressed,
                });
                sink.put(&packed.data).map_err(&failed)?;
                Filed {
                    record,
                    sha256: packed.sha256,
                    inspection: packed.inspection,
                }
            }
            Piece::Part(part) => {
                let mut file = match large.take() {
                    Some(file) => file,
                    None => Large::begin(source, &part, options, sink, &failed)?,
                };
                places.push(Place {
                    sha256: part.sha256,
                    shape: if part.last { Shape::Last } else { Shape::Open },
                    offset: sink.offset(),
                    length: part.data.len() as u64,
                });
                file.put(&part, sink).map_err(&failed)?;
                if !part.last {
                    large = Some(file);
                    return Ok(());
                }
                file.finish(source, sink, &failed)?
            }
        };
        directory.extend(filed.record.central_header());
        written.push(filed.into());
        Ok(())
    })?;
    let (start, length) = (sink.offset(), directory.len() as u64);
    sink.put(&directory).map_err(&failed)?;
    sink.put(&records::end(written.len() as u64, start, length))
        .map_err(&failed)?;
    Ok((written, places))
}

fn record(source: &Source, packed: &Packed, options: &Options, offset: u64) -> Result<Record> {
    Ok(Record {
        name: name(source)?,
        method: packed.method,
        modified: options.modified,
        crc32: packed.crc32,
        compressed: packed.data.len() as u64,
        size: packed.size,
        mode: mode(source, packed.inspection.as_ref()),
        offset,
        wide: Record::needs_wide(packed.size),
    })
}

/// A file's name in the archive.
pub(super) fn name(source: &Source) -> Result<String> {
    match u16::try_from(source.name.len()) {
        Ok(_) => Ok(source.name.clone()),
        Err(_) => Err(Failure::job(format!(
            "the path `{}` is too long for a zip file",
            source.name
        ))),
    }
}

/// A file's mode in the archive: what its bytes say is a program is one, too.
pub(super) fn mode(source: &Source, inspection: Option<&Inspection>) -> u32 {
    match source.program || inspection.is_some_and(Inspection::starts_by_itself) {
        true => PROGRAM,
        false => PLAIN,
    }
}

impl From<Filed> for Entry {
    fn from(filed: Filed) -> Self {
        let record = filed.record;
        Entry {
            name: record.name,
            size: record.size,
            compressed: record.compressed,
            mode: record.mode,
            crc32: record.crc32,
            sha256: filed.sha256,
            inspection: filed.inspection,
        }
    }
}

/// A file beside an output that is deleted unless it is persisted. The selection never takes
/// it in, should one be left behind by a killed process.
///
/// # Errors
/// When the folder cannot be written to.
pub fn temporary_file(folder: &Path) -> std::io::Result<NamedTempFile> {
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
