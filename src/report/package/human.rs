//! `fch package` for people: what is in the zip, and what it is as a whole.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::{Entry, Executable, Package};
use crate::diagnostics::printable;
use crate::ui::words::{count, size};

/// Files shown by name before the rest is only counted.
const SHOWN: usize = 30;

/// From how many bytes on a package is large, so that its largest files are shown.
const LARGE: u64 = 5_000_000;

/// How many of the largest files.
const LARGEST: usize = 10;

/// Renders a written package: its files, then what it is as a whole. Nothing for one that was
/// not written because of errors.
pub fn human(package: &Package) -> String {
    let (Some(path), Some(bytes), Some(sha256)) = (&package.path, package.size, &package.sha256)
    else {
        return String::new();
    };
    let mut out = table(package, SHOWN);
    if bytes > LARGE && package.entries.len() > LARGEST {
        out += &largest(package);
    }
    let files = count(package.entries.len(), "file");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "\n{files}, {} unpacked, for {}",
        size(package.unpacked),
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

/// The commands that deploy a package that was written.
pub fn next(package: &Package) -> String {
    format!("\nNext, deploy it:\n  {}", package.next.join("\n  "))
}

/// What makes a package large.
fn largest(package: &Package) -> String {
    let mut entries: Vec<&Entry> = package.entries.iter().collect();
    entries.sort_by_key(|entry| Reverse(entry.compressed));
    entries.truncate(LARGEST);
    let width = name_width(entries.iter().copied());
    let mut out = "\nlargest in the zip\n".to_owned();
    for entry in entries {
        let packed = size(entry.compressed.unwrap_or_default());
        let unpacked = size(entry.size);
        let name = printable(&entry.name);
        let _ = writeln!(out, "{name:width$}  {packed:>9} of {unpacked:>9}");
    }
    out
}

fn table(package: &Package, shown: usize) -> String {
    let entries = &package.entries[..shown.min(package.entries.len())];
    let width = name_width(entries.iter());
    let mut out = String::new();
    for entry in entries {
        let mode = entry.mode.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "{:width$}  {mode}  {:>9}",
            printable(&entry.name),
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

pub(super) fn name_width<'a>(entries: impl Iterator<Item = &'a Entry>) -> usize {
    let widths = entries.map(|entry| entry.name.chars().count());
    widths.max().unwrap_or(0).min(60)
}
