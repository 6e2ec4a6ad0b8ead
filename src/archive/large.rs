//! A large file on its way into the archive, piece by piece. Its header is written before its
//! sizes are known, and corrected at the end, so no more than pieces are in memory.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use libdeflater::Crc;

use super::compress::{Part, grows};
use super::digest::Hasher;
use super::records::{Method, Record};
use super::sink::Sink;
use super::write::{Filed, mode, name};
use super::{Options, Source};
use crate::error::{Failure, Result};
use crate::inspect::{Inspection, inspect_bytes, may_be_program};

/// The largest program that is looked at, in bytes; it is in memory as a whole then.
const LOOKED_AT: u64 = 1 << 30;

/// A file of which not every piece is written.
pub(super) struct Large {
    record: Record,
    crc: Crc,
    sha256: Hasher,
    inspection: Option<Inspection>,
}

impl Large {
    /// Begins with the first piece's header; `put` is for its bytes.
    pub(super) fn begin(
        source: &Source,
        first: &Part,
        options: &Options,
        sink: &mut Sink<impl Write + Seek>,
        failed: impl Fn(io::Error) -> Failure,
    ) -> Result<Large> {
        let head =
            (source.program || may_be_program(&first.raw)).then(|| inspect_bytes(&first.raw));
        let inspection = match head.is_some() && source.size <= LOOKED_AT {
            true => Some(look_at(source)?),
            false => None,
        };
        let record = Record {
            name: name(source)?,
            method: Method::Deflated,
            modified: options.modified,
            crc32: 0,
            compressed: 0,
            size: 0,
            mode: mode(source, head.as_ref()),
            offset: sink.offset(),
            wide: Record::needs_wide(source.size),
        };
        sink.put(&record.local_header()).map_err(failed)?;
        Ok(Large {
            record,
            crc: Crc::new(),
            sha256: Hasher::default(),
            inspection,
        })
    }

    /// Writes the next piece.
    pub(super) fn put(
        &mut self,
        part: &Part,
        sink: &mut Sink<impl Write + Seek>,
    ) -> io::Result<()> {
        self.crc.update(&part.raw);
        self.sha256.update(&part.raw);
        self.record.size += part.raw.len() as u64;
        self.record.compressed += part.data.len() as u64;
        sink.put(&part.data)
    }

    /// Corrects the header, and says what was written.
    pub(super) fn finish(
        mut self,
        source: &Source,
        sink: &mut Sink<impl Write + Seek>,
        failed: impl Fn(io::Error) -> Failure,
    ) -> Result<Filed> {
        self.record.crc32 = self.crc.sum();
        if !self.record.fits() {
            return Err(grows(source));
        }
        sink.correct(self.record.offset, &self.record.local_header())
            .map_err(failed)?;
        Ok(Filed {
            record: self.record,
            sha256: self.sha256.finish(),
            inspection: self.inspection,
        })
    }
}

/// Programs are looked at as a whole: their tables may be anywhere.
fn look_at(source: &Source) -> Result<Inspection> {
    let failed = |error| Failure::io("read", &source.disk, &error);
    let mut bytes = Vec::with_capacity(source.size as usize);
    File::open(&source.disk)
        .and_then(|file| file.take(LOOKED_AT).read_to_end(&mut bytes))
        .map_err(failed)?;
    Ok(inspect_bytes(&bytes))
}
