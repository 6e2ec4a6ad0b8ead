//! The names and values of a query, as ASP.NET reads them (H-REQ-22, H-FWD-04).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Names and values in order, decoded. A part without `=` is a name alone, an empty part is
/// nothing.
pub fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decode(name), decode(value))
    })
}

/// `+` is a space. What is not UTF-8 keeps its escapes.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('+') {
        return percent_decode_str(text)
            .decode_utf8()
            .unwrap_or(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced)
        .decode_utf8()
        .map(Cow::into_owned);
    Cow::Owned(decoded.unwrap_or(spaced))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(query: &str) -> Vec<(String, String)> {
        pairs(query)
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect()
    }

    #[test]
    fn every_part_is_a_name_and_a_value() {
        for (query, expected) in [
            ("a&b=&=c", &[("a", ""), ("b", ""), ("", "c")][..]),
            ("a+b=c%20d%2Be", &[("a b", "c d+e")]),
            ("a=1&&b=2;c=3", &[("a", "1"), ("b", "2;c=3")]),
            ("a=b=c", &[("a", "b=c")]),
            ("n=caf%C3%A9", &[("n", "café")]),
            ("n=%ff+x&%zz=%", &[("n", "%ff x"), ("%zz", "%")]),
            ("", &[]),
        ] {
            let expected: Vec<(String, String)> = expected
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect();
            assert_eq!(read(query), expected, "{query}");
        }
    }

    proptest! {
        #[test]
        fn what_is_utf8_reads_as_forms_do(query in "([a-c=&+ ]|%2[0-9]|%C3%A9){0,20}") {
            let form: Vec<(String, String)> =
                form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            prop_assert_eq!(read(&query), form);
        }
    }
}
