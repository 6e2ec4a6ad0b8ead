//! One JSON file of an app: read, decoded as .NET decodes it, parsed, faults kept as data.

use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostics::Source;
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
        Self::load(path, shown, false)
    }

    /// Like [`Document::read`], for local.settings.json: no value is ever shown again.
    pub fn read_secret(path: &Path, shown: &str) -> Document {
        Self::load(path, shown, true)
    }

    /// The value at a path of keys, each matched ignoring case (H-CFG-21).
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        self.root.as_ref().and_then(|root| root.at(keys))
    }

    fn load(path: &Path, shown: &str, secret: bool) -> Document {
        let bytes = match read_bytes(path) {
            Ok(bytes) => bytes,
            Err(message) => return Self::unreadable(shown, message),
        };
        let (text, encoding) = decode(bytes);
        let parsed = json::parse(&text);
        let readable = parsed.problems.is_empty();
        let hidden = match &parsed.root {
            Some(root) if readable && secret => setting_values(root),
            Some(root) if readable => inline_secrets(root),
            // What a broken text means is a guess: show nothing of it that may be secret.
            _ if secret || looks_secret(&text) => vec![0..text.len()],
            _ => Vec::new(),
        };
        Document {
            source: Arc::new(Source::new(shown, text).hiding(&hidden)),
            root: parsed.root,
            problems: parsed.problems,
            encoding,
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
            }],
            encoding: Encoding::Utf8,
        }
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("cannot be read: {error}");
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err("is a folder, not a file".to_owned());
    }
    // A pipe or a device could block for ever.
    if !metadata.is_file() {
        return Err("is not a regular file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!("is larger than {} MB", MAX_BYTES / 1024 / 1024));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// Bytes to text as .NET's `File.ReadAllText` does it: by byte order mark, else UTF-8 with
/// U+FFFD for what is not.
fn decode(bytes: Vec<u8>) -> (String, Encoding) {
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
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
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
    node.members()
        .iter()
        .for_each(|m| secrets_in(&m.value, out));
    node.items().iter().for_each(|item| secrets_in(item, out));
    if node.as_str().is_some_and(looks_secret) {
        out.push(node.span.clone());
    }
}

/// True for text that carries a key, a password or a signature. A setting *name* such as
/// `x_RootManageSharedAccessKey_EVENTHUB` has no `=` and does not count.
pub fn looks_secret(text: &str) -> bool {
    const MARKS: [&str; 8] = [
        "accountkey=",
        "sharedaccesskey=",
        "sharedaccesssignature=",
        "sig=",
        "password=",
        "pwd=",
        "accesskey=",
        "clientsecret=",
    ];
    let lower = text.to_ascii_lowercase();
    MARKS.iter().any(|mark| lower.contains(mark)) || names_a_user(text)
}

/// True for text with a URL that carries a user and a password: `amqp://user:password@host`.
fn names_a_user(text: &str) -> bool {
    let ends_authority = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'');
    text.split("://").skip(1).any(|rest| {
        let authority = rest.split(ends_authority).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        user.is_some_and(|user| user.contains(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_look_secret_and_names_do_not() {
        assert!(looks_secret("Endpoint=sb://x/;SharedAccessKey=abc"));
        assert!(looks_secret("amqp://guest:guest@localhost:5672"));
        assert!(!looks_secret("shop_RootManageSharedAccessKey_EVENTHUB"));
        assert!(!looks_secret("https://example.com:443/a@b"));
    }
}
