//! The fingerprint by which GitHub recognises a finding after the file changed elsewhere.
//!
//! It must equal what GitHub's own upload action computes, which says so in its log otherwise:
//! a hash of the hundred characters from the start of the line, with a number for repetitions.

use std::collections::HashMap;

/// How many characters count.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// Stands behind the last character; zeros follow.
const END: u16 = u16::MAX;

/// The fingerprint of every line, in order. Characters are UTF-16 units, without spaces and
/// tabs, and every line end is a line feed.
pub(super) fn lines(text: &str) -> Vec<String> {
    let (units, starts) = significant(text);
    let factors = factors();
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let fingerprint = |start: usize| {
        let hash = hash(&units[start..], &factors);
        let times = seen.entry(hash).or_default();
        *times += 1;
        format!("{hash:x}:{times}")
    };
    starts.into_iter().map(fingerprint).collect()
}

/// The characters that count, and where among them the lines start.
fn significant(text: &str) -> (Vec<u16>, Vec<usize>) {
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut starts = vec![0];
    let mut after_return = false;
    for unit in text.encode_utf16() {
        let second_half = after_return && unit == u16::from(b'\n');
        after_return = unit == u16::from(b'\r');
        if second_half || unit == u16::from(b' ') || unit == u16::from(b'\t') {
            continue;
        }
        let ends_line = after_return || unit == u16::from(b'\n');
        units.push(if ends_line { u16::from(b'\n') } else { unit });
        if ends_line {
            starts.push(units.len());
        }
    }
    units.push(END);
    (units, starts)
}

/// What each of the hundred characters is multiplied by; all arithmetic wraps at 64 bits.
fn factors() -> [u64; WINDOW] {
    let mut factors = [1; WINDOW];
    for at in (0..WINDOW - 1).rev() {
        factors[at] = FACTOR.wrapping_mul(factors[at + 1]);
    }
    factors
}

fn hash(units: &[u16], factors: &[u64; WINDOW]) -> u64 {
    let terms = units.iter().zip(factors);
    terms.fold(0, |sum: u64, (unit, factor)| {
        sum.wrapping_add(u64::from(*unit).wrapping_mul(*factor))
    })
}

#[cfg(test)]
mod tests {
    use super::lines;

    // The values were computed apart from this code, by a rolling hash of arbitrary precision.

    #[test]
    fn a_line_is_known_by_its_first_hundred_characters() {
        assert_eq!(lines(""), ["c129715d7a2bc9a3:1"]);
        let four = [
            "271789c17abda88f:1",
            "54703d4cd895b18:1",
            "180aee12dab6264:1",
            "a23a3dc5e078b07b:1",
        ];
        assert_eq!(lines(" a\nb\n  \t\tc\n d"), four);
        let long = "x".repeat(250) + "\ny";
        assert_eq!(lines(&long), ["52b56201ffb58620:1", "ed3261245082261c:1"]);
    }

    #[test]
    fn line_ends_are_all_the_same() {
        let unix = lines("{\n  \"version\": \"2.0\"\n}\n");
        let expected = [
            "fff237a85dc0b79d:1",
            "d76b1814b6743e54:1",
            "32dce9ccfdbc9d3e:1",
            "c129715d7a2bc9a3:1",
        ];
        assert_eq!(unix, expected);
        assert_eq!(lines("{\r\n  \"version\": \"2.0\"\r\n}\r\n"), expected);
        assert_eq!(lines("{\r  \"version\": \"2.0\"\r}\r"), expected);
    }

    #[test]
    fn characters_are_utf16_units_and_a_byte_order_mark_is_one() {
        let expected = [
            "cd9bb61c662b6fe3:1",
            "6634547a22ff65ff:1",
            "13db8c734146ff90:1",
        ];
        assert_eq!(lines("\u{feff}{\r\n  \"n\": \"ä😀\"\r\n}"), expected);
    }

    #[test]
    fn repeated_lines_are_numbered() {
        let lines = lines(&"{\"a\":1}\n".repeat(30));
        assert_eq!(lines[0], "6dc0d91060d78d90:1");
        assert_eq!(lines[17], "6dc0d91060d78d90:18");
        assert_eq!(lines[18], "6dc0d9112653f28b:1");
        assert_eq!(lines[30], "c129715d7a2bc9a3:1");
    }
}
