//! A recovering reader for the host's JSON dialect.

use std::ops::Range;

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
}

/// Reads a text. Never panics and never recurses deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        problems: Vec::new(),
        comments: Vec::new(),
        stopped: false,
    };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let root = parser.document();
    Parsed {
        root,
        problems: parser.problems,
        comments: parser.comments,
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
}

impl<'a> Parser<'a> {
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
        if self.peek() == Some(':') {
            self.bump();
            self.skip_space();
        } else {
            let message = format!("expected `:` after the key, found {}", self.found());
            self.problem(self.next_span(), message, None);
            if self.peek() == Some('=') {
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
            Some(_) => {
                let message = format!("expected `,` or `{close}`, found {}", self.found());
                self.problem(end..end, message, Some("add the missing `,`"));
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
        });
        if self.problems.len() == MAX_PROBLEMS {
            self.stop();
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

/// Characters of bare names, numbers and literals.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clean(text: &str) -> serde_json::Value {
        let parsed = parse(text);
        assert_eq!(parsed.problems, [], "{text}");
        parsed.root.unwrap().to_value()
    }

    fn problems(text: &str) -> Vec<(usize, String)> {
        let problems = parse(text).problems;
        problems
            .into_iter()
            .map(|p| (p.span.start, p.message))
            .collect()
    }

    #[test]
    fn reads_what_the_host_reads() {
        // H-DISC-18..20, V-04
        let text = "\u{feff}// c\n{'a': 'x', /* y */ b_1: [1, 0x1F, .5, -2e3,], \"c\":\u{a0}null,}";
        assert_eq!(
            clean(text),
            serde_json::json!({"a": "x", "b_1": [1, 31, 0.5, -2000.0], "c": null})
        );
        assert_eq!(clean("[NaN]"), serde_json::json!(["NaN"]));
        assert_eq!(clean("\"a\nb\""), serde_json::json!("a\nb"));
    }

    #[test]
    fn the_last_of_repeated_keys_wins_and_all_are_kept() {
        // H-DISC-21
        assert_eq!(clean(r#"{"a":1,"a":2}"#), serde_json::json!({"a": 2}));
        assert_eq!(parse(r#"{"a":1,"a":2}"#).root.unwrap().members().len(), 2);
    }

    #[test]
    fn unescapes_strings() {
        assert_eq!(
            clean(r#""\u00e4\ud83d\ude00\/\t""#),
            serde_json::json!("ä😀/\t")
        );
        assert_eq!(clean(r#""\ud83d""#), serde_json::json!("\u{fffd}"));
    }

    #[test]
    fn spans_cover_quotes_and_brackets() {
        let root = parse(r#" {"a": [true]} "#).root.unwrap();
        assert_eq!(root.span, 1..14);
        let member = root.member("a").unwrap();
        assert_eq!(member.key.span, 2..5);
        assert_eq!(member.value.span, 7..13);
    }

    #[test]
    fn a_missing_comma_is_reported_where_it_belongs() {
        let found = problems("{\n  \"a\": 1\n  \"b\": 2\n}");
        assert_eq!(found, [(10, "expected `,` or `}`, found `\"`".to_owned())]);
    }

    #[test]
    fn goes_on_after_an_error() {
        let parsed = parse(r#"{"a" 1, "b": , "c": tru, "d": 4}"#);
        assert_eq!(parsed.problems.len(), 3);
        let root = parsed.root.unwrap();
        assert_eq!(root.at(&["d"]).unwrap().value, Value::Number("4".into()));
    }

    #[test]
    fn reports_what_the_host_refuses() {
        // H-DISC-20
        assert_eq!(problems("")[0].1, "the file is empty");
        assert_eq!(problems("  // only\n")[0].1, "the file is empty");
        assert_eq!(problems("{")[0], (0, "object is never closed".to_owned()));
        assert_eq!(problems("[1")[0], (0, "array is never closed".to_owned()));
        assert_eq!(problems("{} x")[0].0, 3);
        // A text that was cut off has one fault.
        assert_eq!(problems("{\"a\": [{\"b\": 1").len(), 1);
        assert_eq!(problems("{\"a\": [{\"b").len(), 1);
        assert_eq!(
            problems("{\"a\":\"b")[0].1,
            "string is never closed with `\"`"
        );
        assert_eq!(problems("/* x")[0].1, "comment is never closed");
        assert_eq!(
            problems("{\"a\": \"C:\\x\"}")[0].1,
            "unknown escape in a string"
        );
    }

    #[test]
    fn hostile_depth_and_length_stop_early() {
        let deep = "[".repeat(5000);
        assert_eq!(
            problems(&deep),
            [(MAX_DEPTH, "nested more than 64 levels deep".to_owned())]
        );
        assert!(problems(&"\0".repeat(100_000)).len() <= MAX_PROBLEMS);
        let fine = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
        assert_eq!(problems(&fine), []);
    }

    fn spans_are_sound(node: &Node, text: &str) {
        assert!(text.get(node.span.clone()).is_some(), "{:?}", node.span);
        for member in node.members() {
            assert!(text.get(member.key.span.clone()).is_some());
            spans_are_sound(&member.value, text);
        }
        node.items().iter().for_each(|i| spans_are_sound(i, text));
    }

    proptest! {
        #[test]
        fn never_panics_and_spans_are_char_ranges(text in r#"([{}\[\]:,"'\\/*a0 \n-]|\\u|//|ä|true|"a":){0,60}"#) {
            let parsed = parse(&text);
            for problem in &parsed.problems {
                prop_assert!(text.get(problem.span.clone()).is_some());
            }
            if let Some(root) = &parsed.root {
                spans_are_sound(root, &text);
            }
        }

        #[test]
        fn agrees_with_serde_json_on_strict_json(value in arbitrary_json()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(clean(&text), value);
        }
    }

    fn arbitrary_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            ".{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                proptest::collection::btree_map(".{0,6}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }
}
