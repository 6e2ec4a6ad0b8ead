//! Proof that an archive is what was written: every entry is unpacked by another implementation
//! than the one that wrote it, and compared.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use libdeflater::Crc;
use zip::ZipArchive;
use zip::result::{ZipError, ZipResult};

use super::whole_file;
use crate::archive::Entry;
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::error::{Failure, Result};

/// The rule for archives that cannot be read.
pub static ZIP_DAMAGED: RuleInfo = RuleInfo {
    name: "zip-damaged",
    severity: Severity::Error,
    summary: "the archive cannot be read to its end, or does not hold what was put in",
    why: "Azure cannot unpack it, or unpacks something else.",
    fix: "Write it again. If it happens again, look at the disk.",
};

/// An entry as it was found.
#[derive(Debug)]
struct Found {
    size: u64,
    compressed: u64,
    mode: u32,
    crc32: u32,
    made_by_unix: bool,
    folder: bool,
}

impl Found {
    fn is(&self, entry: &Entry) -> bool {
        let same = (self.size, self.compressed, self.mode, self.crc32)
            == (entry.size, entry.compressed, entry.mode, entry.crc32);
        same && self.made_by_unix && !self.folder
    }
}

/// Reads every byte of the archive at `path`, shown as `shown`, and says how it differs from
/// `entries`.
///
/// # Errors
/// When the file cannot be opened. One that is no archive is a finding.
pub fn prove(path: &Path, shown: &str, entries: &[Entry]) -> Result<Vec<Finding>> {
    let file = File::open(path).map_err(|error| Failure::io("read", path, &error))?;
    Ok(match read(BufReader::with_capacity(1 << 16, file)) {
        Ok(found) => differences(&found, entries)
            .map(|what| damaged(shown, &what))
            .collect(),
        Err(error) => vec![damaged(shown, &error.to_string())],
    })
}

/// Every entry, really unpacked.
fn read(file: BufReader<File>) -> ZipResult<BTreeMap<String, Found>> {
    let mut archive = ZipArchive::new(file)?;
    let mut buffer = vec![0; 1 << 16];
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let mut crc = Crc::new();
        let mut size = 0;
        loop {
            let count = file.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            crc.update(bytes);
            size += count as u64;
        }
        if size != file.size() {
            return Err(ZipError::InvalidArchive("an entry has another size".into()));
        }
        let name = file.name()?.into_owned();
        let item = Found {
            size,
            compressed: file.compressed_size(),
            mode: file.external_attributes() >> 16,
            crc32: crc.sum(),
            made_by_unix: file.system() == zip::System::Unix,
            folder: file.is_dir(),
        };
        found.insert(name, item);
    }
    Ok(found)
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
