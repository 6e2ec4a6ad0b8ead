//! A file as findings point into it: its path as the user typed it, its text, and the way
//! from a byte offset to a line and column.

use std::ops::Range;
use std::sync::OnceLock;

/// A line and a column, both counted from 1; columns count code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

/// A file that findings can point into.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
    /// The text with secrets masked, byte for byte as long; `None` when nothing is secret.
    shown: Option<String>,
    lines: OnceLock<Lines>,
}

/// What makes positions cheap, however long a line is.
#[derive(Debug)]
struct Lines {
    /// Byte offsets at which lines start.
    starts: Vec<usize>,
    /// How many code points begin before each multiple of [`STEP`] bytes.
    counts: Vec<usize>,
}

/// How many bytes are counted at most to find a column, twice.
const STEP: usize = 512;

impl Source {
    /// A file with its decoded text. `path` is shown in reports as it is.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Source {
            path: path.into(),
            text: text.into(),
            shown: None,
            lines: OnceLock::new(),
        }
    }

    /// Masks these byte ranges whenever the text is shown. Quotes, brackets, commas, colons and
    /// white space stay, so that the place can still be recognised.
    #[must_use]
    pub fn hiding(mut self, spans: &[Range<usize>]) -> Self {
        if !spans.is_empty() {
            self.shown = Some(masked(&self.text, spans));
        }
        self
    }

    /// A place that has no text to show: a folder, a binary, an archive entry, a missing file.
    pub fn without_text(path: impl Into<String>) -> Self {
        Self::new(path, "")
    }

    /// The path, as the user typed it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The decoded text. Not for output: it may hold secrets.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it may be printed; same length, same offsets.
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }

    /// True when part of the text must not be printed.
    pub fn hides(&self) -> bool {
        self.shown.is_some()
    }

    /// Line and column of a byte offset. Offsets past the end are taken as the end; a column
    /// counts the code points before it on its line.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor_char_boundary(offset);
        let lines = self.lines();
        let (line, start) = lines.at(offset);
        // A byte order mark takes no column: editors do not show it.
        let shown = self.text[start..offset].trim_start_matches('\u{feff}');
        let text = self.text.as_bytes();
        let column =
            lines.code_points(text, offset) - lines.code_points(text, offset - shown.len());
        Position {
            line,
            column: column + 1,
        }
    }

    /// The byte range of the line that an offset is on, without what ends it.
    pub fn line(&self, offset: usize) -> Range<usize> {
        let lines = self.lines();
        let (line, start) = lines.at(offset.min(self.text.len()));
        let end = lines.starts.get(line).copied().unwrap_or(self.text.len());
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// Start and end of a byte range; the end is the position after its last character.
    pub fn range(&self, span: &Range<usize>) -> (Position, Position) {
        let start = self.position(span.start);
        (start, self.position(span.end.max(span.start)))
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines {
            starts: line_starts(&self.text),
            counts: code_points_before(self.text.as_bytes()),
        })
    }

    fn floor_char_boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

impl Lines {
    /// The line of a byte offset, from 1, and where it starts.
    fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        (line, self.starts[line - 1])
    }

    /// How many code points begin before `offset`.
    fn code_points(&self, text: &[u8], offset: usize) -> usize {
        let step = offset / STEP;
        self.counts[step] + code_points(&text[step * STEP..offset])
    }
}

/// How many code points begin in these bytes of UTF-8.
fn code_points(bytes: &[u8]) -> usize {
    let begins = |byte: &&u8| (**byte & 0xc0) != 0x80;
    bytes.iter().filter(begins).count()
}

fn code_points_before(text: &[u8]) -> Vec<usize> {
    let mut counts = vec![0];
    let mut before = 0;
    for chunk in text.chunks_exact(STEP) {
        before += code_points(chunk);
        counts.push(before);
    }
    counts
}

/// Replaces what stands in `spans` by asterisks, byte for byte.
pub(super) fn masked(text: &str, spans: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut spans: Vec<&Range<usize>> = spans.iter().collect();
    spans.sort_by_key(|span| span.start);
    let mut at = 0;
    for span in spans {
        let start = span.start.max(at);
        let (Some(before), Some(secret)) = (text.get(at..start), text.get(start..span.end)) else {
            continue;
        };
        shown.push_str(before);
        secret.chars().for_each(|c| mask(c, &mut shown));
        at = span.end;
    }
    shown.push_str(&text[at..]);
    shown
}

fn mask(c: char, out: &mut String) {
    if c.is_ascii_whitespace() || matches!(c, '"' | '{' | '}' | '[' | ']' | ',' | ':') {
        out.push(c);
    } else {
        (0..c.len_utf8()).for_each(|_| out.push('*'));
    }
}

/// Byte offsets at which lines start. `\n`, `\r\n` and a lone `\r` end a line.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let lone_cr = *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
        if *byte == b'\n' || lone_cr {
            starts.push(index + 1);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize) -> (usize, usize) {
        let position = Source::new("x", text).position(offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_code_points() {
        assert_eq!(at("äb", 2), (1, 2));
        assert_eq!(at("a\näb", 4), (2, 2));
        assert_eq!(at("\u{feff}{}", 3), (1, 1));
    }

    #[test]
    fn every_line_end_counts_once() {
        assert_eq!(at("a\r\nb", 3), (2, 1));
        assert_eq!(at("a\rb", 2), (2, 1));
        assert_eq!(at("a\n\nb", 3), (3, 1));
    }

    #[test]
    fn columns_of_a_long_line_are_right_everywhere() {
        let text = format!("\n\u{feff}{}\r\nx", "aä€😀".repeat(400));
        let source = Source::new("x", text.as_str());
        for (column, (offset, c)) in (1..).zip(text.char_indices().skip(2).take(1600)) {
            let here = Position { line: 2, column };
            assert_eq!(source.position(offset), here, "{offset} {c}");
        }
        assert_eq!(source.line(9), 1..4 + 10 * 400);
        assert_eq!(source.line(text.len()), text.len() - 1..text.len());
        assert_eq!(source.line(0), 0..0);
    }

    #[test]
    fn masking_keeps_every_offset() {
        let source = Source::new("x", "{\"k\": \"sé,c\"}").hiding(&[6..12]);
        assert_eq!(source.shown(), "{\"k\": \"***,*\"}");
        assert_eq!(source.shown().len(), source.text().len());
    }

    #[test]
    fn offsets_past_the_end_and_inside_a_character_are_safe() {
        assert_eq!(at("ab", 99), (1, 3));
        assert_eq!(at("ä", 1), (1, 1));
        assert_eq!(at("", 0), (1, 1));
    }
}
