//! Values as .NET prints them with the invariant culture, and text as its readers decode it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::Value as Json;

use super::indented;

/// `ToString()` of a JSON value: `True`, `5`, objects and lists indented (H-RESP-28).
pub fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(true) => "True".to_owned(),
        Json::Bool(false) => "False".to_owned(),
        Json::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() => double(value),
            _ => number.to_string(),
        },
        Json::String(text) => text.clone(),
        Json::Array(_) | Json::Object(_) => indented(value),
    }
}

/// A double: the shortest digits that read back, with an exponent from 1E+15 and below 0.0001.
pub fn double(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let count = digits.chars().filter(char::is_ascii_digit).count();
    let most = i32::try_from(count.max(15)).unwrap_or(i32::MAX);
    if (-5 < exponent && exponent < most) || value == 0.0 {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}E{sign}{:02}", exponent.unsigned_abs())
}

/// A double in JSON: never without a point or an exponent.
pub fn json_double(value: f64) -> String {
    let mut text = double(value);
    if !text.contains(['.', 'E']) {
        text.push_str(".0");
    }
    text
}

/// `2019-10-16T00:05:51`: no fraction, no offset (H-REQ-12).
pub fn date_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `2019-10-16T00:05:51+00:00`: no fraction (H-REQ-12).
pub fn date_time_offset(time: Timestamp) -> String {
    date_time(time) + "+00:00"
}

/// `2019-10-16T00:05:51.1234567Z` (H-REQ-35).
pub fn utc(time: Timestamp) -> String {
    let ticks = time.subsec_nanosecond().unsigned_abs() / 100;
    format!("{}.{ticks:07}Z", date_time(time))
}

/// A text that Newtonsoft takes for a date, as it comes out again (H-DISC-22). A date with an
/// offset is turned into the host's local time, which is UTC in Azure.
pub fn reformatted_date(text: &str) -> Option<String> {
    let is_candidate = (19..=40).contains(&text.len()) && text.as_bytes().get(10) == Some(&b'T');
    if !is_candidate {
        return None;
    }
    let date = match text.parse::<Timestamp>() {
        Ok(time) => time.to_zoned(jiff::tz::TimeZone::UTC).datetime(),
        Err(_) => text.parse::<DateTime>().ok()?,
    };
    Some(date.strftime("%m/%d/%Y %H:%M:%S").to_string())
}

/// Bytes as text, as a .NET reader does it: a byte order mark decides, else UTF-8, or UTF-16
/// when the sender says so. What cannot be read becomes `U+FFFD`.
pub fn decode(bytes: &[u8], utf16: bool) -> String {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        _ if utf16 => decode_utf16(bytes, u16::from_le_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        _ => 0xfffd,
    });
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn doubles_are_spelled_as_dotnet_does() {
        let cases = [
            (0.0, "0"),
            (1.0, "1"),
            (-60.0, "-60"),
            (1.5, "1.5"),
            (0.0001, "0.0001"),
            (0.00001, "1E-05"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e15, "1E+15"),
            (1e21, "1E+21"),
            (1.25e-7, "1.25E-07"),
            (1e300, "1E+300"),
        ];
        for (value, text) in cases {
            assert_eq!(double(value), text);
        }
        assert_eq!(json_double(1.0), "1.0");
        assert_eq!(json_double(1e21), "1E+21");
    }

    #[test]
    fn iso_dates_are_reformatted() {
        // H-DISC-22
        let cases = [
            ("2020-01-31T13:05:09Z", Some("01/31/2020 13:05:09")),
            ("2020-01-31T13:05:09", Some("01/31/2020 13:05:09")),
            ("2020-01-31T13:05:09.1234567Z", Some("01/31/2020 13:05:09")),
            ("2020-01-31T13:05:09+01:00", Some("01/31/2020 12:05:09")),
            ("2020-01-31", None),
            ("2020-01-31 13:05:09Z", None),
            ("a text of some length", None),
            ("äääääTäääääääää", None),
        ];
        for (text, date) in cases {
            assert_eq!(reformatted_date(text).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn utc_has_seven_digits() {
        // H-REQ-35
        let time = "2019-10-16T00:05:51.12Z".parse().unwrap();
        assert_eq!(utc(time), "2019-10-16T00:05:51.1200000Z");
    }

    #[test]
    fn a_byte_order_mark_decides() {
        // H-RESP-08
        assert_eq!(decode(b"\xef\xbb\xbf{}", false), "{}");
        assert_eq!(decode(b"\xff\xfe{\0}\0", false), "{}");
        assert_eq!(decode(b"\xfe\xff\0{\0}", true), "{}");
        assert_eq!(decode(b"{\0}\0", true), "{}");
    }

    proptest! {
        #[test]
        fn any_double_reads_back(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            prop_assert_eq!(json_double(value).parse::<f64>().unwrap(), value);
        }

        #[test]
        fn nothing_panics(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = reformatted_date(&text);
            prop_assert!(decode(&bytes, true).len() <= bytes.len() * 3);
        }
    }
}
