//! English: counts, lists, "did you mean", and sizes.

/// `1 file`, `2 files`. `noun` is singular and takes a plain `s`.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// `a, b and c`, each item in backticks.
pub fn list_and<S: AsRef<str>>(items: &[S]) -> String {
    let ticked: Vec<String> = items
        .iter()
        .map(|item| format!("`{}`", item.as_ref()))
        .collect();
    match ticked.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// A size in bytes for people: `812 B`, `4.7 MB` (decimal units, one digit).
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// The candidate closest to `word`, if one is close enough to be a likely slip of the finger.
/// Case is ignored; at most a third of the letters (and at least one) may differ.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    let limit = (lower.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other: Vec<char> = candidate.to_lowercase().chars().collect();
            // So many letters must differ at least; to compare long words takes long.
            let may_be = lower.len().abs_diff(other.len()) <= limit;
            may_be.then(|| (distance(&lower, &other), candidate))
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Help for a word that is none of the `known` ones: the nearest of them, or all when there are
/// few.
pub fn suggestion<S: AsRef<str>>(word: &str, known: &[S]) -> Option<String> {
    const FEW: usize = 12;
    match did_you_mean(word, known.iter().map(AsRef::as_ref)) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.len() <= FEW => Some(format!("there are {}", list_and(known))),
        None => None,
    }
}

/// Breaks a paragraph into lines of at most `width` characters, each behind `indent`.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.len());
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let indented = lines.iter().map(|line| format!("{indent}{line}"));
    indented.collect::<Vec<_>>().join("\n")
}

/// Edit distance that counts a swap of neighbours as one (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut table = vec![0usize; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i * width + j] = if i == 0 || j == 0 {
                i.max(j)
            } else {
                let cost = usize::from(a[i - 1] != b[j - 1]);
                let mut best = (table[(i - 1) * width + j] + 1)
                    .min(table[i * width + j - 1] + 1)
                    .min(table[(i - 1) * width + j - 1] + cost);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[(i - 2) * width + j - 2] + 1);
                }
                best
            };
        }
    }
    table[a.len() * width + b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lists_read_as_english() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "file"), "0 files");
        assert_eq!(list_and(&["a"]), "`a`");
        assert_eq!(list_and(&["a", "b"]), "`a` and `b`");
        assert_eq!(list_and(&["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn sizes_round_to_the_next_unit() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1000), "1.0 kB");
        assert_eq!(size(999_960), "1.0 MB");
        assert_eq!(size(7_012_889), "7.0 MB");
    }

    #[test]
    fn paragraphs_break_between_words() {
        assert_eq!(wrap("one two  three", 9, "  "), "  one two\n  three");
        assert_eq!(wrap("unbreakable", 4, ""), "unbreakable");
        assert_eq!(wrap("", 9, "  "), "");
    }

    #[test]
    fn suggests_only_near_words() {
        let keys = ["customHandler", "extensionBundle", "logging"];
        assert_eq!(did_you_mean("customHandlers", keys), Some("customHandler"));
        assert_eq!(did_you_mean("lgoging", keys), Some("logging"));
        assert_eq!(did_you_mean("banana", keys), None);
    }
}
