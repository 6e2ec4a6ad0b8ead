//! Between byte offsets and the lines and characters of the protocol.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind};

/// In what the client counts the characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every client understands.
    Utf16,
}

impl Encoding {
    /// The best of what a client offers.
    pub(super) fn choose(offered: &[PositionEncodingKind]) -> Self {
        match offered.contains(&PositionEncodingKind::UTF8) {
            true => Encoding::Utf8,
            false => Encoding::Utf16,
        }
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            // Editors do not show a byte order mark.
            _ if c == '\u{feff}' => 0,
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
        }
    }

    /// The position of a byte offset; past the end it is the end.
    pub(super) fn position(self, text: &str, offset: usize) -> Position {
        let (mut line, mut character) = (0, 0);
        for (at, c) in text.char_indices() {
            if at >= offset {
                break;
            }
            if ends_line(text, at, c) {
                (line, character) = (line + 1, 0);
            } else {
                character += self.width(c);
            }
        }
        Position::new(number(line), number(character))
    }

    /// The range of a span.
    pub(super) fn range(self, text: &str, span: &Range<usize>) -> lsp_types::Range {
        let end = span.end.max(span.start);
        lsp_types::Range::new(self.position(text, span.start), self.position(text, end))
    }

    /// The byte offset of a position; past the end of a line it is that end.
    pub(super) fn offset(self, text: &str, position: Position) -> usize {
        let (mut line, mut character) = (0, 0);
        for (at, c) in text.char_indices() {
            let here = number(line) == position.line;
            let is_end = ends_line(text, at, c) || (c == '\r' && text[at..].starts_with("\r\n"));
            if here && (number(character) >= position.character || is_end) {
                return at;
            }
            if ends_line(text, at, c) {
                (line, character) = (line + 1, 0);
            } else {
                character += self.width(c);
            }
        }
        text.len()
    }
}

/// `\n`, `\r\n` (at its `\n`) and a lone `\r`.
fn ends_line(text: &str, at: usize, c: char) -> bool {
    c == '\n' || (c == '\r' && !text[at + 1..].starts_with('\n'))
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_as_the_client_counts() {
        let text = "a\r\n\u{1f980}äb";
        let b = text.len() - 1;
        assert_eq!(Encoding::Utf16.position(text, b), Position::new(1, 3));
        assert_eq!(Encoding::Utf8.position(text, b), Position::new(1, 6));
    }

    #[test]
    fn every_offset_comes_back() {
        let text = "\u{1f980}a\r\nb\rcä\n";
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (offset, c) in text.char_indices().filter(|(_, c)| *c != '\n') {
                let position = encoding.position(text, offset);
                assert_eq!(encoding.offset(text, position), offset, "{c:?}");
            }
        }
    }

    #[test]
    fn places_that_are_not_there_are_the_end() {
        let offset =
            |line, character| Encoding::Utf16.offset("ab\nc", Position::new(line, character));
        assert_eq!(offset(0, 99), 2);
        assert_eq!(offset(9, 0), 4);
    }
}
