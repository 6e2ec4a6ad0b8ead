//! What `fch package` made, as one JSON document, version 1. Its files render it for people.

mod human;
pub mod list;
pub mod why;

use std::path::Path;

use serde::Serialize;

pub use human::{human, next};

use super::Report;
use super::json::FindingV1;
use crate::error::{Failure, Result};
use crate::package::{self, Assembled, LeftOut, Selection};

/// A package that was written, or the list of what one would hold.
#[derive(Debug, Default, Serialize)]
pub struct Package {
    /// Where the zip is; `None` when only listed, or not written because of errors.
    pub path: Option<String>,
    /// Size of the zip in bytes.
    pub size: Option<u64>,
    /// SHA-256 of the zip, in lower-case hexadecimal.
    pub sha256: Option<String>,
    /// What it has to start on, such as `Linux x86-64`.
    pub platform: String,
    /// The executable; `None` when a runtime from PATH is started.
    pub executable: Option<Executable>,
    /// What is in it, sorted by name.
    pub entries: Vec<Entry>,
    /// Bytes of all its files.
    pub unpacked: u64,
    /// What stays out, sorted by name; only when listed.
    pub excluded: Option<Vec<Excluded>>,
    /// The commands that deploy it, in their order, when it was written.
    pub next: Vec<String>,
}

/// The handler's executable.
#[derive(Debug, Serialize)]
pub struct Executable {
    /// Its name in the zip.
    pub name: String,
    /// What its bytes are, such as `ELF x86-64, static`; `None` when it is not built yet.
    pub format: Option<String>,
}

/// One file of a package.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Path in the zip.
    pub name: String,
    /// Bytes when unpacked.
    pub size: u64,
    /// Bytes in the zip, when it was written.
    pub compressed: Option<u64>,
    /// Permission bits as text, such as `0755`, when it was written.
    pub mode: Option<String>,
    /// CRC-32 of the content in hexadecimal, when it was written.
    pub crc32: Option<String>,
    /// SHA-256 of the content, in lower-case hexadecimal, when it was written.
    pub sha256: Option<String>,
    /// Why it goes in.
    pub reason: String,
    /// Why `func` would leave it out, if it would.
    pub func: Option<String>,
}

/// A path that stays out of a package.
#[derive(Debug, Serialize)]
pub struct Excluded {
    /// Path in the app; folders end with `/` and stand for everything in them.
    pub name: String,
    /// Why it stays out.
    pub reason: String,
    /// The file that `func` would package, or one of them, if it would.
    pub func: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    package: &'a Package,
    findings: Vec<FindingV1<'a>>,
}

/// What came of one of several apps.
pub type Made<'a> = std::result::Result<(&'a Package, &'a Report), &'a Failure>;

/// One of several apps.
#[derive(Serialize)]
struct Part<'a> {
    app: &'a str,
    package: Option<&'a Package>,
    findings: Vec<FindingV1<'a>>,
    error: Option<String>,
}

#[derive(Serialize)]
struct Documents<'a> {
    version: u32,
    packages: Vec<Part<'a>>,
}

/// Renders the package and the findings as JSON, with a line end.
pub fn json(package: &Package, report: &Report) -> String {
    let document = Document {
        version: 1,
        package,
        findings: super::json::findings(report),
    };
    pretty(&document)
}

/// Renders what came of several apps as JSON, with a line end: each with its name, and the
/// package with its findings or the failure that prevented both.
pub fn json_of_all<'a>(apps: impl Iterator<Item = (&'a str, Made<'a>)>) -> String {
    let part = |(app, made): (&'a str, Made<'a>)| match made {
        Ok((package, report)) => Part {
            app,
            package: Some(package),
            findings: super::json::findings(report),
            error: None,
        },
        Err(failure) => Part {
            app,
            package: None,
            findings: Vec::new(),
            error: Some(Failure::to_string(failure)),
        },
    };
    pretty(&Documents {
        version: 1,
        packages: apps.map(part).collect(),
    })
}

fn pretty(document: &impl Serialize) -> String {
    // Only maps with non-text keys can fail to serialise, and there are none.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

impl Package {
    /// A package for `platform`, about which nothing else is known yet.
    pub fn new(platform: String, executable: Option<&str>) -> Self {
        let executable = executable.map(|name| Executable {
            name: name.to_owned(),
            format: None,
        });
        Package {
            platform,
            executable,
            ..Package::default()
        }
    }

    /// Takes over which files of the app at `root` go in with which mode, which stay out, and
    /// why.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn list(&mut self, selection: &Selection, root: &Path) -> Result<()> {
        self.choose(selection);
        for (entry, chosen) in self.entries.iter_mut().zip(&selection.entries) {
            entry.mode = Some(permissions(chosen.mode()?));
        }
        let outside = selection.outside(root).into_iter();
        let excluded = outside.map(|outside| Excluded {
            name: outside.name.to_owned(),
            reason: outside.reason,
            func: outside.packed_by_func,
        });
        self.excluded = Some(excluded.collect());
        Ok(())
    }

    fn choose(&mut self, selection: &Selection) {
        let func = |name: &str| match selection.func.leaves_out(name)? {
            LeftOut::Always => Some("always".to_owned()),
            LeftOut::Line(line) => Some(format!(".funcignore:{line}")),
        };
        let entry = |entry: &package::Entry| Entry {
            name: entry.name.clone(),
            size: entry.size,
            compressed: None,
            mode: None,
            crc32: None,
            sha256: None,
            reason: entry.reason.to_string(),
            func: func(&entry.name),
        };
        self.entries = selection.entries.iter().map(entry).collect();
        self.unpacked = self.entries.iter().map(|entry| entry.size).sum();
    }

    /// Takes over what was selected, inspected and written.
    pub fn describe(&mut self, made: &Assembled) {
        self.choose(&made.selection);
        if let (Some(executable), Some(inspection)) = (&mut self.executable, &made.executable) {
            executable.format = Some(inspection.format.to_string());
        }
        let Some(written) = &made.written else { return };
        for (entry, file) in self.entries.iter_mut().zip(&written.entries) {
            entry.size = file.size;
            entry.compressed = Some(file.compressed);
            entry.mode = Some(permissions(file.mode));
            entry.crc32 = Some(format!("{:08x}", file.crc32));
            entry.sha256 = Some(file.sha256.to_string());
        }
        self.unpacked = self.entries.iter().map(|entry| entry.size).sum();
        self.path = Some(written.path.display().to_string());
        self.size = Some(written.size);
        self.sha256 = Some(written.sha256.to_string());
    }
}

fn permissions(mode: u32) -> String {
    format!("{:04o}", mode & 0o7777)
}
