//! Hides the keys of callers in what is shown of an exchange: people paste panels into issues.
//!
//! A key travels as `?code=` or as the header `x-functions-key` (H-ROUTE-20); the handler gets
//! both, also inside an envelope.

use std::sync::LazyLock;

use bytes::Bytes;
use regex::bytes::Regex;

use super::event::Exchange;

const MASK: &str = "***";

/// What stands before a key, and the key.
static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let in_url = r#"(?<url>[?&]code=)[^&"\\#\s]+"#;
    let in_header = r#"(?<header>"x-functions-key":\s*(?:\[\s*)?")[^"\\]+"#;
    let in_query = r#"(?<query>"Query":\s*\{[^{}]*?"code":\s*")[^"\\]+"#;
    Regex::new(&format!("(?i){in_url}|{in_header}|{in_query}")).ok()
});

/// The same exchange with `***` in the place of every key that the caller sent.
pub fn hidden(exchange: &Exchange) -> Exchange {
    let headers = exchange.request_headers.iter();
    let header = |(name, value): &(String, String)| {
        let value = match name.eq_ignore_ascii_case("x-functions-key") {
            true => MASK.to_owned(),
            false => value.clone(),
        };
        (name.clone(), value)
    };
    let line = masked(exchange.request_line.as_bytes());
    Exchange {
        request_line: String::from_utf8_lossy(&line).into_owned(),
        request_headers: headers.map(header).collect(),
        request_body: masked(&exchange.request_body),
        ..exchange.clone()
    }
}

fn masked(text: &[u8]) -> Bytes {
    match KEY.as_ref() {
        Some(key) => Bytes::from(
            key.replace_all(text, b"$url$header$query***".as_slice())
                .into_owned(),
        ),
        None => Bytes::copy_from_slice(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        String::from_utf8_lossy(&masked(text.as_bytes())).into_owned()
    }

    #[test]
    fn a_key_is_hidden_wherever_the_host_puts_it() {
        let envelope = r#"{"Url":"http://h/api/F?x=1&code=KEY","Query":{"x":"1","code":"KEY"},"Headers":{"x-functions-key":["KEY"],"X-Functions-Key":"KEY"}}"#;
        let shown_envelope = shown(envelope);
        assert!(!shown_envelope.contains("KEY"), "{shown_envelope}");
        assert_eq!(envelope.replace("KEY", "***"), shown_envelope);
        assert_eq!(
            shown("GET /api/F?code=KEY&a=b HTTP/1.1"),
            "GET /api/F?code=***&a=b HTTP/1.1"
        );
    }

    #[test]
    fn the_callers_own_data_stays() {
        for text in [r#"{"code":"blue"}"#, "GET /api/F?barcode=1", "\u{e9}code=x"] {
            assert_eq!(shown(text), text);
        }
        let exchange = Exchange {
            request_headers: vec![("X-Functions-Key".into(), "KEY".into())],
            response_body: "?code=handler".into(),
            ..Exchange::default()
        };
        let hidden = hidden(&exchange);
        assert_eq!(hidden.request_headers[0].1, "***");
        assert_eq!(hidden.response_body, "?code=handler");
    }
}
