//! Where an archive's bytes go: counted, hashed, and corrected where a header was written before
//! its sizes were known.

use std::io::{self, Seek, SeekFrom, Write};

use super::digest::{Digest, Hasher};

/// Counts and hashes what it passes on.
pub(super) struct Sink<W> {
    inner: W,
    offset: u64,
    /// `None` once bytes were corrected that are hashed already.
    hash: Option<Hasher>,
}

impl<W: Write + Seek> Sink<W> {
    pub(super) fn new(inner: W) -> Self {
        Sink {
            inner,
            offset: 0,
            hash: Some(Hasher::default()),
        }
    }

    /// How many bytes there are.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Adds bytes at the end.
    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        if let Some(hash) = &mut self.hash {
            hash.update(bytes);
        }
        self.inner.write_all(bytes)
    }

    /// Writes over what is at `offset`.
    pub(super) fn correct(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.hash = None;
        self.inner.seek(SeekFrom::Start(offset))?;
        self.inner.write_all(bytes)?;
        self.inner.seek(SeekFrom::Start(self.offset)).map(drop)
    }

    /// The size, and the SHA-256 if it is known.
    pub(super) fn finish(mut self) -> io::Result<(u64, Option<Digest>)> {
        self.inner.flush()?;
        Ok((self.offset, self.hash.map(Hasher::finish)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn hashes_on_the_way() {
        let mut sink = Sink::new(Cursor::new(Vec::new()));
        sink.put(b"a").unwrap();
        sink.put(b"bc").unwrap();
        assert_eq!(sink.finish().unwrap(), (3, Some(Digest::of(b"abc"))));
    }

    #[test]
    fn a_correction_is_followed_by_what_comes_next() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut sink = Sink::new(file.as_file());
        sink.put(b"xb").unwrap();
        sink.correct(0, b"a").unwrap();
        sink.put(b"c").unwrap();
        assert_eq!(sink.finish().unwrap(), (3, None));
        assert_eq!(std::fs::read(file.path()).unwrap(), b"abc");
    }
}
