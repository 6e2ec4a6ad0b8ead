//! Strings, numbers and bare words.

use super::parser::Parser;
use super::tree::Value;

impl Parser<'_> {
    pub(super) fn string(&mut self, quote: char) -> String {
        let open = self.at;
        self.bump();
        let mut text = String::new();
        loop {
            let run = self.at;
            let by_line = self.strings_end_on_line;
            let ends_line = move |c: char| by_line && matches!(c, '\n' | '\r');
            self.take_while(|c| c != quote && c != '\\' && !ends_line(c));
            text.push_str(&self.text[run..self.at]);
            match self.peek() {
                Some('\\') => self.escape(&mut text),
                Some(c) if c == quote => {
                    self.bump();
                    self.broke_line |= self.text[open..self.at].contains(['\n', '\r']);
                    return text;
                }
                _ => return self.unclosed_string(open, quote),
            }
        }
    }

    /// A string without an end most likely ends on its own line: go on from there.
    fn unclosed_string(&mut self, open: usize, quote: char) -> String {
        let rest = &self.text[open..];
        let line_end = open + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = self.text[open + 1..line_end].trim_end();
        // The comma at the end of a line most likely stands behind the string.
        let inner = line.strip_suffix(',').unwrap_or(line);
        let end = open + 1 + inner.len();
        let message = format!("string is never closed with `{quote}`");
        self.problem(open..end, message, None);
        self.at = end;
        if self.at_end() {
            self.stop();
        }
        inner.to_owned()
    }

    fn escape(&mut self, text: &mut String) {
        let start = self.at;
        self.bump();
        let c = self.peek();
        if c.is_some() {
            self.bump();
        }
        match c {
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(c @ ('\\' | '/' | '"' | '\'')) => text.push(c),
            Some('u') => self.unicode_escape(start, text),
            _ => {
                let help = "write a backslash as `\\\\`, and paths with `/`";
                self.problem(start..self.at, "unknown escape in a string", Some(help));
            }
        }
    }

    fn unicode_escape(&mut self, start: usize, text: &mut String) {
        let Some(unit) = self.hex4() else {
            let end = self.at;
            self.problem(start..end, "`\\u` needs four hex digits", None);
            return;
        };
        let mut units = vec![unit];
        if (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u") {
            let mark = self.at;
            self.at += 2;
            match self.hex4() {
                Some(low) if (0xdc00..0xe000).contains(&low) => units.push(low),
                _ => self.at = mark,
            }
        }
        // A lone surrogate is legal JSON and cannot be a Rust string: shown as U+FFFD.
        text.push_str(&String::from_utf16_lossy(&units));
    }

    fn hex4(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    /// `true`, `null`, a number, or something bare that should have been quoted.
    pub(super) fn word(&mut self) -> Value {
        let start = self.at;
        self.take_while(|c| is_word(c) || matches!(c, '-' | '+' | '.'));
        let word = &self.text[start..self.at];
        match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" | "undefined" => Value::Null,
            _ if is_number(word) => Value::Number(word.to_owned()),
            _ => {
                self.problem(
                    start..self.at,
                    "expected a value, found a bare word",
                    Some("put text in double quotes"),
                );
                Value::String(word.to_owned())
            }
        }
    }
}

/// JSON numbers, and what the host's reader takes besides: hex, a leading dot, `NaN`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let hex = digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"));
    match hex {
        Some(hex) => !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()),
        None if matches!(digits, "NaN" | "Infinity") => true,
        None => {
            digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                && digits.parse::<f64>().is_ok()
        }
    }
}

/// Characters of bare names, numbers and literals.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}
