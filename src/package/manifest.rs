//! The manifest of a package: what the JSON report of `fch package` says was written. It comes
//! from elsewhere, so nothing in it is believed before it is read to its end.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use serde::{Deserialize, Deserializer};

use crate::archive::Digest;

/// The version of the report that is read.
const VERSION: u32 = 1;

/// The longest report that is read, in bytes: that of a million files.
const LONGEST: u64 = 512 << 20;

/// What was written.
#[derive(Debug)]
pub struct Manifest {
    /// SHA-256 of the zip.
    pub sha256: Digest,
    /// Its files, by name.
    pub files: BTreeMap<String, Listed>,
}

/// A file as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Bytes when unpacked.
    pub size: u64,
    /// Permission bits.
    pub mode: u32,
    /// SHA-256 of the unpacked bytes.
    pub sha256: Digest,
}

/// Why a text is no manifest.
#[derive(Debug)]
pub enum NoManifest {
    /// It cannot be read.
    Io(io::Error),
    /// It is something else; where and why.
    Other(String),
}

impl Manifest {
    /// Reads a report. Of several packages in it, the one whose zip has the file name `zip` is
    /// taken.
    ///
    /// # Errors
    /// When it is no report, or one of no package that was written.
    pub fn read(from: impl Read, zip: &str) -> Result<Manifest, NoManifest> {
        let mut from = BufReader::new(from.take(LONGEST));
        // Windows PowerShell puts it in front of what it writes as UTF-8.
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        if from.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            from.consume(BYTE_ORDER_MARK.len());
        }
        let document: Document = serde_json::from_reader(&mut from)?;
        if document.version != VERSION {
            let version = document.version;
            return other(format!(
                "it has version {version}, and version {VERSION} is read here"
            ));
        }
        match document.package.or_else(|| only(document.packages, zip)) {
            Some(package) => package.manifest(),
            None => other(format!(
                "it holds no package, or not exactly one, called `{zip}`"
            )),
        }
    }
}

fn other<T>(why: impl Into<String>) -> Result<T, NoManifest> {
    Err(NoManifest::Other(why.into()))
}

/// The only package whose zip has this file name.
fn only(parts: Vec<Part>, zip: &str) -> Option<Package> {
    let has_name = |package: &Package| {
        let path = package.path.as_deref().unwrap_or_default();
        path.rsplit(['/', '\\']).next() == Some(zip)
    };
    let packages = parts.into_iter().filter_map(|part| part.package);
    let mut fitting = packages.filter(has_name);
    fitting.next().filter(|_| fitting.next().is_none())
}

#[derive(Deserialize)]
#[serde(expecting = "a report of `fch package`")]
struct Document {
    version: u32,
    package: Option<Package>,
    #[serde(default)]
    packages: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(expecting = "an app of such a report")]
struct Part {
    package: Option<Package>,
}

/// Of a package that was only listed, or not written, the report leaves most of this open.
#[derive(Deserialize)]
#[serde(expecting = "a package")]
struct Package {
    path: Option<String>,
    sha256: Option<Digest>,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(expecting = "a file of the package")]
struct Entry {
    name: String,
    size: u64,
    #[serde(default, deserialize_with = "mode")]
    mode: Option<u32>,
    sha256: Option<Digest>,
}

impl Package {
    fn manifest(self) -> Result<Manifest, NoManifest> {
        let Some(sha256) = self.sha256 else {
            return other("it tells of a package that was not written");
        };
        let mut files = BTreeMap::new();
        for entry in self.entries {
            let (Some(mode), Some(sha256)) = (entry.mode, entry.sha256) else {
                return other(format!("it lacks mode or SHA-256 of `{}`", entry.name));
            };
            let size = entry.size;
            let listed = Listed { size, mode, sha256 };
            if let Some(twice) = files
                .insert(entry.name.clone(), listed)
                .and(Some(entry.name))
            {
                return other(format!("it lists `{twice}` twice"));
            }
        }
        Ok(Manifest { sha256, files })
    }
}

/// Permission bits, written as in `0755`.
fn mode<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    let read = |text: String| match u32::from_str_radix(&text, 8) {
        Ok(mode) if mode <= 0o7777 => Ok(mode),
        _ => Err(serde::de::Error::custom(
            "a mode has four octal digits, as in `0755`",
        )),
    };
    text.map(read).transpose()
}

impl From<io::Error> for NoManifest {
    fn from(error: io::Error) -> Self {
        NoManifest::Io(error)
    }
}

impl From<serde_json::Error> for NoManifest {
    fn from(error: serde_json::Error) -> Self {
        const ENOUGH: usize = 200;
        if error.is_io() {
            return NoManifest::Io(error.into());
        }
        // It quotes what it found, which may be of any length.
        let (line, column) = (error.line(), error.column());
        let what: String = error.to_string().chars().take(ENOUGH).collect();
        let what = what.split(" at line ").next().unwrap_or_default();
        NoManifest::Other(format!("line {line}, column {column}: {what}"))
    }
}

impl fmt::Display for NoManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoManifest::Io(error) => error.fmt(f),
            NoManifest::Other(why) => f.write_str(why),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// SHA-256 of `abc` (FIPS 180-2, appendix B.1).
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn package(path: &str, entries: &str) -> String {
        format!(r#"{{"path": "{path}", "sha256": "{ABC}", "entries": [{entries}]}}"#)
    }

    fn entry(name: &str) -> String {
        format!(r#"{{"name": "{name}", "size": 3, "mode": "0755", "sha256": "{ABC}"}}"#)
    }

    fn one(entries: &str) -> String {
        format!(
            r#"{{"version": 1, "package": {}}}"#,
            package("app.zip", entries)
        )
    }

    fn read(text: impl AsRef<[u8]>) -> Result<Manifest, String> {
        Manifest::read(text.as_ref(), "app.zip").map_err(|why| why.to_string())
    }

    #[test]
    fn says_what_was_written() {
        let manifest = read(one(&entry("a"))).unwrap();
        let sha256 = Digest::of(b"abc");
        assert_eq!(manifest.sha256, sha256);
        let a = Listed {
            size: 3,
            mode: 0o755,
            sha256,
        };
        assert_eq!(manifest.files, BTreeMap::from([("a".to_owned(), a)]));
        let marked = [b"\xef\xbb\xbf".as_slice(), one("").as_bytes()].concat();
        assert!(read(marked).unwrap().files.is_empty());
    }

    #[test]
    fn of_several_packages_the_name_tells_which() {
        let several = |paths: &[&str]| {
            let part =
                |path: &&str| format!(r#"{{"package": {}}}"#, package(path, &entry(&path[..1])));
            let parts: Vec<String> = paths.iter().map(part).collect();
            read(format!(
                r#"{{"version": 1, "packages": [{}, {{"package": null}}]}}"#,
                parts.join(",")
            ))
        };
        let manifest = several(&["x/other.zip", "out/app.zip"]).unwrap();
        assert!(manifest.files.contains_key("o"));
        assert!(several(&["x/other.zip"]).unwrap_err().contains("`app.zip`"));
        assert!(several(&["a/app.zip", r"b\\app.zip"]).is_err());
    }

    #[test]
    fn what_is_something_else_is_said_with_its_place() {
        let long = format!(r#"{{"version": "{}"}}"#, "9".repeat(1_000_000));
        let same = [entry("a"), entry("a")].join(",");
        let loose = entry("a").replace("0755", "9");
        let wide = entry("a").replace("0755", "77777");
        let listed = r#"{"version": 1, "package": {"path": null, "sha256": null, "entries": []}}"#;
        for (text, word) in [
            ("", "line 1, column 0"),
            ("{", "line 1"),
            ("\n[[", "line 2"),
            ("{}", "missing field `version`"),
            (r#"{"version": 2}"#, "version 2"),
            (r#"{"version": 1}"#, "no package"),
            (r#"{"version": 1, "package": 7}"#, "expected a package"),
            (listed, "not written"),
            (long.as_str(), "invalid type"),
            (one(&same).as_str(), "`a` twice"),
            (one(&loose).as_str(), "octal"),
            (one(&wide).as_str(), "octal"),
            (one(&entry("a").replace(ABC, "00")).as_str(), "64"),
            (one(&entry("a").replace("3", "-3")).as_str(), "line 1"),
            (
                one(r#"{"name": "a", "size": 3}"#).as_str(),
                "SHA-256 of `a`",
            ),
            (&"[".repeat(1_000_000), "line 1"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(word), "{why}");
            assert!(why.len() < 300, "{} bytes", why.len());
        }
    }

    #[test]
    fn many_files_are_read() {
        const MANY: usize = 20_000;
        let entries: Vec<String> = (0..MANY).map(|n| entry(&n.to_string())).collect();
        assert_eq!(read(one(&entries.join(","))).unwrap().files.len(), MANY);
    }
}
