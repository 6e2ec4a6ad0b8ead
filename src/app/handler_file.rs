//! The file that the host starts, as far as its first bytes tell what it is.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::App;
use crate::diagnostics::{Source, looks_secret};
use crate::inspect::script::{self, Shebang};

/// The handler's executable, when the app has it.
#[derive(Debug)]
pub struct HandlerFile {
    /// Its path in the app, with `/`.
    pub path: String,
    /// What it is.
    pub content: Content,
}

/// What a handler's file is.
#[derive(Debug)]
pub enum Content {
    /// A program, with the words for its kind.
    Program(&'static str),
    /// Text that is to be started.
    Script(Script),
    /// Something else, or nothing to judge: an empty file, one that git keeps elsewhere, a
    /// script of Windows.
    Other,
}

/// A handler that is text.
#[derive(Debug)]
pub struct Script {
    /// The text, for pointing into.
    pub source: Arc<Source>,
    /// Its first line, when that is a `#!` line.
    pub shebang: Option<Shebang>,
}

/// How much of the file tells what it is.
const HEAD: u64 = 4096;
/// Nobody writes a longer start script.
const LONGEST_SCRIPT: u64 = 1 << 20;
/// What a large file looks like where git keeps its content elsewhere.
const LFS_POINTER: &[u8] = b"version https://git-lfs";
/// Names of scripts that Windows runs.
const WINDOWS: [&str; 4] = [".bat", ".cmd", ".exe", ".ps1"];

impl HandlerFile {
    /// Looks at the handler's executable; `None` when it is not a file of the app.
    pub fn read(app: &App) -> Option<HandlerFile> {
        let path = app.own_executable()?;
        let file = app.root.dir.join(&path);
        let (head, length) = head(app, &file)?;
        let is_script = is_unix_text(&path, &head) && length <= LONGEST_SCRIPT;
        let content = match program(&head) {
            Some(kind) => Content::Program(kind),
            None if is_script => read_script(app, &file, &app.root.show(&path)),
            None => Content::Other,
        };
        Some(HandlerFile { path, content })
    }

    /// The text, when it is one.
    pub fn script(&self) -> Option<&Script> {
        match &self.content {
            Content::Script(script) => Some(script),
            _ => None,
        }
    }
}

/// The first bytes of a regular file, and how many it has.
fn head(app: &App, file: &Path) -> Option<(Vec<u8>, u64)> {
    if let Some(text) = app.overlay.get(file) {
        return Some((text.as_bytes().to_vec(), text.len() as u64));
    }
    let metadata = fs::metadata(file).ok()?;
    let most = HEAD.min(metadata.len());
    let head = metadata.is_file().then(|| read(file, most))??;
    Some((head, metadata.len()))
}

fn read(file: &Path, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most as usize);
    let file = fs::File::open(file).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn is_unix_text(path: &str, head: &[u8]) -> bool {
    let lower = path.to_ascii_lowercase();
    let is_windows = WINDOWS.iter().any(|ending| lower.ends_with(ending));
    !is_windows && !head.is_empty() && !head.starts_with(LFS_POINTER) && script::is_text(head)
}

/// The kind of program that begins like this.
fn program(head: &[u8]) -> Option<&'static str> {
    const MACHO: [[u8; 4]; 4] = [
        [0xfe, 0xed, 0xfa, 0xce],
        [0xfe, 0xed, 0xfa, 0xcf],
        [0xce, 0xfa, 0xed, 0xfe],
        [0xcf, 0xfa, 0xed, 0xfe],
    ];
    if head.starts_with(b"\x7fELF") {
        return Some("a Linux program (ELF)");
    }
    if MACHO.iter().any(|magic| head.starts_with(magic)) {
        return Some("a macOS program (Mach-O)");
    }
    head.starts_with(b"MZ").then_some("a Windows program (PE)")
}

/// A file that is not UTF-8 is not judged: its bytes are not those of the text.
fn read_script(app: &App, file: &Path, shown: &str) -> Content {
    let on_disk = || read(file, LONGEST_SCRIPT).and_then(|bytes| String::from_utf8(bytes).ok());
    let text = app.overlay.get(file).map(str::to_owned);
    let Some(text) = text.or_else(on_disk) else {
        return Content::Other;
    };
    let shebang = Shebang::read(text.as_bytes());
    let mut at = 0;
    let mut hidden = Vec::new();
    for line in text.split_inclusive('\n') {
        if looks_secret(line) {
            hidden.push(at..at + line.len());
        }
        at += line.len();
    }
    let source = Arc::new(Source::new(shown, text).hiding(&hidden));
    Content::Script(Script { source, shebang })
}
