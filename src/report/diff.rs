//! A unified diff of one file, as `patch` and `git apply` read it. What a file must not show is
//! compared as it is and printed masked.

use std::fmt::Write as _;
use std::time::Duration;

use console::Style;
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, DiffTag, TextDiff};

use crate::diagnostics::{Source, printable};

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// Comparing takes no longer; what is left then counts as changed as a whole.
const PATIENCE: Duration = Duration::from_secs(1);

/// Renders what changes from `before` to `after`. `plain` is an unstyled style that colours only
/// if its stream does.
pub fn render(before: &Source, after: &Source, plain: &Style) -> String {
    let path = printable(before.path());
    let mut out = String::new();
    // Writing to a string cannot fail.
    if before.text() == after.text() {
        let _ = writeln!(out, "{path}: UTF-16 becomes UTF-8");
        return out;
    }
    if before.hides() || after.hides() {
        let _ = writeln!(out, "values in {path} are shown as `*`");
    }
    let bold = plain.clone().bold();
    let _ = writeln!(out, "{}", bold.apply_to(format_args!("--- {path}")));
    let _ = writeln!(out, "{}", bold.apply_to(format_args!("+++ {path}")));
    let (old, new) = (lines(before.text()), lines(after.text()));
    let (old_shown, new_shown) = (lines(before.shown()), lines(after.shown()));
    let mut config = TextDiff::configure();
    let diff = config.timeout(PATIENCE).diff_slices(&old, &new);
    for hunk in diff.grouped_ops(CONTEXT) {
        let header = UnifiedHunkHeader::new(&hunk);
        let _ = writeln!(out, "{}", plain.clone().cyan().apply_to(header));
        for (tag, old, new) in hunk.iter().map(DiffOp::as_tag_tuple) {
            let (old, new) = (old_shown.get(old), new_shown.get(new));
            if tag == DiffTag::Equal {
                push(&mut out, ' ', old, plain);
                continue;
            }
            push(&mut out, '-', old, &plain.clone().red());
            push(&mut out, '+', new, &plain.clone().green());
        }
    }
    out
}

/// Lines with their ends. Masking keeps line ends, so a masked text has the same lines.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn push(out: &mut String, sign: char, lines: Option<&[&str]>, style: &Style) {
    for line in lines.unwrap_or_default() {
        let (text, end) = match line.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (*line, "\n\\ No newline at end of file\n"),
        };
        let (text, cr) = match text.strip_suffix('\r') {
            Some(text) => (text, "\r"),
            None => (text, ""),
        };
        let text = text.split('\t').map(printable).collect::<Vec<_>>();
        let text = format!("{sign}{}", text.join("\t"));
        let _ = write!(out, "{}{cr}{end}", style.apply_to(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &Source, after: &Source) -> String {
        render(before, after, &Style::new().force_styling(false))
    }

    fn of(before: &str, after: &str) -> String {
        diff(
            &Source::new("a.json", before),
            &Source::new("a.json", after),
        )
    }

    #[test]
    fn shows_three_lines_around_a_change_and_missing_line_ends() {
        let expected = "--- a.json\n+++ a.json\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n\
                        \\ No newline at end of file\n+6\n";
        assert_eq!(of("1\n2\n3\n4\n5", "1\n2\n3\n4\n6\n"), expected);
    }

    #[test]
    fn keeps_line_ends_and_tabs_but_no_other_control_character() {
        let expected = "--- a.json\n+++ a.json\n@@ -1,2 +1,2 @@\n-\t1\r\n+\t2\u{1b}\r\n 3\r\n";
        let expected = expected.replace('\u{1b}', "\\u{1b}");
        assert_eq!(of("\t1\r\n3\r\n", "\t2\u{1b}\r\n3\r\n"), expected);
    }

    #[test]
    fn a_change_of_what_is_hidden_shows_without_being_told() {
        let secret = |text: &str| Source::new("a.json", text).hiding(&[6..9]);
        let expected = "values in a.json are shown as `*`\n--- a.json\n+++ a.json\n\
                        @@ -1 +1 @@\n-{\"k\": ***}\n+{\"k\": ***}\n";
        assert_eq!(
            diff(&secret("{\"k\": 123}\n"), &secret("{\"k\": 456}\n")),
            expected
        );
    }

    #[test]
    fn the_same_text_in_other_bytes_is_said_in_words() {
        assert_eq!(of("{}", "{}"), "a.json: UTF-16 becomes UTF-8\n");
    }
}
