//! Which lines a comment is about: its own, and when nothing else stands there, those after it
//! up to the next one with something in it.

use std::ops::Range;

/// The bytes of the lines that the comment at `span` is about, the last line end included.
pub fn reach(text: &str, span: &Range<usize>, comments: &[Range<usize>]) -> Range<usize> {
    let start = line_start(text, span.start);
    let mut end = line_end(text, span.end);
    let mut blank = is_blank(text, start..end, comments);
    while blank && end < text.len() {
        let next = line_end(text, end);
        blank = is_blank(text, end..next, comments);
        end = next;
    }
    // What is wrong at the very end of a text is wrong in its last line.
    let at_end = usize::from(end == text.len());
    start..end + at_end
}

/// Every line that begins with `#`: the comments of `.funcignore`.
pub fn hash_comments(text: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let shown = line.trim_start_matches('\u{feff}');
        if shown.starts_with('#') {
            let begin = start + line.len() - shown.len();
            comments.push(begin..start + line.trim_end().len());
        }
        start += line.len();
    }
    comments
}

/// Where the line that holds the byte at `at` begins.
pub fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Where the line after the one that holds the byte at `at` begins.
pub fn line_end(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    match after.find(['\n', '\r']) {
        Some(end) if after[end..].starts_with("\r\n") => at + end + 2,
        Some(end) => at + end + 1,
        None => text.len(),
    }
}

/// True when only white space and comments are in `range`.
fn is_blank(text: &str, range: Range<usize>, comments: &[Range<usize>]) -> bool {
    let mut at = range.start;
    let first = comments.partition_point(|comment| comment.end <= at);
    let here = comments.iter().skip(first);
    for comment in here.take_while(|comment| comment.start < range.end) {
        if !is_space(text, at..comment.start.max(at)) {
            return false;
        }
        at = comment.end;
    }
    is_space(text, at..range.end.max(at))
}

fn is_space(text: &str, range: Range<usize>) -> bool {
    let text = text.get(range).unwrap_or_default();
    text.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text that the first comment is about.
    fn about(text: &str) -> &str {
        let comments = crate::json::parse(text).comments;
        let reach = reach(text, &comments[0], &comments);
        &text[reach.start..reach.end.min(text.len())]
    }

    #[test]
    fn a_comment_behind_something_is_about_its_own_line() {
        assert_eq!(about("{\n\"a\": 1, // x\n\"b\": 2\n}"), "\"a\": 1, // x\n");
        assert_eq!(
            about("{\n/* x */ \"a\": 1,\n\"b\": 2}"),
            "/* x */ \"a\": 1,\n"
        );
    }

    #[test]
    fn a_comment_alone_is_about_the_next_line_with_something_in_it() {
        assert_eq!(about("{\n// x\n\"a\": 1,\n\"b\": 2}"), "// x\n\"a\": 1,\n");
        assert_eq!(about("// x\n// y\n\n{\n}"), "// x\n// y\n\n{\n");
        assert_eq!(about("/* x\n */\r\n{}\r\n"), "/* x\n */\r\n{}\r\n");
        assert_eq!(about("\u{feff}// x\r{}"), "\u{feff}// x\r{}");
        assert_eq!(about("{} // x"), "{} // x");
    }

    #[test]
    fn hashes_begin_comments_only_at_the_start_of_a_line() {
        let text = "\u{feff}# a\r\nx # b\n #c\n#d";
        let comments = hash_comments(text);
        let texts: Vec<_> = comments.iter().map(|span| &text[span.clone()]).collect();
        assert_eq!(texts, ["# a", "#d"]);
    }

    proptest! {
        #[test]
        fn never_panics_and_always_holds_the_comment(text in "(\\PC|\n|\r|\"|//|/\\*|\\*/|,|\\{){0,30}") {
            let comments = crate::json::parse(&text).comments;
            for span in &comments {
                let reach = reach(&text, span, &comments);
                prop_assert!(reach.start <= span.start && span.end <= reach.end);
            }
            for span in hash_comments(&text) {
                prop_assert!(text.get(span).is_some_and(|line| line.starts_with('#')));
            }
        }
    }
}
