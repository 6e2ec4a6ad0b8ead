//! `fch package --list`: every file with its size, its mode and why it goes in.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::human::name_width;
use super::{Entry, Package};
use crate::diagnostics::printable;
use crate::ui::words::{count, size};

/// How many of the paths that only `func` packs are named.
const NAMED: usize = 5;

/// Renders the files, all by name or the `largest` ones by size, then what they are together.
pub fn human(package: &Package, largest: Option<usize>) -> String {
    let mut entries: Vec<&Entry> = package.entries.iter().collect();
    if let Some(largest) = largest {
        entries.sort_by_key(|entry| Reverse(entry.size));
        entries.truncate(largest);
    }
    let width = name_width(entries.iter().copied());
    let mut out = String::new();
    for entry in &entries {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", line(entry, width));
    }
    let files = count(package.entries.len(), "file");
    let shown = match entries.len() == package.entries.len() {
        true => String::new(),
        false => format!(", {} shown", entries.len()),
    };
    let _ = writeln!(out, "\n{files}, {} unpacked{shown}", size(package.unpacked));
    out + &unbuilt(package) + &outside(package)
}

fn line(entry: &Entry, width: usize) -> String {
    let mode = entry.mode.as_deref().unwrap_or_default();
    let func = match entry.func.as_deref() {
        None => String::new(),
        Some("always") => "; `func` never packages it".to_owned(),
        Some(line) => format!("; `func` leaves it out because of {line}"),
    };
    format!(
        "{:width$}  {mode}  {:>9}  {}{func}",
        printable(&entry.name),
        size(entry.size),
        entry.reason
    )
}

/// The executable that no build has made yet.
fn unbuilt(package: &Package) -> String {
    let name = package.executable.as_ref().map(|it| it.name.as_str());
    match name.filter(|name| package.entries.iter().all(|entry| entry.name != *name)) {
        Some(name) => format!("`{name}` is not there yet and not counted\n"),
        None => String::new(),
    }
}

fn outside(package: &Package) -> String {
    let excluded = package.excluded.as_deref().unwrap_or_default();
    if excluded.is_empty() {
        return String::new();
    }
    let paths = count(excluded.len(), "path");
    let mut out = format!("{paths} outside; `fch package --why FILE` says why, `--json` has all\n");
    let func: Vec<&str> = (excluded.iter())
        .filter_map(|it| it.func.as_deref())
        .collect();
    if !func.is_empty() {
        let named: Vec<_> = func
            .iter()
            .take(NAMED)
            .map(|name| printable(name))
            .collect();
        let more = match func.len().checked_sub(NAMED) {
            Some(more) if more > 0 => format!(" and {more} more"),
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "`func` would package of these: {}{more}",
            named.join(", ")
        );
    }
    out
}
