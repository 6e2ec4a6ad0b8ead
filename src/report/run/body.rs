//! Bodies for people: JSON indented without touching a token, text as it is, bytes counted.

use std::borrow::Cow;

use serde_json::Value as Json;

/// How much of a body is shown.
const MOST: usize = 16 * 1024;
/// How long a decoded value in a remark may be.
const REMARK: usize = 60;

/// The lines of a body; JSON is indented. Nothing for an empty one.
pub fn indented(body: &[u8]) -> Vec<String> {
    match text(body) {
        Ok(text) if body.len() <= MOST && is_json(text) => lines(&indent(text)),
        _ => exact(body),
    }
}

/// The lines of a body as it is.
pub fn exact(body: &[u8]) -> Vec<String> {
    match text(body) {
        Ok("") => Vec::new(),
        Ok(text) => cut(text),
        Err(count) => vec![format!("({count} bytes that are not text)")],
    }
}

/// A whole body as a terminal may get it, with a line end.
pub fn safe(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    lines(&text).into_iter().map(|line| line + "\n").collect()
}

/// Where a JSON body holds JSON as text, one line each: what the host encoded twice, or a
/// handler has to decode twice.
pub fn re_encoded(body: &[u8]) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Ok(json) = serde_json::from_slice::<Json>(body) {
        find_encoded("$", &json, &mut remarks);
    }
    remarks
}

fn text(body: &[u8]) -> Result<&str, usize> {
    std::str::from_utf8(body).map_err(|_| body.len())
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| super::shown(line).into_owned())
        .collect()
}

fn cut(text: &str) -> Vec<String> {
    let end = (0..=MOST.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    let (head, rest) = text.split_at(end.unwrap_or(0));
    let mut lines = lines(head);
    if !rest.is_empty() {
        lines.push(format!("... and {} bytes more", rest.len()));
    }
    lines
}

/// Breaks valid JSON into lines. Numbers and strings stay letter by letter as they were sent.
fn indent(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push(c);
                copy_string(&mut chars, &mut out);
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                if let Some(close) = chars.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn copy_string(chars: &mut impl Iterator<Item = char>, out: &mut String) {
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '"' => return,
            '\\' => out.extend(chars.next()),
            _ => {}
        }
    }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn find_encoded(path: &str, value: &Json, remarks: &mut Vec<String>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                find_encoded(&format!("{path}.{name}"), value, remarks);
            }
        }
        Json::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                find_encoded(&format!("{path}[{index}]"), value, remarks);
            }
        }
        Json::String(text) if text.trim_start().starts_with(['{', '[', '"']) && is_json(text) => {
            let shown = super::shown(text.trim());
            remarks.push(format!("{path} is text that holds JSON: {}", short(&shown)));
        }
        _ => {}
    }
}

fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(REMARK) {
        Some((at, _)) => Cow::Owned(format!("{}...", &text[..at])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_indented_token_by_token() {
        let body = br#"{"a":12345678901234567890123,"b":[1.50,{}],"c":"x, \"y\": {","d":[ ]}"#;
        assert_eq!(
            indented(body).join("\n"),
            r#"{
  "a": 12345678901234567890123,
  "b": [
    1.50,
    {}
  ],
  "c": "x, \"y\": {",
  "d": []
}"#
        );
    }

    #[test]
    fn other_bodies_stay_as_they_are() {
        assert_eq!(indented(b"{oops"), ["{oops"]);
        assert_eq!(indented(b""), Vec::<String>::new());
        assert_eq!(exact(b"a\n\x1b[2J"), ["a", "\\u{1b}[2J"]);
        assert_eq!(exact(&[0xff, 0xfe]), ["(2 bytes that are not text)"]);
        let long = "ü".repeat(MOST);
        let last = exact(long.as_bytes()).pop().unwrap_or_default();
        assert_eq!(last, format!("... and {MOST} bytes more"));
    }

    #[test]
    fn json_in_text_is_marked() {
        // H-REQ-12: what is no object is encoded once more
        let body = br#"{"Data":{"msg":"\"hi\"","n":"7"},"Metadata":{"list":["{\"a\":1}"]}}"#;
        assert_eq!(
            re_encoded(body),
            [
                r#"$.Data.msg is text that holds JSON: "hi""#,
                r#"$.Metadata.list[0] is text that holds JSON: {"a":1}"#
            ]
        );
        assert!(re_encoded(b"{ is not JSON").is_empty());
    }

    fn json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<i64>().prop_map(Json::from),
            "[ -~]{0,8}".prop_map(Json::from)
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                proptest::collection::vec(("[a-z\"\\\\]{1,3}", inner), 0..4)
                    .prop_map(|members| Json::Object(members.into_iter().collect()))
            ]
        })
    }

    proptest! {
        #[test]
        fn indenting_changes_no_value(json in json()) {
            let back: Json = serde_json::from_str(&indent(&json.to_string())).unwrap_or_default();
            prop_assert_eq!(back, json);
        }
    }
}
