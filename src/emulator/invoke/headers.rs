//! The names of the host's own headers, and what a header means for one connection only.

use hyper::HeaderMap;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, Entry, HeaderName, HeaderValue, PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION, TE, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};

use crate::emulator::HOST_VERSION;

/// The invocation's id (H-REQ-03).
pub const INVOCATION_ID: HeaderName = HeaderName::from_static("x-azure-functions-invocationid");
/// The host's version (H-REQ-03).
pub const HOST_VERSION_NAME: HeaderName = HeaderName::from_static("x-azure-functions-hostversion");
/// The invocation's id again, for proxied calls (H-PXY-03).
pub const MS_INVOCATION_ID: HeaderName = HeaderName::from_static("x-ms-invocation-id");

/// Headers for one connection, whatever `Connection` names, besides `Connection` itself.
const FOR_ONE_CONNECTION: [HeaderName; 6] = [
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    UPGRADE,
];

/// The value of the host's version header.
pub fn host_version() -> HeaderValue {
    HeaderValue::from_static(HOST_VERSION)
}

/// `text` as a header value; what cannot be one is left out.
pub fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// Removes what only concerns the connection a message came over, and its framing: the next
/// connection has its own. A body's `Content-Length` stays unless the body came in chunks.
pub fn strip_connection(headers: &mut HeaderMap) {
    if headers.contains_key(CONNECTION) {
        strip_named(headers);
    }
    if headers.remove(TRANSFER_ENCODING).is_some() {
        headers.remove(CONTENT_LENGTH);
    }
    for name in &FOR_ONE_CONNECTION {
        headers.remove(name);
    }
}

fn strip_named(headers: &mut HeaderMap) {
    let values: Vec<HeaderValue> = headers.get_all(CONNECTION).iter().cloned().collect();
    let texts = values.iter().filter_map(|value| value.to_str().ok());
    for name in texts.flat_map(|text| text.split(',')) {
        // Whoever names the length or the host here tries to confuse the next server.
        if !["content-length", "host"].contains(&name.trim().to_ascii_lowercase().as_str()) {
            headers.remove(name.trim());
        }
    }
    headers.remove(CONNECTION);
}

/// The protocol that a message offers or switches to, as `Upgrade` and `Connection` say.
pub fn upgrade(headers: &HeaderMap) -> Option<HeaderValue> {
    let wanted = headers.get(UPGRADE)?;
    let named = headers.get_all(CONNECTION).iter();
    let mut named = named.filter_map(|value| value.to_str().ok());
    let asked = named.any(|text| {
        text.split(',')
            .any(|name| name.trim().eq_ignore_ascii_case("upgrade"))
    });
    asked.then(|| wanted.clone())
}

/// Adds a value behind those that are there, in one line as .NET writes it (H-FWD-08).
pub fn append(headers: &mut HeaderMap, name: HeaderName, added: HeaderValue) {
    let separator = if name == USER_AGENT { " " } else { ", " };
    match headers.entry(name) {
        Entry::Vacant(entry) => {
            entry.insert(added);
        }
        Entry::Occupied(mut entry) => {
            let mut joined = Vec::new();
            for value in entry
                .iter()
                .chain([&added])
                .filter(|value| !value.is_empty())
            {
                if !joined.is_empty() {
                    joined.extend_from_slice(separator.as_bytes());
                }
                joined.extend_from_slice(value.as_bytes());
            }
            // Parts that were values make a value.
            entry.insert(HeaderValue::from_bytes(&joined).unwrap_or(added));
        }
    }
}

/// Names and values for showing.
pub fn listed(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = headers.iter();
    headers
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let headers = headers.iter();
        headers
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    fn stripped(headers: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
        let mut headers = map(headers);
        strip_connection(&mut headers);
        listed(&headers)
    }

    #[test]
    fn what_connection_names_is_for_one_connection() {
        let left = stripped(&[
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("x-end", "2"),
        ]);
        assert_eq!(left, [("x-end".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn naming_the_length_does_not_remove_it() {
        let left = stripped(&[("connection", "content-length"), ("content-length", "5")]);
        assert_eq!(left, [("content-length".to_owned(), "5".to_owned())]);
    }

    #[test]
    fn a_length_beside_chunks_is_gone() {
        let left = stripped(&[("transfer-encoding", "chunked"), ("content-length", "5")]);
        assert_eq!(left, []);
    }

    #[test]
    fn an_upgrade_needs_both_headers() {
        let both = map(&[
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "websocket"),
        ]);
        assert_eq!(upgrade(&both).unwrap(), "websocket");
        assert_eq!(upgrade(&map(&[("upgrade", "websocket")])), None);
    }

    #[test]
    fn values_are_added_behind_the_callers() {
        // H-FWD-08
        let mut headers = map(&[
            ("user-agent", "curl/8"),
            ("x-azure-functions-hostversion", "1"),
        ]);
        append(&mut headers, USER_AGENT, value("Azure-Functions-Host/4"));
        append(&mut headers, HOST_VERSION_NAME, value("4"));
        assert_eq!(headers[USER_AGENT], "curl/8 Azure-Functions-Host/4");
        assert_eq!(headers[HOST_VERSION_NAME], "1, 4");
    }
}
