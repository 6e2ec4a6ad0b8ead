//! The request target that forwarding makes of the caller's: path and query, spelt anew.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::emulator::invoke::query;
use hyper::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What .NET escapes in a query: all but RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What .NET escapes in a path; the `%` of an escape that stays is written by itself.
const PATH: &AsciiSet = &QUERY
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The target for the handler: the caller's path (H-FWD-03), or `/NAME` for the legacy
/// `httpWorker`, and the query rebuilt. `None` when it becomes too long for a URI.
pub(super) fn uri(from: &Uri, legacy: Option<&str>) -> Option<Uri> {
    if legacy.is_none() && from.query().is_none() && is_plain(from.path()) {
        return from.path().parse().ok();
    }
    let mut target = match legacy {
        Some(name) => format!("/{name}"),
        None => path(from.path()),
    };
    query(&mut target, from.query().unwrap_or_default());
    target.parse().ok()
}

/// Nothing in it to normalise: the usual case.
fn is_plain(path: &str) -> bool {
    path.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"/-_~".contains(&b))
}

/// The path with its dot segments collapsed and each segment escaped in one way (H-FWD-05). An
/// escaped slash stays one.
fn path(path: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut folder = false;
    for segment in path.split('/').skip(1) {
        let segment = respelt(segment);
        folder = matches!(segment.as_str(), "" | "." | "..");
        match segment.as_str() {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    let mut out = String::with_capacity(path.len());
    for segment in &kept {
        out.push('/');
        out.push_str(segment);
    }
    let ends_in_dots = folder && !path.ends_with('/');
    if ends_in_dots || out.is_empty() {
        out.push('/');
    }
    out
}

/// A segment decoded and escaped again. What is not UTF-8 keeps its escapes.
fn respelt(segment: &str) -> String {
    let slashes = segment.replace("%2f", "%2F");
    let parts = slashes
        .split("%2F")
        .map(|part| match percent_decode_str(part).decode_utf8() {
            Ok(text) => utf8_percent_encode(&text, PATH).to_string(),
            Err(_) => part.to_owned(),
        });
    parts.collect::<Vec<_>>().join("%2F")
}

/// Adds the query: values of one name joined by commas, at the place of the first (H-FWD-04).
fn query(target: &mut String, query: &str) {
    let mut names: Vec<(Cow<'_, str>, String)> = Vec::new();
    for (name, value) in query::pairs(query) {
        let mut known = names.iter_mut();
        match known.find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(&value);
            }
            None => names.push((name, value.into_owned())),
        }
    }
    let mut separator = '?';
    for (name, values) in names {
        let name = utf8_percent_encode(&name, QUERY);
        let values = utf8_percent_encode(&values, QUERY);
        // Writing to a string does not fail.
        let _ = write!(target, "{separator}{name}={values}");
        separator = '&';
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(from: &str) -> String {
        uri(&from.parse().unwrap(), None).unwrap().to_string()
    }

    #[test]
    fn names_in_the_query_come_once() {
        // H-FWD-04, V-100
        assert_eq!(target("/api/F?a=1&a=2&flag"), "/api/F?a=1%2C2&flag=");
        assert_eq!(target("/api/F?b=x+y&a=%7e&B=z"), "/api/F?b=x%20y%2Cz&a=~");
        // V-94
        assert_eq!(
            target("/api/HttpTrigger?code=K&name=Atlas"),
            "/api/HttpTrigger?code=K&name=Atlas"
        );
    }

    #[test]
    fn dot_segments_and_escapes_are_normalised() {
        // H-FWD-05
        assert_eq!(target("/api/./a/../F"), "/api/F");
        assert_eq!(target("/api/%46%20b"), "/api/F%20b");
        assert_eq!(target("/api/a%2fb"), "/api/a%2Fb");
        assert_eq!(target("/api/a%2e%2e/x/.."), "/api/a../");
        assert_eq!(target("/../.."), "/");
        assert_eq!(target("/api/x/"), "/api/x/");
        assert_eq!(target("/api/%ff"), "/api/%ff");
    }

    #[test]
    fn the_legacy_worker_is_called_by_name() {
        // H-FWD-03, V-95
        let from = "/api/hello?a=1".parse().unwrap();
        assert_eq!(uri(&from, Some("Hello")).unwrap(), "/Hello?a=1");
    }

    proptest! {
        #[test]
        fn the_plain_case_is_the_general_case(text in "(/[a-z0-9~_-]{0,4}){1,5}") {
            prop_assert!(is_plain(&text));
            prop_assert_eq!(path(&text), text);
        }

        #[test]
        fn a_target_of_a_target_is_itself(text in "(/([a-zA-Z.%!]|%[0-9a-f]{2}){0,6}){1,4}") {
            let once = path(&text);
            prop_assert!(once.parse::<Uri>().is_ok());
            prop_assert_eq!(path(&once), once);
        }
    }
}
