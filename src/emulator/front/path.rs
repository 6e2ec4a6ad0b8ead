//! The request's path as the host's code sees it, and how it writes it again (H-REQ-20).

use std::borrow::Cow;
use std::fmt::Write;

use crate::bindings::route::decode_path;

/// The decoded path, with `.` and `..` worked out. `%2F` stays.
pub(super) fn normal(path: &str) -> Cow<'_, str> {
    if !path.contains('%') && !path.contains("/.") {
        return Cow::Borrowed(path);
    }
    let decoded = decode_path(path);
    if !decoded.contains("/.") {
        return Cow::Owned(decoded);
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = decoded.trim_start_matches('/').split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    Cow::Owned(format!("/{}", kept.join("/")))
}

/// A decoded path, escaped as ASP.NET's `PathString` does: what looks encoded stays.
pub(super) fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, character) in path.char_indices() {
        if is_plain(character) || (character == '%' && is_encoded(path, at)) {
            out.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!$&'()*+,-./:;=@_~".contains(character)
}

fn is_encoded(path: &str, at: usize) -> bool {
    let digits = path.as_bytes().get(at + 1..at + 3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_and_dots_worked_out() {
        for (path, expected) in [
            ("/api/F", "/api/F"),
            ("/api/a%20b%2Fc", "/api/a b%2Fc"),
            ("/api/../admin/./x", "/admin/x"),
            ("/api/%2e%2e/admin", "/admin"),
            ("/a/b/..", "/a/"),
            ("/../..", "/"),
            ("/.well-known/x", "/.well-known/x"),
        ] {
            assert_eq!(normal(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_are_escaped_like_path_string() {
        // H-REQ-20
        assert_eq!(escaped("/api/a b%2Fü"), "/api/a%20b%2F%C3%BC");
        assert_eq!(escaped("/100%/~(x)"), "/100%25/~(x)");
    }
}
