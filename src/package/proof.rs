//! Proof that an archive is what was written: every entry is unpacked by another implementation
//! than the one that wrote it, and compared.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use libdeflater::Crc;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::{ZipError, ZipResult};

use super::whole_file;
use crate::archive::{Digest, Entry, Hasher, ReadAt, Written};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::error::{Failure, Result};
use crate::parallel;

/// Bytes that are unpacked at a time.
const PIECE: usize = 1 << 16;

/// Entries that are read in a row before others may be.
const IN_A_ROW: usize = 64;

/// The rule for archives that cannot be read.
pub static ZIP_DAMAGED: RuleInfo = RuleInfo {
    name: "zip-damaged",
    severity: Severity::Error,
    summary: "the archive cannot be read to its end, or does not hold what was put in",
    why: "Azure cannot unpack it, or unpacks something else. It can be neither allowed nor \
          lowered: nothing else that is said of such an archive counts.",
    fix: "Write it again. If it happens again, look at the disk.",
};

/// An entry as it was found.
#[derive(Debug)]
struct Found {
    size: u64,
    compressed: u64,
    mode: u32,
    crc32: u32,
    sha256: Option<Digest>,
    made_by_unix: bool,
    folder: bool,
}

impl Found {
    fn is(&self, entry: &Entry) -> bool {
        let sizes = (self.size, self.compressed) == (entry.size, entry.compressed);
        let same = self.sha256.is_none_or(|sha256| sha256 == entry.sha256);
        let content = self.crc32 == entry.crc32 && same;
        sizes && content && self.mode == entry.mode && self.made_by_unix && !self.folder
    }
}

/// Reads every byte of the archive at `path`, shown as `shown`, and says how it differs from what
/// was `written`. Whose pieces were compressed before this run is held against its SHA-256.
///
/// # Errors
/// When the file cannot be opened. One that is no archive is a finding.
pub fn prove(path: &Path, shown: &str, written: &Written) -> Result<Vec<Finding>> {
    let file = ReadAt::open(path).map_err(|error| Failure::io("read", path, &error))?;
    Ok(match read(file, written.reused) {
        Ok(found) => differences(&found, &written.entries)
            .map(|what| damaged(shown, &what))
            .collect(),
        Err(error) => vec![damaged(shown, &error.to_string())],
    })
}

/// Every entry, really unpacked, on all cores.
fn read(file: ReadAt, hashed: bool) -> ZipResult<BTreeMap<String, Found>> {
    let archive = ZipArchive::new(file)?;
    let count = archive.len();
    let parts: Vec<Range<usize>> = (0..count)
        .step_by(IN_A_ROW)
        .map(|start| start..count.min(start + IN_A_ROW))
        .collect();
    let found = parallel::map(&parts, |part| {
        let mut archive = archive.clone();
        let mut buffer = vec![0; PIECE];
        let unpack = |index| unpack(archive.by_index(index)?, &mut buffer, hashed);
        part.clone().map(unpack).collect::<ZipResult<Vec<_>>>()
    });
    let found: ZipResult<Vec<_>> = found.into_iter().collect();
    Ok(found?.into_iter().flatten().collect())
}

/// Unpacks an entry, through a buffer.
fn unpack(
    mut file: ZipFile<'_, ReadAt>,
    buffer: &mut [u8],
    hashed: bool,
) -> ZipResult<(String, Found)> {
    let mut crc = Crc::new();
    let mut sha256 = hashed.then(Hasher::default);
    let mut size = 0;
    loop {
        let count = file.read(buffer)?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        crc.update(bytes);
        if let Some(sha256) = &mut sha256 {
            sha256.update(bytes);
        }
        size += count as u64;
    }
    if size != file.size() {
        return Err(ZipError::InvalidArchive("an entry has another size".into()));
    }
    let name = file.name()?.into_owned();
    let found = Found {
        size,
        compressed: file.compressed_size(),
        mode: file.external_attributes() >> 16,
        crc32: crc.sum(),
        sha256: sha256.map(Hasher::finish),
        made_by_unix: file.system() == zip::System::Unix,
        folder: file.is_dir(),
    };
    Ok((name, found))
}

/// What is not as it was written.
fn differences<'a>(
    found: &'a BTreeMap<String, Found>,
    expected: &'a [Entry],
) -> impl Iterator<Item = String> + 'a {
    let count = (found.len() != expected.len()).then(|| {
        format!(
            "it has {} entries where {} were written",
            found.len(),
            expected.len()
        )
    });
    let wrong = expected
        .iter()
        .filter_map(|entry| match found.get(&entry.name) {
            None => Some(format!("`{}` is missing", entry.name)),
            Some(found) if !found.is(entry) => {
                Some(format!("`{}` is not as it was written", entry.name))
            }
            Some(_) => None,
        });
    count.into_iter().chain(wrong)
}

fn damaged(shown: &str, what: &str) -> Finding {
    let message = format!("`{shown}` is damaged: {what}");
    Finding::new(&ZIP_DAMAGED, whole_file(shown), message)
}
