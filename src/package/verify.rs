//! Opens a zip again, with another implementation than the one that wrote it, and holds it
//! against what should be in it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use libdeflater::Crc;
use zip::ZipArchive;
use zip::result::{ZipError, ZipResult};

use super::archive::WrittenEntry;
use super::needed::PACKAGE_INCOMPLETE;
use super::secrets::SECRET_IN_PACKAGE;
use super::whole_file;
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::error::{Failure, Result};

/// The rule for executables without the execute bit.
pub static EXEC_BIT: RuleInfo = RuleInfo {
    name: "exec-bit",
    severity: Severity::Error,
    summary: "the executable has no execute bit in the package",
    why: "On Premium and Dedicated plans and in containers the host starts the file as it was \
          unpacked, and Linux answers `permission denied`. The bit only counts in an archive that \
          says it was made on Unix.",
    fix: "Write the package with `fch package`, which sets it whatever system it runs on.",
};

/// The rule for archives with a folder on top.
pub static ZIP_ROOT: RuleInfo = RuleInfo {
    name: "zip-root",
    severity: Severity::Error,
    summary: "`host.json` is not at the top of the archive",
    why: "Azure unpacks the archive as it is and looks for `host.json` at the top. An archive of \
          the folder, rather than of its content, deploys with success and has no functions.",
    fix: "Archive the folder's content, or use `fch package`.",
};

/// The rule for archives that cannot be read.
pub static ZIP_DAMAGED: RuleInfo = RuleInfo {
    name: "zip-damaged",
    severity: Severity::Error,
    summary: "the archive cannot be read to its end, or does not hold what was put in",
    why: "Azure cannot unpack it, or unpacks something else.",
    fix: "Write it again. If it happens again, look at the disk.",
};

/// What an archive should hold.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// Exactly these entries, if they are known.
    pub entries: Option<&'a [WrittenEntry]>,
    /// Files the host needs: host.json and every function.json.
    pub required: &'a [String],
    /// The executable, when it is a file of the app.
    pub executable: Option<&'a str>,
}

/// An entry as it was found.
#[derive(Debug)]
struct Found {
    entry: WrittenEntry,
    made_by_unix: bool,
    folder: bool,
}

/// Reads every byte of the archive at `path`, shown as `shown`, and says what is wrong with it.
pub fn verify(path: &Path, shown: &str, expected: &Expectation<'_>) -> Result<Vec<Finding>> {
    let file = File::open(path).map_err(|error| Failure::io("read", path, &error))?;
    let found = match read(BufReader::with_capacity(1 << 16, file)) {
        Ok(found) => found,
        Err(error) => return Ok(vec![damaged(shown, error.to_string())]),
    };
    let mut findings = Vec::new();
    if let Some(entries) = expected.entries {
        findings.extend(differences(&found, entries).map(|what| damaged(shown, what)));
    }
    findings.extend(missing(&found, expected, shown));
    findings.extend(not_executable(&found, expected, shown));
    findings.extend(forbidden(&found, shown));
    Ok(findings)
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
        let entry = WrittenEntry {
            name: name.clone(),
            size,
            compressed: file.compressed_size(),
            mode: file.external_attributes() >> 16,
            crc32: crc.sum(),
        };
        let made_by_unix = file.system() == zip::System::Unix;
        let folder = file.is_dir();
        let item = Found {
            entry,
            made_by_unix,
            folder,
        };
        found.insert(name, item);
    }
    Ok(found)
}

/// What is not as it was written.
fn differences<'a>(
    found: &'a BTreeMap<String, Found>,
    expected: &'a [WrittenEntry],
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
            Some(found) if found.entry != *entry || !found.made_by_unix || found.folder => {
                Some(format!("`{}` is not as it was written", entry.name))
            }
            Some(_) => None,
        });
    count.into_iter().chain(wrong)
}

fn missing(
    found: &BTreeMap<String, Found>,
    expected: &Expectation<'_>,
    shown: &str,
) -> Vec<Finding> {
    let host_below =
        |name: &&String| name.ends_with("/host.json") && name.matches('/').count() == 1;
    if !found.contains_key("host.json")
        && let Some(below) = found.keys().find(host_below)
    {
        let message = format!("host.json lies in a folder of the archive: `{below}`");
        return vec![Finding::new(&ZIP_ROOT, whole_file(shown), message)];
    }
    let host = ["host.json".to_owned()];
    let names = expected.required.iter().chain(&host).map(String::as_str);
    let mut names: Vec<&str> = names.chain(expected.executable).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| !found.contains_key(*name))
        .map(|name| {
            let message = format!("the app needs `{name}`, which is not in the archive");
            Finding::new(&PACKAGE_INCOMPLETE, whole_file(shown), message)
        })
        .collect()
}

fn not_executable(
    found: &BTreeMap<String, Found>,
    expected: &Expectation<'_>,
    shown: &str,
) -> Option<Finding> {
    let name = expected.executable?;
    let entry = found.get(name)?;
    let fault = if !entry.made_by_unix {
        "is in an archive that was not made on Unix, so its execute bit is lost"
    } else if entry.entry.mode & 0o111 == 0 {
        "has no execute bit"
    } else {
        return None;
    };
    let message = format!("`{name}` {fault}");
    Some(Finding::new(&EXEC_BIT, whole_file(shown), message))
}

/// `local.settings.json`, wherever it lies.
fn forbidden(found: &BTreeMap<String, Found>, shown: &str) -> Vec<Finding> {
    let is_settings = |name: &&String| {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.eq_ignore_ascii_case("local.settings.json")
    };
    found
        .keys()
        .filter(is_settings)
        .map(|name| {
            let message = format!("`{name}` is in the archive");
            Finding::new(&SECRET_IN_PACKAGE, whole_file(shown), message).severity(Severity::Error)
        })
        .collect()
}

fn damaged(shown: &str, what: String) -> Finding {
    let message = format!("`{shown}` is damaged: {what}");
    Finding::new(&ZIP_DAMAGED, whole_file(shown), message)
}
