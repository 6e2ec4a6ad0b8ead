//! A change of a template's file, made in a file that people have changed too.

use std::borrow::Cow;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// `ours` with what turns `base` into `theirs`; its own lines keep their ends, and new ones get the
/// same. `None` when `ours` is not as `base` where that changes, so that nothing is ever put in a
/// place that only looks right.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let end = if ours.contains("\r\n") { "\r" } else { "" };
    let (base, theirs) = (lines(base), lines(theirs));
    let ours_lines = lines(ours);
    let kept = kept(&base, &ours_lines);
    let mut merged: Vec<Cow<'_, str>> = ours.split('\n').map(Cow::from).collect();
    let changes = capture_diff_slices(Algorithm::Patience, &base, &theirs);
    // From the end: what comes before a change keeps its place.
    for change in changes.iter().rev() {
        if matches!(change, DiffOp::Equal { .. }) {
            continue;
        }
        let new = theirs.get(change.new_range())?;
        match place(change.old_range(), &kept, merged.len()) {
            Some(place) => {
                let lines = new.iter().map(|line| format!("{line}{end}").into());
                merged.splice(place, lines);
            }
            // Somebody made that change already.
            None if !new.is_empty() && ours_lines.windows(new.len()).any(|part| part == new) => {}
            None => return None,
        }
    }
    Some(merged.join("\n"))
}

/// The lines of a text without their ends; the last one is empty when the text ends with a line.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.split('\n');
    lines
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect()
}

/// Where each line of `base` is in `ours`, if it is there still.
fn kept(base: &[&str], ours: &[&str]) -> Vec<Option<usize>> {
    let mut kept = vec![None; base.len()];
    for same in capture_diff_slices(Algorithm::Patience, base, ours) {
        if let DiffOp::Equal { .. } = same {
            for (old, new) in same.old_range().zip(same.new_range()) {
                kept[old] = Some(new);
            }
        }
    }
    kept
}

/// Where the lines `old` of the base are among `count` lines: unchanged, and with the same lines
/// before and behind them.
fn place(old: Range<usize>, kept: &[Option<usize>], count: usize) -> Option<Range<usize>> {
    let start = match old.start.checked_sub(1) {
        None => 0,
        Some(before) => kept.get(before).copied()?? + 1,
    };
    let end = match old.end == kept.len() {
        true => count,
        false => kept.get(old.end).copied()??,
    };
    let unchanged = old
        .clone()
        .zip(start..)
        .all(|(old, new)| kept.get(old).copied().flatten() == Some(new));
    (unchanged && end == start + old.len()).then_some(start..end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const BASE: &str = "use a;\n\nfn main() {\n    raw();\n}\n";
    const THEIRS: &str = "use a;\nuse b;\n\nfn main() {\n    raw();\n    event();\n}\n";

    #[test]
    fn both_changes_are_made() {
        assert_eq!(merge(BASE, BASE, THEIRS).unwrap(), THEIRS);
        let ours = "// ours\nuse a;\n\nfn main() {\n    raw();\n}\n\nfn more() {}\n";
        assert_eq!(
            merge(BASE, ours, THEIRS).unwrap(),
            "// ours\nuse a;\nuse b;\n\nfn main() {\n    raw();\n    event();\n}\n\nfn more() {}\n"
        );
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let ours = BASE.replace('\n', "\r\n");
        let merged = merge(BASE, &ours, THEIRS).unwrap();
        assert_eq!(merged, THEIRS.replace('\n', "\r\n"));
        assert_eq!(
            merge("a\nb\n", "0\r\na\nb\n", "a\nb\nc\n").unwrap(),
            "0\r\na\nb\nc\r\n"
        );
    }

    #[test]
    fn a_place_that_people_changed_is_no_place() {
        for ours in [
            BASE.replace("raw();\n", "raw();\n    ours();\n"),
            BASE.replace("raw();", "ours();"),
            BASE.replace("use a;\n", ""),
            String::new(),
        ] {
            assert_eq!(merge(BASE, &ours, THEIRS), None, "{ours}");
        }
    }

    #[test]
    fn what_is_there_already_does_not_come_twice() {
        assert_eq!(merge(BASE, THEIRS, THEIRS).unwrap(), THEIRS);
        let ours = THEIRS.replace("use a;", "use a; // ours");
        assert_eq!(merge(BASE, &ours, THEIRS).unwrap(), ours);
    }

    #[test]
    fn lines_that_go_have_to_be_there() {
        let merged = merge("a\nb\nc\n", "0\na\nb\nc\n", "a\nc\n");
        assert_eq!(merged.unwrap(), "0\na\nc\n");
        assert_eq!(merge("a\nb\nc\n", "a\nB\nc\n", "a\nc\n"), None);
    }

    #[test]
    fn the_first_and_the_last_line_may_change() {
        assert_eq!(merge("a\nb", "a\nb", "x\na\nb\ny").unwrap(), "x\na\nb\ny");
    }
}
