//! A recovering reader for the host's JSON dialect.

use std::ops::Range;

use super::edit::Change;
use super::scalars::is_word;
use super::tree::{Key, Member, Node, Value};

/// The deepest nesting the host's reader accepts, counted in open brackets.
pub const MAX_DEPTH: usize = 64;

/// After this many problems the reader stops: the rest would be noise.
const MAX_PROBLEMS: usize = 10;

/// What came out of a text.
#[derive(Debug)]
pub struct Parsed {
    /// The value, as far as it could be read; `None` for a text without any.
    pub root: Option<Node>,
    /// What a host could not read, in the order of the text.
    pub problems: Vec<Problem>,
    /// Byte ranges of the comments.
    pub comments: Vec<Range<usize>>,
}

/// One place where the text is not JSON, not even in the host's wide sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Byte range to point at.
    pub span: Range<usize>,
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// What to do, when that is clear.
    pub help: Option<&'static str>,
    /// What mends it, when there is one evident way.
    pub change: Option<Change>,
}

/// Reads a text. Never panics and never recurses deeper than [`MAX_DEPTH`].
///
/// The host takes line breaks in strings. In a broken text they more likely come from a missing
/// quote, so such a text is read again with strings that end on their line.
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser::new(text, false);
    let parsed = parser.read();
    if parsed.problems.is_empty() || !parser.broke_line {
        return parsed;
    }
    let again = Parser::new(text, true).read();
    if again.problems.len() < parsed.problems.len() {
        again
    } else {
        parsed
    }
}

/// Reads the structure: objects, arrays, and what to do when they are broken.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: usize,
    problems: Vec<Problem>,
    comments: Vec<Range<usize>>,
    /// Set when going on makes no sense; every loop ends on it.
    stopped: bool,
    /// Whether a string may not go on in the next line.
    pub(super) strings_end_on_line: bool,
    /// Whether a string did go on in the next line.
    pub(super) broke_line: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, strings_end_on_line: bool) -> Parser<'a> {
        let mark = text.chars().next().filter(|c| *c == '\u{feff}');
        Parser {
            text,
            at: mark.map_or(0, char::len_utf8),
            depth: 0,
            problems: Vec::new(),
            comments: Vec::new(),
            stopped: false,
            strings_end_on_line,
            broke_line: false,
        }
    }

    fn read(&mut self) -> Parsed {
        let root = self.document();
        Parsed {
            root,
            problems: std::mem::take(&mut self.problems),
            comments: std::mem::take(&mut self.comments),
        }
    }

    fn document(&mut self) -> Option<Node> {
        self.skip_space();
        if self.at_end() {
            self.problem(0..0, "the file is empty", Some("write at least `{}`"));
            return None;
        }
        let root = self.value();
        self.skip_space();
        if !self.at_end() && !self.stopped {
            self.problem(
                self.next_span(),
                "unexpected text after the end of the JSON value",
                None,
            );
        }
        Some(root)
    }

    fn value(&mut self) -> Node {
        let start = self.at;
        let value = match self.peek() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some(quote @ ('"' | '\'')) => Value::String(self.string(quote)),
            Some(c) if is_word(c) || matches!(c, '-' | '+' | '.') => self.word(),
            _ => {
                let message = format!("expected a value, found {}", self.found());
                self.problem(self.next_span(), message, None);
                // Punctuation that ends the surrounding value is left for it to see.
                if !matches!(self.peek(), Some('}' | ']' | ',' | ':')) {
                    self.bump();
                }
                Value::Null
            }
        };
        Node {
            span: start..self.at,
            value,
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Value) -> Value {
        if self.depth == MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            self.problem(
                self.next_span(),
                message,
                Some("the host's JSON reader stops at this depth"),
            );
            self.stop();
            return Value::Null;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Value {
        let open = self.at;
        self.bump();
        let mut members: Vec<Member> = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some('}') => {
                    self.bump();
                    break;
                }
                None => {
                    self.unclosed(open, "object is never closed", "add the missing `}`");
                    break;
                }
                Some(']') => {
                    self.problem(self.next_span(), "expected `}` or a key, found `]`", None);
                    break;
                }
                Some(_) => {
                    let Some(member) = self.member() else {
                        continue;
                    };
                    let end = member.value.span.end;
                    members.push(member);
                    self.separator(end, '}');
                }
            }
        }
        Value::Object(members)
    }

    fn member(&mut self) -> Option<Member> {
        let key = self.key()?;
        self.skip_space();
        if self.is_unclosed(key.span.end) {
            let span = key.span.end..key.span.end;
            let value = Value::Null;
            return Some(Member {
                key,
                value: Node { span, value },
            });
        }
        if self.peek() == Some(':') {
            self.bump();
            self.skip_space();
        } else {
            let message = format!("expected `:` after the key, found {}", self.found());
            self.problem(self.next_span(), message, None);
            if self.peek() == Some('=') {
                self.mend(self.next_span(), ":");
                self.bump();
                self.skip_space();
            }
        }
        let value = self.value();
        Some(Member { key, value })
    }

    /// Reads a key, quoted or bare; skips one character when there is none.
    fn key(&mut self) -> Option<Key> {
        let start = self.at;
        let text = match self.peek() {
            Some(quote @ ('"' | '\'')) => self.string(quote),
            Some(c) if is_word(c) => {
                self.take_while(is_word);
                self.text[start..self.at].to_owned()
            }
            _ => {
                let message = format!("expected a key, found {}", self.found());
                self.problem(self.next_span(), message, None);
                if self.peek() == Some(',') {
                    self.mend(self.next_span(), "");
                }
                self.bump();
                return None;
            }
        };
        Some(Key {
            span: start..self.at,
            text,
        })
    }

    fn array(&mut self) -> Value {
        let open = self.at;
        self.bump();
        let mut items: Vec<Node> = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(']') => {
                    self.bump();
                    break;
                }
                None => {
                    self.unclosed(open, "array is never closed", "add the missing `]`");
                    break;
                }
                Some('}') => {
                    self.problem(self.next_span(), "expected `]` or a value, found `}`", None);
                    break;
                }
                // `[1,,2]`: the host's reader takes the gap as an undefined value.
                Some(',') => self.bump(),
                Some(_) => {
                    let item = self.value();
                    let end = item.span.end;
                    items.push(item);
                    self.separator(end, ']');
                }
            }
        }
        Value::Array(items)
    }

    /// After a member or item: a comma, or the closing bracket, or a problem right behind `end`.
    fn separator(&mut self, end: usize, close: char) {
        self.skip_space();
        match self.peek() {
            Some(',') => self.bump(),
            Some(c) if c == close => {}
            // The loop that called reports the end of the text, and a wrong bracket.
            None | Some('}' | ']') => {}
            Some('"' | '\'') if self.is_unclosed(end) => {}
            Some(_) => {
                let message = format!("expected `,` or `{close}`, found {}", self.found());
                self.problem(end..end, message, Some("add the missing `,`"));
                // Right behind a string, a quote in it that is not escaped is as likely.
                if self.at > end && matches!(self.peek(), Some('"' | '\'' | '{' | '[')) {
                    self.mend(end..end, ",");
                }
                // A stray character here would be reported again as a bad key or value.
                if !self
                    .peek()
                    .is_some_and(|c| is_word(c) || matches!(c, '"' | '\'' | '{' | '[' | '-'))
                {
                    self.bump();
                }
            }
        }
    }

    fn skip_space(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            let start = self.at;
            let rest = &self.text[start..];
            if rest.starts_with("//") {
                self.take_while(|c| c != '\n' && c != '\r');
            } else if let Some(body) = rest.strip_prefix("/*") {
                let Some(end) = body.find("*/") else {
                    self.problem(self.at..self.at + 2, "comment is never closed", None);
                    self.at = self.text.len();
                    return;
                };
                self.at += end + 4;
            } else {
                return;
            }
            self.comments.push(start..self.at);
        }
    }

    /// Whether a string without an end, which may have taken along what follows, ends here.
    fn is_unclosed(&self, end: usize) -> bool {
        let last = self.problems.last().map(|problem| &problem.span);
        last.is_some_and(|span| span.end == end && self.text[span.start..].starts_with(['"', '\'']))
    }

    fn unclosed(&mut self, open: usize, message: &str, help: &'static str) {
        if !self.stopped {
            self.problem(open..open + 1, message, Some(help));
            // Every bracket around it lacks its end for the same reason.
            self.stop();
        }
    }

    pub(super) fn problem(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<&'static str>,
    ) {
        if self.stopped {
            return;
        }
        self.problems.push(Problem {
            span,
            message: message.into(),
            help,
            change: None,
        });
        if self.problems.len() == MAX_PROBLEMS {
            self.stop();
        }
    }

    /// Says what mends the problem that was reported last.
    fn mend(&mut self, span: Range<usize>, text: &str) {
        if let Some(problem) = self.problems.last_mut().filter(|_| !self.stopped) {
            problem.change = Some((span, text.to_owned()));
        }
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.at = self.text.len();
    }

    fn found(&self) -> String {
        match self.peek() {
            None => "the end of the file".to_owned(),
            Some(c) if c.is_control() => format!("the control character U+{:04X}", c as u32),
            // Never more than the one character: the text may hold a secret.
            Some(c) => format!("`{c}`"),
        }
    }

    /// The next character, or the empty range at the end of the text.
    fn next_span(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn take_while(&mut self, keep: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !keep(c)).unwrap_or(rest.len());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
