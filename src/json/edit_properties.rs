//! Edits of a text mean what the same edits of its value mean, however the text is written.
#![allow(clippy::unwrap_used)]

use std::ops::Range;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Change, append, prepend, remove};
use crate::json::parse;

/// Texts of one object with keys of one letter, and its value: white space, comments, trailing
/// commas and line ends as they come.
fn object() -> impl Strategy<Value = (String, Map<String, Value>)> {
    let gap = prop_oneof![
        Just(""),
        Just(" "),
        Just("\n  "),
        Just("\r\n\t"),
        Just(" // c, }\n"),
        Just("/* \" */"),
    ];
    let value = prop_oneof![
        Just("1"),
        Just("\"x, }\""),
        Just("[1, {\"k\": 2,}]"),
        Just("{}")
    ];
    let member = ("[a-e]", value, [gap.clone(), gap.clone(), gap.clone()]);
    let members = prop::collection::vec(member, 0..5);
    (members, any::<bool>(), gap).prop_map(|(members, trailing, end)| {
        let mut seen = Map::new();
        let mut written = Vec::new();
        for (key, value, [a, b, c]) in members {
            if !seen.contains_key(&key) {
                written.push(format!("{a}\"{key}\"{b}: {value}{c}"));
                seen.insert(key, parse(value).root.unwrap().to_value());
            }
        }
        let comma = if trailing && !written.is_empty() {
            ","
        } else {
            ""
        };
        (format!("{{{}{comma}{end}}}", written.join(",")), seen)
    })
}

/// The text after a change, and its value; fails where it is not JSON any more.
fn edited(text: &str, (span, new): Change) -> (String, Value) {
    let mut edited = text.to_owned();
    edited.replace_range(span, &new);
    let parsed = parse(&edited);
    assert_eq!(parsed.problems, [], "{text:?} became {edited:?}");
    (edited, parsed.root.unwrap().to_value())
}

fn comments(text: &str) -> Vec<String> {
    let span = |span: Range<usize>| text[span].to_owned();
    parse(text).comments.into_iter().map(span).collect()
}

proptest! {
    #[test]
    fn a_member_goes_alone((text, value) in object()) {
        let root = parse(&text).root.unwrap();
        for member in root.members() {
            let Some(change) = remove(&text, &root, member) else { continue };
            let (edited, now) = edited(&text, change);
            let mut wanted = value.clone();
            wanted.shift_remove(&member.key.text);
            prop_assert_eq!(now, Value::Object(wanted));
            prop_assert_eq!(comments(&edited), comments(&text));
        }
    }

    #[test]
    fn a_member_comes_at_the_end_or_at_the_beginning((text, value) in object()) {
        let root = parse(&text).root.unwrap();
        let mut last = value.clone();
        last.insert("new".to_owned(), 7.into());
        let (after, now) = edited(&text, append(&text, &root, "new", "7").unwrap());
        prop_assert_eq!(now.to_string(), Value::Object(last).to_string());
        prop_assert_eq!(comments(&after), comments(&text));

        let mut first = Map::new();
        first.insert("new".to_owned(), 7.into());
        first.extend(value);
        let (after, now) = edited(&text, prepend(&text, &root, "new", "7").unwrap());
        prop_assert_eq!(now.to_string(), Value::Object(first).to_string());
        prop_assert_eq!(comments(&after), comments(&text));
    }
}
