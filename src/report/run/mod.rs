//! What `fch run`, `fch invoke` and `fch routes` print: one file a kind of output.
//!
//! Every function here is pure: data and a style in, text out. Only [`printer`] writes, and only
//! to the stream it is given. Whatever a handler or a caller chose goes through [`shown`].

pub mod answer;
pub mod banner;
pub mod body;
pub mod console;
pub mod curl;
pub mod fault;
pub mod json;
pub mod line;
pub mod outputs;
pub mod panel;
pub mod printer;
pub mod routes;

use std::borrow::Cow;
use std::time::Duration;

use crate::diagnostics::printable;

/// One line of foreign text as it may be printed: control characters become escapes, tabs stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return printable(text);
    }
    let parts: Vec<Cow<str>> = text.split('\t').map(printable).collect();
    Cow::Owned(parts.join("\t"))
}

/// A time span for people: `0.4 ms`, `12 ms`, `3.1 s`.
pub fn elapsed(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    match milliseconds {
        short if short < 9.95 => format!("{short:.1} ms"),
        medium if medium < 9_999.5 => format!("{medium:.0} ms"),
        long => format!("{:.1} s", long / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_moves_no_cursor() {
        assert_eq!(shown("a\tb"), "a\tb");
        assert_eq!(shown("\u{1b}[2Jx\ty\r"), "\\u{1b}[2Jx\ty\\u{d}");
    }

    #[test]
    fn times_are_short() {
        let shown = |micros| elapsed(Duration::from_micros(micros));
        assert_eq!(shown(430), "0.4 ms");
        assert_eq!(shown(12_300), "12 ms");
        assert_eq!(shown(9_999_400), "9999 ms");
        assert_eq!(shown(12_340_000), "12.3 s");
    }
}
