//! Programs that read zips, and how to understand what they print.

use std::path::Path;
use std::process::Command;

use crate::harness::needs;

/// What a program says of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Path in the zip.
    pub(super) name: String,
    /// Unix mode with the file type.
    pub(super) mode: u32,
    /// Bytes when unpacked.
    pub(super) size: u64,
    /// Bytes in the zip; bsdtar does not tell.
    pub(super) compressed: Option<u64>,
    /// CRC-32 of the unpacked bytes; bsdtar does not tell.
    pub(super) crc32: Option<u32>,
}

impl Seen {
    /// The part of it that a reader tells.
    pub(super) fn as_told_by(&self, reader: &Reader) -> Seen {
        Seen {
            compressed: self.compressed.filter(|_| reader.tells_checksums),
            crc32: self.crc32.filter(|_| reader.tells_checksums),
            ..self.clone()
        }
    }
}

/// A program that reads zips. `ZIP` stands for the zip among its arguments.
pub(super) struct Reader {
    pub(super) tool: &'static str,
    /// An argument with which it does nothing.
    probe: &'static str,
    list: &'static [&'static str],
    /// Reads all bytes and compares the checksums.
    test: &'static [&'static str],
    /// Unpacks into the current folder.
    extract: &'static [&'static str],
    understand: fn(&str) -> Vec<Seen>,
    tells_checksums: bool,
    /// Whether unpacked files have the entries' modes.
    pub(super) keeps_modes: bool,
}

/// Lists with Python's `zipfile`, as JSON.
const PYTHON_LIST: &str = "\
import json, sys, zipfile
print(json.dumps([
    [i.filename, i.external_attr >> 16, i.file_size, i.compress_size, i.CRC]
    for i in zipfile.ZipFile(sys.argv[1]).infolist() if i.create_system == 3
]))";

pub(super) static ALL: [Reader; 4] = [
    Reader {
        tool: "unzip",
        probe: "-v",
        list: &["-Z", "-v", "ZIP"],
        test: &["-t", "ZIP"],
        extract: &["-q", "ZIP"],
        understand: info_zip,
        tells_checksums: true,
        keeps_modes: true,
    },
    Reader {
        tool: "python3",
        probe: "--version",
        list: &["-c", PYTHON_LIST, "ZIP"],
        test: &["-m", "zipfile", "-t", "ZIP"],
        extract: &["-m", "zipfile", "-e", "ZIP", "."],
        understand: python,
        tells_checksums: true,
        keeps_modes: false,
    },
    Reader {
        tool: "7z",
        probe: "i",
        list: &["l", "-slt", "ZIP"],
        test: &["t", "ZIP"],
        extract: &["x", "ZIP"],
        understand: seven_zip,
        tells_checksums: true,
        keeps_modes: true,
    },
    Reader {
        tool: "bsdtar",
        probe: "--version",
        list: &["-tvf", "ZIP"],
        test: &["-xOf", "ZIP"],
        extract: &["-xf", "ZIP"],
        understand: bsdtar,
        tells_checksums: false,
        keeps_modes: true,
    },
];

impl Reader {
    /// Says so when not.
    pub(super) fn is_there(&self) -> bool {
        needs(self.tool, self.probe)
    }

    #[track_caller]
    pub(super) fn list(&self, zip: &Path) -> Vec<Seen> {
        let text = self.run(self.list, zip, Path::new("."));
        (self.understand)(&text)
    }

    #[track_caller]
    pub(super) fn test(&self, zip: &Path) {
        self.run(self.test, zip, Path::new("."));
    }

    #[track_caller]
    pub(super) fn extract(&self, zip: &Path, into: &Path) {
        self.run(self.extract, zip, into);
    }

    /// What it prints on stdout. Names are UTF-8, and modes those of the zip.
    #[track_caller]
    fn run(&self, args: &[&str], zip: &Path, dir: &Path) -> String {
        let zip = zip.to_str().unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", "umask 000; exec \"$@\"", "sh", self.tool])
            .args(args.iter().map(|arg| if *arg == "ZIP" { zip } else { arg }))
            .current_dir(dir)
            .env("LC_ALL", "C.UTF-8");
        let output = command.output().unwrap();
        let (out, err) = (&output.stdout, &output.stderr);
        let complaint = String::from_utf8_lossy(err);
        assert!(output.status.success(), "{command:?}\n{complaint}");
        String::from_utf8_lossy(out).into_owned()
    }
}

/// A part for each entry of `unzip -Z -v`, the name after a rule, then `label:   value` lines.
fn info_zip(text: &str) -> Vec<Seen> {
    let parts = text.split("\nCentral directory entry #").skip(1);
    let entry = |part: &str| {
        let (_, rest) = part.split_once("---\n\n  ").unwrap();
        let after = |label: &str| {
            let (_, value) = rest.split_once(&format!("\n  {label}")).expect(label);
            value.split_whitespace().next().unwrap().to_owned()
        };
        Seen {
            name: rest[..rest.find('\n').unwrap()].to_owned(),
            mode: u32::from_str_radix(&after("Unix file attributes ("), 8).unwrap(),
            size: after("uncompressed size:").parse().unwrap(),
            compressed: after("compressed size:").parse().ok(),
            crc32: u32::from_str_radix(&after("32-bit CRC value (hex):"), 16).ok(),
        }
    };
    parts.map(entry).collect()
}

fn python(text: &str) -> Vec<Seen> {
    let all: Vec<(String, u32, u64, u64, u32)> = serde_json::from_str(text).unwrap();
    let entry = |(name, mode, size, compressed, crc32)| Seen {
        name,
        mode,
        size,
        compressed: Some(compressed),
        crc32: Some(crc32),
    };
    all.into_iter().map(entry).collect()
}

/// After a rule, a block of `Key = value` lines for each entry.
fn seven_zip(text: &str) -> Vec<Seen> {
    let (_, entries) = text.split_once("\n----------\n").unwrap();
    let blocks = entries.split("\n\n").filter(|block| block.contains('='));
    let entry = |block: &str| {
        let value = |key: &str| {
            let mut lines = block.lines().filter_map(|line| line.split_once(" ="));
            let found = lines.find_map(|(name, value)| (name.trim() == key).then_some(value));
            found.expect(key).strip_prefix(' ').unwrap_or_default()
        };
        Seen {
            name: value("Path").to_owned(),
            mode: symbolic(value("Attributes").split(' ').next_back().unwrap()),
            size: value("Size").parse().unwrap(),
            compressed: value("Packed Size").parse().ok(),
            crc32: u32::from_str_radix(value("CRC"), 16).ok(),
        }
    };
    blocks.map(entry).collect()
}

/// Lines as of `ls -l`: mode, links, owner, group, size, month, day, year, name.
fn bsdtar(text: &str) -> Vec<Seen> {
    let entry = |line: &str| {
        let mut rest = line;
        let mut columns = std::iter::from_fn(|| {
            let (column, after) = rest.trim_start().split_once(' ')?;
            rest = after;
            Some(column)
        });
        let columns: Vec<&str> = columns.by_ref().take(8).collect();
        Seen {
            mode: symbolic(columns[0]),
            size: columns[4].parse().unwrap(),
            name: rest.to_owned(),
            compressed: None,
            crc32: None,
        }
    };
    text.lines().map(entry).collect()
}

/// The mode of `-rwxr-xr-x`, which must be a regular file.
fn symbolic(text: &str) -> u32 {
    let bits = text.strip_prefix('-').expect(text);
    assert_eq!(bits.len(), 9, "{text}");
    bits.chars()
        .fold(0o100, |mode, bit| mode << 1 | u32::from(bit != '-'))
}
