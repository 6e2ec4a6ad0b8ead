//! JSON as Newtonsoft.Json reads it (H-DISC-19) and writes it (H-REQ-10, H-RESP-28).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use serde_json::{Serializer, Value as Json};

use super::dotnet;

/// A text as JSON in the dialect that the host's reader takes (H-DISC-19).
pub fn parse(text: &str) -> Option<Json> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let parsed = crate::json::parse(text);
    let root = parsed.root.filter(|_| parsed.problems.is_empty());
    root.map(|root| root.to_value())
}

/// Without any white space.
pub fn compact(value: &(impl Serialize + ?Sized)) -> String {
    write(value, CompactFormatter)
}

/// One member or item a line, indented by two spaces, lines ended as on Linux.
pub fn indented(value: &(impl Serialize + ?Sized)) -> String {
    write(value, PrettyFormatter::new())
}

fn write(value: &(impl Serialize + ?Sized), layout: impl Formatter) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Spelling(layout));
    // Memory takes every write, and all keys are texts: nothing can fail.
    let written = value.serialize(&mut serializer);
    debug_assert!(written.is_ok());
    String::from_utf8(bytes).unwrap_or_default()
}

/// Newtonsoft's strings and numbers in somebody else's layout.
struct Spelling<F>(F);

impl<F: Formatter> Formatter for Spelling<F> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(dotnet::json_double(value).as_bytes())
    }

    /// Three line ends outside ASCII are escaped, all other text is not.
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['\u{85}', '\u{2028}', '\u{2029}']) {
            let (plain, escaped) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut chars = escaped.chars();
            if let Some(c) = chars.next() {
                write!(writer, "\\u{:04x}", u32::from(c))?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn escapes_what_newtonsoft_escapes() {
        // H-REQ-10
        let text = "\"\\/\u{8}\t\n\u{c}\r\u{1b}\u{7f}é\u{85}\u{2028}\u{2029}😀";
        let expected = concat!(
            r#""\"\\/\b\t\n\f\r\u001b"#,
            "\u{7f}é",
            r#"\u0085\u2028\u2029😀""#
        );
        assert_eq!(compact(text), expected);
    }

    #[test]
    fn indents_with_two_spaces() {
        // H-RESP-28
        let value = json!({"a": 1, "b": [true, null], "c": {}, "d": []});
        let lines =
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {},\n  \"d\": []\n}";
        assert_eq!(indented(&value), lines);
    }

    #[test]
    fn compact_has_no_space() {
        // H-REQ-10
        let value = json!({"a": [1, 1.0, {"b": 1e21}]});
        assert_eq!(compact(&value), r#"{"a":[1,1.0,{"b":1E+21}]}"#);
    }

    proptest! {
        #[test]
        fn both_spellings_read_back(
            text in any::<String>(),
            number in any::<i64>(),
        ) {
            let value = json!({text.clone(): [text, number]});
            prop_assert_eq!(&serde_json::from_str::<Json>(&compact(&value)).unwrap(), &value);
            prop_assert_eq!(&serde_json::from_str::<Json>(&indented(&value)).unwrap(), &value);
        }
    }
}
