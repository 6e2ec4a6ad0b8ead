//! `--expect FILE` and `--expect-status`: compares an answer with what should come.

use serde_json::Value as Json;

/// How many differences are told.
const MOST: usize = 8;

/// What differs between a body and the expected bytes, one line each; empty when nothing does.
/// Two JSON texts are compared by what they say, not by how they are written.
pub fn body(expected: &[u8], got: &[u8]) -> Vec<String> {
    if expected == got {
        return Vec::new();
    }
    let both = (
        serde_json::from_slice(expected),
        serde_json::from_slice(got),
    );
    let mut lines = Vec::new();
    match (
        both,
        std::str::from_utf8(expected),
        std::str::from_utf8(got),
    ) {
        ((Ok(expected), Ok(got)), ..) => compare("$", &expected, &got, &mut lines),
        (_, Ok(expected), Ok(got)) => text(expected, got, &mut lines),
        _ => bytes(expected, got, &mut lines),
    }
    if lines.len() > MOST {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push(format!("... and {more} more"));
    }
    lines
}

/// What differs between two statuses.
pub fn status(expected: u16, got: u16) -> Option<String> {
    (expected != got).then(|| format!("expected status {expected}, got {got}"))
}

fn compare(path: &str, expected: &Json, got: &Json, lines: &mut Vec<String>) {
    match (expected, got) {
        _ if expected == got => {}
        (Json::Object(expected), Json::Object(got)) => {
            for (name, value) in expected {
                match got.get(name) {
                    Some(other) => compare(&format!("{path}.{name}"), value, other, lines),
                    None => lines.push(format!("{path}.{name}: missing, expected {value}")),
                }
            }
            let extra = got.iter().filter(|(name, _)| !expected.contains_key(*name));
            lines.extend(
                extra.map(|(name, value)| format!("{path}.{name}: not expected, got {value}")),
            );
        }
        (Json::Array(expected), Json::Array(got)) if expected.len() == got.len() => {
            for (index, (value, other)) in expected.iter().zip(got).enumerate() {
                compare(&format!("{path}[{index}]"), value, other, lines);
            }
        }
        _ => lines.push(format!("{path}: expected {expected}, got {got}")),
    }
}

/// The first line that differs, both ways.
fn text(expected: &str, got: &str, lines: &mut Vec<String>) {
    let (mut left, mut right) = (expected.lines(), got.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => {
                return lines.push("the line ends differ".to_owned());
            }
            (Some(a), Some(b)) if a == b => {}
            (a, b) => {
                let shown =
                    |line: Option<&str>| line.map_or("(the end)".to_owned(), |l| format!("{l:?}"));
                lines.push(format!(
                    "line {number}: expected {}, got {}",
                    shown(a),
                    shown(b)
                ));
                return;
            }
        }
    }
}

fn bytes(expected: &[u8], got: &[u8], lines: &mut Vec<String>) {
    let same = expected.iter().zip(got).take_while(|(a, b)| a == b).count();
    lines.push(format!(
        "byte {same}: expected {} bytes, got {}, and they differ from here on",
        expected.len(),
        got.len()
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(expected: &str, got: &str) -> Vec<String> {
        body(expected.as_bytes(), got.as_bytes())
    }

    #[test]
    fn json_is_compared_by_what_it_says() {
        assert!(differ(r#"{"a": 1, "b": [2]}"#, r#"{"b":[2],"a":1}"#).is_empty());
        assert_eq!(
            differ(
                r#"{"a": 1, "b": [2, 3], "c": 0}"#,
                r#"{"b":[2,4],"a":"1","d":5}"#
            ),
            [
                r#"$.a: expected 1, got "1""#,
                "$.b[1]: expected 3, got 4",
                "$.c: missing, expected 0",
                "$.d: not expected, got 5"
            ]
        );
        assert_eq!(differ("[1]", "[1,2]"), ["$: expected [1], got [1,2]"]);
        let zeros = format!("[{}]", vec!["0"; 20].join(","));
        let lines = differ(&zeros.replace('0', "1"), &zeros);
        assert_eq!(lines.len(), MOST + 1, "not all of them");
    }

    #[test]
    fn text_is_compared_by_line_and_bytes_by_place() {
        assert_eq!(
            differ("a\nb\n", "a\nc\n"),
            [r#"line 2: expected "b", got "c""#]
        );
        assert_eq!(
            differ("a", "a\nb"),
            [r#"line 2: expected (the end), got "b""#]
        );
        assert_eq!(differ("a\nb", "a\nb\n"), ["the line ends differ"]);
        assert!(body(&[0xff, 1], &[0xff, 2])[0].starts_with("byte 1: "));
        assert!(differ("same", "same").is_empty());
    }

    #[test]
    fn statuses_are_equal_or_not() {
        assert_eq!(status(200, 200), None);
        assert_eq!(
            status(200, 404),
            Some("expected status 200, got 404".into())
        );
    }
}
