//! Header names as Kestrel keeps them (H-REQ-23).
//!
//! Kestrel writes the names that it knows in its own way and keeps all others as sent.

use hyper::HeaderMap;

/// The request headers that Kestrel knows, as it writes them.
const KNOWN: &[&str] = &[
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "Alt-Used",
    "Authorization",
    "baggage",
    "Cache-Control",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Correlation-Context",
    "Date",
    "DNT",
    "Expect",
    "From",
    "Grpc-Accept-Encoding",
    "Grpc-Encoding",
    "Grpc-Timeout",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Keep-Alive",
    "Max-Forwards",
    "Origin",
    "Pragma",
    "Proxy-Authorization",
    "Proxy-Connection",
    "Range",
    "Referer",
    "Request-Id",
    "TE",
    "traceparent",
    "tracestate",
    "Transfer-Encoding",
    "Translate",
    "Upgrade",
    "Upgrade-Insecure-Requests",
    "User-Agent",
    "Via",
    "Warning",
];

/// Every header line with its name in the right spelling. A name that is not known and not in
/// `head` stays lower-case.
pub(super) fn spelled(headers: &HeaderMap, head: Option<&[u8]>) -> Vec<(String, String)> {
    let lines = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (spelling(name.as_str(), head), value)
    });
    lines.collect()
}

fn spelling(name: &str, head: Option<&[u8]>) -> String {
    let mut known = KNOWN.iter();
    if let Some(known) = known.find(|known| known.eq_ignore_ascii_case(name)) {
        return (*known).to_owned();
    }
    let mut sent = head.into_iter().flat_map(names);
    let sent = sent.find(|sent| sent.eq_ignore_ascii_case(name.as_bytes()));
    let sent = sent.and_then(|sent| std::str::from_utf8(sent).ok());
    sent.unwrap_or(name).to_owned()
}

/// The header names in the bytes of a head, as sent.
pub(super) fn names(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = head.trim_ascii_start().split(|byte| *byte == b'\n').skip(1);
    lines.filter_map(|line| line.split(|byte| *byte == b':').next())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn spelled_of(names: &[&'static str], head: Option<&str>) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for name in names {
            headers.append(*name, "1".parse().unwrap());
        }
        let lines = spelled(&headers, head.map(str::as_bytes));
        lines.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn known_names_are_written_as_kestrel_does() {
        // H-REQ-23
        let known = ["user-agent", "content-type", "te", "dnt", "traceparent"];
        let written = ["User-Agent", "Content-Type", "TE", "DNT", "traceparent"];
        assert_eq!(spelled_of(&known, None), written);
        let head = "GET / HTTP/1.1\r\nuser-AGENT: x\r\n\r\n";
        assert_eq!(spelled_of(&["user-agent"], Some(head)), ["User-Agent"]);
    }

    #[test]
    fn other_names_stay_as_sent() {
        // H-REQ-23
        let head = "GET /x-b: HTTP/1.1\r\nX-mY-Id: 1\r\nx-B:2\r\n\r\n";
        assert_eq!(
            spelled_of(&["x-my-id", "x-b"], Some(head)),
            ["X-mY-Id", "x-B"]
        );
        assert_eq!(spelled_of(&["x-my-id"], None), ["x-my-id"]);
    }

    #[test]
    fn every_value_of_a_repeated_name_is_there() {
        assert_eq!(spelled_of(&["x-a", "x-a"], None), ["x-a", "x-a"]);
    }
}
