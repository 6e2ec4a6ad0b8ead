//! One JSON file of an app: read, decoded as .NET decodes it, parsed, faults kept as data.

use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Overlay;
use crate::diagnostics::{Source, looks_secret};
use crate::json::{self, Node, Problem, Value};

/// Larger files are refused unread: no configuration is this big, and reading one would look
/// like a hang.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A configuration file as far as it could be read.
#[derive(Debug)]
pub struct Document {
    /// The file, for pointing into.
    pub source: Arc<Source>,
    /// The tree, as far as the text is JSON.
    pub root: Option<Node>,
    /// Why the file could not be read or parsed, in the order of the text.
    pub problems: Vec<Problem>,
    /// Bytes that are not the text they should be.
    pub encoding: Encoding,
    /// Byte ranges of the comments.
    pub comments: Vec<Range<usize>>,
}

/// How the bytes of a file were turned into text (H-DISC-18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark: the host reads it, other tools do not.
    Utf16,
    /// Not valid UTF-8: from this byte range on, U+FFFD stands for what was there.
    Broken(Range<usize>),
}

impl Document {
    /// Reads the file at `path`; reports call it `shown`. What goes wrong is in `problems`.
    pub fn read(path: &Path, shown: &str) -> Document {
        Self::load(path, shown, &Overlay::default(), false)
    }

    /// Like [`Document::read`], but a text in `overlay` goes before the file.
    pub fn read_over(path: &Path, shown: &str, overlay: &Overlay) -> Document {
        Self::load(path, shown, overlay, false)
    }

    /// Like [`Document::read_over`], for local.settings.json: no value is ever shown again.
    pub fn read_secret(path: &Path, shown: &str, overlay: &Overlay) -> Document {
        Self::load(path, shown, overlay, true)
    }

    /// The value at a path of keys, each matched ignoring case (H-CFG-21).
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        self.root.as_ref().and_then(|root| root.at(keys))
    }

    fn load(path: &Path, shown: &str, overlay: &Overlay, secret: bool) -> Document {
        let (text, encoding) = match overlay.get(path) {
            Some(text) => (text.to_owned(), Encoding::Utf8),
            None => match text_on_disk(path) {
                Ok(read) => read,
                Err(message) => return Self::unreadable(shown, message),
            },
        };
        let parsed = json::parse(&text);
        let readable = parsed.problems.is_empty();
        let mut hidden = match &parsed.root {
            Some(root) if readable && secret => setting_values(root),
            Some(root) if readable => inline_secrets(root),
            // What a broken text means is a guess: show nothing of it that may be secret.
            _ if secret || looks_secret(&text) => vec![0..text.len()],
            Some(root) => inline_secrets(root),
            None => Vec::new(),
        };
        // A value that was commented out is a value still.
        let is_hidden =
            |span: &Range<usize>| secret || text.get(span.clone()).is_some_and(looks_secret);
        hidden.extend(
            parsed
                .comments
                .iter()
                .filter(|span| is_hidden(span))
                .cloned(),
        );
        Document {
            source: Arc::new(Source::new(shown, text).hiding(&hidden)),
            root: parsed.root,
            problems: parsed.problems,
            encoding,
            comments: parsed.comments,
        }
    }

    fn unreadable(shown: &str, message: String) -> Document {
        Document {
            source: Arc::new(Source::without_text(shown)),
            root: None,
            problems: vec![Problem {
                span: 0..0,
                message,
                help: None,
                change: None,
            }],
            encoding: Encoding::Utf8,
            comments: Vec::new(),
        }
    }
}

/// The text of a file as [`Document::read`] takes it, and what it had to be decoded from.
///
/// # Errors
/// Why it cannot be read, as a sentence.
pub fn text_on_disk(path: &Path) -> Result<(String, Encoding), String> {
    read_bytes(path).map(decode)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("the file cannot be read: {error}");
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err("this is a folder, not a file".to_owned());
    }
    // A pipe or a device could block for ever.
    if !metadata.is_file() {
        return Err("this is not a regular file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!(
            "the file is larger than {} MB",
            MAX_BYTES / 1024 / 1024
        ));
    }
    // One byte more than the file should have, so that the end is found without growing.
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    let file = fs::File::open(path).map_err(failed)?;
    file.take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// Bytes to text as .NET's `File.ReadAllText` does it: by byte order mark, else UTF-8 with
/// U+FFFD for what is not.
pub fn decode(bytes: Vec<u8>) -> (String, Encoding) {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return (utf16(rest, u16::from_le_bytes), Encoding::Utf16);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return (utf16(rest, u16::from_be_bytes), Encoding::Utf16);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, Encoding::Utf8),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let span = start..start + '\u{fffd}'.len_utf8();
            (text, Encoding::Broken(span))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let pairs = bytes.chunks_exact(2);
    let is_cut = !pairs.remainder().is_empty();
    let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
    let mut text = String::from_utf16_lossy(&units);
    if is_cut {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// Every value of the file but `Host`, which has ports and origins, and switches.
fn setting_values(root: &Node) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    if !root.is_object() {
        leaves(root, &mut hidden);
    }
    for member in root.members() {
        let is_switch = matches!(member.value.value, Value::Bool(_));
        if member.key.text != "Host" && !is_switch {
            leaves(&member.value, &mut hidden);
        }
    }
    hidden
}

fn leaves(node: &Node, out: &mut Vec<Range<usize>>) {
    node.members().iter().for_each(|m| leaves(&m.value, out));
    node.items().iter().for_each(|item| leaves(item, out));
    if node.members().is_empty() && node.items().is_empty() {
        out.push(node.span.clone());
    }
}

/// Strings in host.json or function.json that look like credentials.
fn inline_secrets(root: &Node) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    secrets_in(root, &mut spans);
    spans
}

fn secrets_in(node: &Node, out: &mut Vec<Range<usize>>) {
    for member in node.members() {
        if looks_secret(&member.key.text) {
            out.push(member.key.span.clone());
        }
        let value = member.value.as_str();
        let is_secret = member.key.text.eq_ignore_ascii_case("password")
            || (value.is_some_and(is_connection_string) && names_a_secret(&member.key.text));
        if value.is_some() && is_secret {
            out.push(member.value.span.clone());
        } else {
            secrets_in(&member.value, out);
        }
    }
    node.items().iter().for_each(|item| secrets_in(item, out));
    // Arguments: what comes behind `--password` is one.
    for pair in node.items().windows(2) {
        let flag = pair[0].as_str().unwrap_or_default();
        if flag.starts_with("--") && names_a_secret(flag) {
            out.push(pair[1].span.clone());
        }
    }
    if node.as_str().is_some_and(looks_secret) {
        out.push(node.span.clone());
    }
}

/// True for the key of a value that is a secret unless it is the name of a setting.
fn names_a_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let words = ["connection", "key", "password", "secret", "token"];
    words.iter().any(|word| key.contains(word))
}

/// True for text that cannot be the name of a setting: those become environment variables,
/// whose names have no `=` on any system. Keys, passwords and addresses have one, or `://`.
pub fn is_connection_string(value: &str) -> bool {
    value.contains('=') || value.contains("://")
}
