//! Dates in .NET's custom formats, always in UTC: what `{datetime:yyyy-MM-dd}` may say.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Prints a time. A single `o`, `s` or `u` is one of .NET's standard formats.
pub(super) fn format(time: Timestamp, format: &str) -> String {
    let format = match format {
        "o" | "O" => "yyyy-MM-ddTHH:mm:ss.fffffffK",
        "s" => "yyyy-MM-ddTHH:mm:ss",
        "u" => "yyyy-MM-dd HH:mm:ssZ",
        other => other,
    };
    let time = time.to_zoned(TimeZone::UTC);
    let mut out = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let (text, length) = piece(&time, rest, first);
        out.push_str(&text);
        rest = &rest[length..];
    }
    out
}

/// The text for what `rest` begins with, and how many bytes of it that is.
fn piece(time: &Zoned, rest: &str, first: char) -> (String, usize) {
    if first == '\\' {
        let escaped: String = rest.chars().nth(1).into_iter().collect();
        return (escaped.clone(), 1 + escaped.len());
    }
    if matches!(first, '\'' | '"') {
        let length = rest[1..].find(first).unwrap_or(rest.len() - 1);
        return (rest[1..1 + length].to_owned(), (length + 2).min(rest.len()));
    }
    let run = rest.chars().take_while(|c| *c == first).count();
    match field(time, first, run) {
        Some(text) => (text, run),
        None => (first.to_string(), first.len_utf8()),
    }
}

/// One run of a format letter; `None` for text.
fn field(time: &Zoned, letter: char, run: usize) -> Option<String> {
    let number = |value: i8| format!("{value:0width$}", width = run.min(2));
    Some(match letter {
        'y' if run <= 2 => number((time.year() % 100) as i8),
        'y' => format!("{:0run$}", time.year()),
        'M' if run <= 2 => number(time.month()),
        'M' if run == 3 => time.strftime("%b").to_string(),
        'M' => time.strftime("%B").to_string(),
        'd' if run <= 2 => number(time.day()),
        'd' if run == 3 => time.strftime("%a").to_string(),
        'd' => time.strftime("%A").to_string(),
        'H' => number(time.hour()),
        'h' => number((time.hour() + 11) % 12 + 1),
        'm' => number(time.minute()),
        's' => number(time.second()),
        'f' | 'F' => fraction(time, letter, run.min(7)),
        't' if run == 1 => time.strftime("%p").to_string().chars().take(1).collect(),
        't' => time.strftime("%p").to_string(),
        'K' => "Z".repeat(run),
        'z' if run == 1 => "+0".into(),
        'z' if run == 2 => "+00".into(),
        'z' => "+00:00".into(),
        _ => return None,
    })
}

fn fraction(time: &Zoned, letter: char, digits: usize) -> String {
    let all = format!("{:09}", time.subsec_nanosecond());
    let text = all.get(..digits).unwrap_or(&all);
    match letter {
        'F' => text.trim_end_matches('0').to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        format("2026-03-04T15:06:07.0812Z".parse().unwrap(), text)
    }

    #[test]
    fn letters_are_parts_of_the_time() {
        assert_eq!(shown("yyyy-MM-dd"), "2026-03-04");
        assert_eq!(shown("yy/M/d H:m:s"), "26/3/4 15:6:7");
        assert_eq!(shown("hh tt, ddd d MMM"), "03 PM, Wed 4 Mar");
        assert_eq!(shown("ss.fff"), "07.081");
        assert_eq!(shown("ss.FFFFFFF"), "07.0812");
    }

    #[test]
    fn standard_formats() {
        assert_eq!(shown("o"), "2026-03-04T15:06:07.0812000Z");
        assert_eq!(shown("s"), "2026-03-04T15:06:07");
    }

    #[test]
    fn the_rest_is_text() {
        assert_eq!(shown("'day' dd"), "day 04");
        assert_eq!(shown(r"\dd"), "d4");
        assert_eq!(shown("'open"), "open");
        assert_eq!(shown("ü_"), "ü_");
    }
}
