//! A file that is read at several places at once, on every system.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are read ahead.
const AHEAD: usize = 1 << 16;

/// An open file. Clones are the same file, and each reads on where it likes.
#[derive(Debug, Clone)]
pub struct ReadAt {
    file: Arc<Mutex<File>>,
    size: u64,
    position: u64,
    /// What was read ahead, and where that begins.
    ahead: Vec<u8>,
    begin: u64,
}

impl ReadAt {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> io::Result<ReadAt> {
        let file = File::open(path)?;
        Ok(ReadAt {
            size: file.metadata()?.len(),
            file: Arc::new(Mutex::new(file)),
            position: 0,
            ahead: Vec::new(),
            begin: 0,
        })
    }

    /// Fills `bytes` with what is at `offset`.
    ///
    /// # Errors
    /// When the file ends before, or cannot be read.
    pub fn read_exact_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }

    /// What was read ahead and is still to come.
    fn rest(&self) -> &[u8] {
        let passed = self.position.checked_sub(self.begin);
        let passed = passed.and_then(|passed| usize::try_from(passed).ok());
        passed
            .and_then(|passed| self.ahead.get(passed..))
            .unwrap_or_default()
    }
}

impl Read for ReadAt {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.rest().is_empty() {
            let left = self.size.saturating_sub(self.position);
            self.ahead.resize(left.min(AHEAD as u64) as usize, 0);
            self.begin = self.position;
            let mut ahead = std::mem::take(&mut self.ahead);
            let filled = self.read_exact_at(self.position, &mut ahead);
            self.ahead = ahead;
            filled?;
        }
        let count = self.rest().read(bytes)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for ReadAt {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        let before = || io::Error::new(io::ErrorKind::InvalidInput, "before the file's beginning");
        self.position = to.ok_or_else(before)?;
        Ok(self.position)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn clones_read_on_where_they_like() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n / 7) as u8).collect();
        let temporary = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(temporary.path(), &bytes).unwrap();
        let mut first = ReadAt::open(temporary.path()).unwrap();
        let mut second = first.clone();
        let (mut head, mut all) = ([0; 100], Vec::new());
        first.read_exact(&mut head).unwrap();
        second.seek(SeekFrom::End(-100_000)).unwrap();
        second.read_to_end(&mut all).unwrap();
        assert_eq!(head, bytes[..100]);
        assert_eq!(all, bytes[100_000..]);
        all.clear();
        first.seek(SeekFrom::Current(50)).unwrap();
        first.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes[150..]);
        first.read_exact_at(199_999, &mut head[..1]).unwrap();
        assert_eq!(head[0], bytes[199_999]);
    }

    #[test]
    fn what_is_not_there_is_not_read() {
        let temporary = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(temporary.path(), b"abc").unwrap();
        let mut file = ReadAt::open(temporary.path()).unwrap();
        assert!(file.seek(SeekFrom::End(-4)).is_err());
        assert!(file.read_exact_at(2, &mut [0; 2]).is_err());
        assert_eq!(file.seek(SeekFrom::Start(9)).unwrap(), 9);
        assert_eq!(file.read(&mut [0; 2]).unwrap(), 0);
        // Another program cut it off.
        std::fs::write(temporary.path(), b"a").unwrap();
        file.seek(SeekFrom::Start(1)).unwrap();
        assert!(file.read(&mut [0; 2]).is_err());
    }
}
