//! What `fch package` made: for people, and as one JSON document, version 1.

use std::fmt::Write as _;

use serde::Serialize;

use super::Report;
use super::json::FindingV1;
use crate::package::{self, Assembled, Selection};
use crate::ui::words::{count, size};

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
    /// Why it goes in.
    pub reason: String,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    package: &'a Package,
    findings: Vec<FindingV1<'a>>,
}

/// Files shown by name before the rest is only counted.
const SHOWN: usize = 30;

/// Renders the package and the findings as JSON, with a line end.
pub fn json(package: &Package, report: &Report) -> String {
    let document = Document {
        version: 1,
        package,
        findings: super::json::findings(report),
    };
    // Only maps with non-text keys can fail to serialise, and there are none.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
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

    /// Takes over which files go in, and why.
    pub fn list(&mut self, selection: &Selection) {
        let entry = |entry: &package::Entry| Entry {
            name: entry.name.clone(),
            size: entry.size,
            compressed: None,
            mode: None,
            crc32: None,
            reason: entry.reason.to_string(),
        };
        self.entries = selection.entries.iter().map(entry).collect();
    }

    /// Takes over what was selected, inspected and written.
    pub fn describe(&mut self, made: &Assembled) {
        self.list(&made.selection);
        if let (Some(executable), Some(inspection)) = (&mut self.executable, &made.executable) {
            executable.format = Some(inspection.format.to_string());
        }
        let Some(written) = &made.written else { return };
        for (entry, file) in self.entries.iter_mut().zip(&written.entries) {
            entry.size = file.size;
            entry.compressed = Some(file.compressed);
            entry.mode = Some(format!("{:04o}", file.mode & 0o7777));
            entry.crc32 = Some(format!("{:08x}", file.crc32));
        }
        self.path = Some(written.path.display().to_string());
        self.size = Some(written.size);
        self.sha256 = Some(written.sha256.clone());
    }
}

/// Renders a written package: its files, then what it is as a whole. Nothing for one that was
/// not written because of errors.
pub fn human(package: &Package) -> String {
    let (Some(path), Some(bytes), Some(sha256)) = (&package.path, package.size, &package.sha256)
    else {
        return String::new();
    };
    let mut out = table(package, SHOWN);
    let unpacked: u64 = package.entries.iter().map(|entry| entry.size).sum();
    let files = count(package.entries.len(), "file");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "\n{files}, {} unpacked, for {}",
        size(unpacked),
        package.platform
    );
    if let Some(Executable {
        name,
        format: Some(format),
    }) = &package.executable
    {
        let _ = writeln!(out, "{name} is {format}");
    }
    let _ = writeln!(out, "{path}: {}\nsha256 {sha256}", size(bytes));
    out
}

/// Renders every file with the reason why it goes in.
pub fn list(package: &Package) -> String {
    let width = name_width(&package.entries);
    let mut out = String::new();
    for entry in &package.entries {
        let _ = writeln!(
            out,
            "{:width$}  {:>9}  {}",
            entry.name,
            size(entry.size),
            entry.reason
        );
    }
    out
}

fn table(package: &Package, shown: usize) -> String {
    let entries = &package.entries[..shown.min(package.entries.len())];
    let width = name_width(entries);
    let mut out = String::new();
    for entry in entries {
        let mode = entry.mode.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "{:width$}  {mode}  {:>9}",
            entry.name,
            size(entry.size)
        );
    }
    if package.entries.len() > shown {
        let _ = writeln!(
            out,
            "... and {} more; `--json` has them all",
            package.entries.len() - shown
        );
    }
    out
}

fn name_width(entries: &[Entry]) -> usize {
    let widths = entries.iter().map(|entry| entry.name.chars().count());
    widths.max().unwrap_or(0).min(60)
}
