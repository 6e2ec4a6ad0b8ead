//! Baselines: findings that are known, so that only new ones are shown.
//!
//! A file of JSON, sorted, that says for each finding its rule, its file and a fingerprint of
//! its message, and how often it is there. Lines are not in it, so that text above a finding may
//! come and go; messages are not in it either, only their hashes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::levels::ALWAYS;
use super::relative::relative;
use crate::diagnostics::Finding;

/// The version of the file that is written and read.
const VERSION: u32 = 1;

/// Known findings, and how many of each were met.
#[derive(Debug)]
pub struct Baseline {
    /// The folder of the file, to which paths are relative.
    folder: PathBuf,
    entries: BTreeMap<Key, Entry>,
}

/// What makes two findings the same; the order is the order in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    rule: String,
    fingerprint: String,
}

#[derive(Debug, Default)]
struct Entry {
    count: usize,
    met: usize,
}

/// The file. Fields are only added; what an entry means changes with the version.
#[derive(Serialize, Deserialize)]
#[serde(expecting = "an object")]
struct FileV1 {
    version: u32,
    findings: Vec<KnownV1>,
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "an object")]
struct KnownV1 {
    path: String,
    rule: String,
    fingerprint: String,
    count: usize,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Version {
    version: u32,
}

impl Baseline {
    /// The baseline of `findings`, for a file in `folder`.
    pub fn of(findings: &[Finding], folder: &Path) -> Self {
        let mut baseline = Baseline {
            folder: folder.to_owned(),
            entries: BTreeMap::new(),
        };
        for finding in findings.iter().filter(|it| it.rule.name != ALWAYS) {
            let key = baseline.key(finding);
            baseline.entries.entry(key).or_default().count += 1;
        }
        baseline
    }

    /// Reads the text of a baseline that lies in `folder`.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let version = serde_json::from_str(text).map(|Version { version }| version);
        let version = version.map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!("its version is {version}, not {VERSION}"));
        }
        let file: FileV1 = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut entries: BTreeMap<Key, Entry> = BTreeMap::new();
        for known in file.findings {
            let key = Key {
                path: known.path,
                rule: known.rule,
                fingerprint: known.fingerprint,
            };
            let entry = entries.entry(key).or_default();
            entry.count = entry.count.saturating_add(known.count);
        }
        Ok(Baseline {
            folder: folder.to_owned(),
            entries,
        })
    }

    /// The text of the file, with a line end.
    pub fn render(&self) -> String {
        let findings = self.entries.iter().map(|(key, entry)| KnownV1 {
            path: key.path.clone(),
            rule: key.rule.clone(),
            fingerprint: key.fingerprint.clone(),
            count: entry.count,
        });
        let file = FileV1 {
            version: VERSION,
            findings: findings.collect(),
        };
        // Only maps with non-text keys can fail to serialise, and there are none.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Takes the known findings of an app out, and says how many they were. Of more findings of
    /// one kind than are known, the last are new.
    pub fn hide(&mut self, findings: &mut Vec<Finding>) -> usize {
        let before = findings.len();
        findings.retain(|finding| finding.rule.name == ALWAYS || !self.meet(finding));
        before - findings.len()
    }

    fn meet(&mut self, finding: &Finding) -> bool {
        let key = self.key(finding);
        let entry = self.entries.get_mut(&key);
        let left = entry.filter(|entry| entry.met < entry.count);
        left.map(|entry| entry.met += 1).is_some()
    }

    /// How many known findings below `root`, an app whose findings were all met, are gone.
    pub fn gone(&self, root: &Path) -> usize {
        let app = relative(&self.folder, root);
        let mine = self
            .entries
            .iter()
            .filter(|(key, _)| is_below(&key.path, &app));
        mine.map(|(_, entry)| entry.count - entry.met).sum()
    }

    fn key(&self, finding: &Finding) -> Key {
        let path = Path::new(finding.primary.source.path());
        Key {
            path: relative(&self.folder, path),
            rule: finding.rule.name.to_owned(),
            fingerprint: fingerprint(&finding.message),
        }
    }
}

/// True when `path` lies in `folder`, both relative to the same place.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = match folder {
        "" => Some(path),
        _ => path
            .strip_prefix(folder)
            .and_then(|it| it.strip_prefix('/')),
    };
    rest.is_some_and(|rest| !rest.starts_with("../"))
}

/// The first eight bytes of the message's SHA-256, in hexadecimal.
fn fingerprint(message: &str) -> String {
    let hash = Sha256::digest(message.as_bytes());
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::diagnostics::{Label, Source};
    use crate::lint::rules;
    use std::sync::Arc;

    fn finding(path: &str, line: usize, message: &str) -> Finding {
        let source = Arc::new(Source::new(path, "\n".repeat(line)));
        let label = Label::new(&source, line..line);
        Finding::new(&rules::cron_invalid::RULE.info, label, message)
    }

    #[test]
    fn what_is_known_is_hidden_wherever_it_moved() {
        let folder = Path::new("");
        let known = [
            finding("f", 1, "a"),
            finding("f", 2, "a"),
            finding("g", 1, "b"),
        ];
        let text = Baseline::of(&known, folder).render();
        let mut baseline = Baseline::parse(&text, folder).unwrap();
        assert_eq!(baseline.render(), text);

        let mut found = vec![
            finding("f", 7, "a"),
            finding("f", 8, "a"),
            finding("f", 9, "a"),
            finding("f", 1, "c"),
            finding("h", 1, "b"),
        ];
        assert_eq!(baseline.hide(&mut found), 2);
        let left: Vec<_> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(left, ["a", "c", "b"], "one more of a kind, new ones");
        assert_eq!(baseline.gone(folder), 1, "`b` in `g`");
    }

    #[test]
    fn only_what_was_looked_at_can_be_gone() {
        let baseline = Baseline::of(&[finding("src/x", 1, "a")], Path::new(""));
        assert_eq!(baseline.gone(Path::new("src")), 1);
        assert_eq!(baseline.gone(Path::new("tests")), 0);
        assert!(is_below("../host.json", "..") && !is_below("../../host.json", ".."));
        assert!(!is_below("apps-old/x", "apps"));
    }

    #[test]
    fn what_is_damaged_is_no_baseline() {
        let why = |text: &str| Baseline::parse(text, Path::new("")).unwrap_err();
        assert!(why("{\"version\": 1, \"findings\"").contains("line 1"));
        assert!(why("{\"version\": 1}").contains("findings"));
        assert_eq!(why("{\"version\": 2}"), "its version is 2, not 1");
        assert!(why("").contains("EOF"));
    }
}
