//! Fixes: the edits that would make a finding go away.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::source::masked;
use super::{Source, looks_secret, quotable};

/// Whether a fix may be applied without anybody looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// What the host does stays the same, or becomes what the text evidently meant.
    Safe,
    /// It changes what the app does, or a value has to be looked at: only with `--unsafe-fixes`.
    Unsafe,
}

/// One replacement of bytes in one file.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes to replace, in the file's decoded text; empty to insert.
    pub span: Range<usize>,
    /// What to put there; empty to remove.
    pub text: String,
}

impl Edit {
    /// True for the edit that asks for a file to be written again, as UTF-8.
    pub fn is_rewrite(&self) -> bool {
        self.span.is_empty() && self.text.is_empty()
    }

    /// The text as it may be printed: masked when it may repeat what the file must not show.
    pub fn shown(&self) -> Cow<'_, str> {
        match self.source.hides() || looks_secret(&self.text) {
            true => Cow::Owned(masked(&self.text, &[0..self.text.len()])),
            false => Cow::Borrowed(&self.text),
        }
    }
}

/// A way to mend one finding. Its edits are applied together or not at all.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does, as an order: "rename the key to `customHandler`".
    pub title: String,
    /// Whether it may be applied unseen.
    pub applicability: Applicability,
    /// The edits, in any files of the app; they do not overlap. One that replaces nothing by
    /// nothing asks for the file to be written again, as UTF-8.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that may be applied unseen; edits are added by [`Fix::edit`].
    pub fn safe(title: impl Into<String>) -> Self {
        Self::new(title, Applicability::Safe)
    }

    /// A fix that somebody has to look at.
    pub fn needs_review(title: impl Into<String>) -> Self {
        Self::new(title, Applicability::Unsafe)
    }

    fn new(title: impl Into<String>, applicability: Applicability) -> Self {
        Fix {
            title: quotable(&title.into()),
            applicability,
            edits: Vec::new(),
        }
    }

    /// Adds an edit: `span` of `source` becomes `text`.
    #[must_use]
    pub fn edit(
        mut self,
        source: &Arc<Source>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.edits.push(Edit {
            source: Arc::clone(source),
            span,
            text: text.into(),
        });
        self
    }

    /// Adds several edits of one file.
    #[must_use]
    pub fn edits(
        self,
        source: &Arc<Source>,
        changes: impl IntoIterator<Item = (Range<usize>, String)>,
    ) -> Self {
        let add = |fix: Self, (span, text)| fix.edit(source, span, text);
        changes.into_iter().fold(self, add)
    }
}

/// `text` with replacements made; `None` when two of them overlap, or one is out of bounds or
/// cuts a character. Those at one place are made in the order given.
pub fn replace(text: &str, edits: &[(Range<usize>, &str)]) -> Option<String> {
    let mut edits: Vec<&(Range<usize>, &str)> = edits.iter().collect();
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in edits {
        // `get` is `None` for a span that begins before the last one ended.
        out.push_str(text.get(at..span.start)?);
        text.get(span.clone())?;
        out.push_str(new);
        at = span.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn replaces_inserts_and_removes() {
        let edits = [(4..5, "E"), (0..1, ""), (2..2, "+"), (2..2, "-")];
        assert_eq!(replace("abcde", &edits).as_deref(), Some("b+-cdE"));
        assert_eq!(replace("abc", &[]).as_deref(), Some("abc"));
    }

    #[test]
    fn what_a_file_must_not_show_its_edits_do_not_show() {
        let edit = |source: Source, text: &str| {
            let fix = Fix::safe("write it as text").edit(&Arc::new(source), 0..1, text);
            fix.edits[0].shown().into_owned()
        };
        let settings = Source::new("local.settings.json", "[7]").hiding(&[1..2]);
        assert_eq!(edit(settings, "\"7\""), "\"*\"");
        assert_eq!(edit(Source::new("host.json", "[7]"), "\"7\""), "\"7\"");
        let secret = edit(Source::new("host.json", "[7]"), "AccountKey=abc");
        assert!(!secret.contains("abc"));
    }

    #[test]
    fn refuses_what_overlaps_or_does_not_fit() {
        assert_eq!(replace("abc", &[(0..2, ""), (1..3, "")]), None);
        assert_eq!(replace("abc", &[(2..4, "")]), None);
        assert_eq!(replace("ä", &[(1..2, "")]), None);
    }

    proptest! {
        /// The model: cut the text at the spans, and put it together again.
        #[test]
        fn replaces_as_cutting_and_joining_does(
            text in "[aä\r\n]{0,20}", cuts in prop::collection::vec(0..40usize, 0..8), new in "[xy]{0,3}",
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|at| text.is_char_boundary(*at)).collect();
            cuts.sort_unstable();
            let spans = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]);
            let edits: Vec<_> = spans.map(|span| (span, new.as_str())).collect();
            let mut wanted = text.clone();
            for (span, new) in edits.iter().rev() {
                wanted.replace_range(span.clone(), new);
            }
            prop_assert_eq!(replace(&text, &edits), Some(wanted));
        }
    }
}
