//! The marks that a template leaves in the user's code, and text that goes above them.

/// What goes above a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A line in the table of functions that get the envelope.
    Route,
    /// A line in the table of functions that get raw HTTP.
    RawRoute,
    /// The code of a function.
    Function,
}

impl Mark {
    /// What the line of a mark holds, behind the language's sign for a comment.
    pub(super) fn text(self) -> &'static str {
        match self {
            Mark::Route => "fch add: routes go above",
            Mark::RawRoute => "fch add: raw routes go above",
            Mark::Function => "fch add: functions go above",
        }
    }

    /// Whether a source has it.
    pub(super) fn is_in(self, source: &str) -> bool {
        source.contains(self.text())
    }

    /// `source` with `new` above the line of the mark, in the line ends of that line; a function
    /// with as many empty lines behind it as there were. `None` where the mark is missing, or
    /// there is more than one.
    pub(super) fn insert(self, source: &str, new: &str) -> Option<String> {
        let at = source.find(self.text())?;
        let (before, after) = (source.get(..at)?, source.get(at..)?);
        if after.matches(self.text()).count() > 1 {
            return None;
        }
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let windows = after
            .find('\n')
            .is_some_and(|end| after[..end].ends_with('\r'));
        let end = if windows { "\r\n" } else { "\n" };
        let mut text = source.get(..line)?.to_owned();
        let above = text.lines().rev().take_while(|line| line.trim().is_empty());
        let gap = if self == Mark::Function {
            above.count().max(1)
        } else {
            0
        };
        for line in new.trim_end().lines().chain(std::iter::repeat_n("", gap)) {
            text.push_str(line);
            text.push_str(end);
        }
        text.push_str(source.get(line..)?);
        Some(text)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_above_the_line_of_its_mark() {
        let source = "a\n  // fch add: raw routes go above\n  // fch add: routes go above\nb\n";
        let text = Mark::Route.insert(source, "  x\n  y").unwrap();
        assert_eq!(
            text,
            "a\n  // fch add: raw routes go above\n  x\n  y\n  // fch add: routes go above\nb\n"
        );
        let text = Mark::RawRoute.insert(source, "  x").unwrap();
        assert!(text.starts_with("a\n  x\n  // fch add: raw"), "{text}");
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let text = Mark::Function.insert("a\r\n# fch add: functions go above\r\n", "x");
        assert_eq!(
            text.unwrap(),
            "a\r\nx\r\n\r\n# fch add: functions go above\r\n"
        );
    }

    #[test]
    fn functions_keep_the_distance_that_the_language_wants() {
        let text = Mark::Function.insert("a\n\n\n# fch add: functions go above\n", "x");
        assert_eq!(
            text.unwrap(),
            "a\n\n\nx\n\n\n# fch add: functions go above\n"
        );
    }

    #[test]
    fn a_mark_that_is_not_there_once_is_no_place() {
        assert_eq!(Mark::Route.insert("a\n", "x"), None);
        let twice = "# fch add: routes go above\n# fch add: routes go above\n";
        assert_eq!(Mark::Route.insert(twice, "x"), None);
    }
}
