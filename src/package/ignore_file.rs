//! The app's `.funcignore` as a file: where a line stands, which lines are no pattern, and where
//! `func` would pack other files because it reads the file in its own dialect.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::filter::Filter;
use super::selection::{Entry, Reason, Selection, shown_path};
use crate::app::funcignore::{self, BadLine};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity, Source};
use crate::error::{Failure, Result};

/// The rule for paths that Core Tools would decide about differently.
pub static IGNORE_SEMANTICS: RuleInfo = RuleInfo {
    name: "ignore-semantics",
    severity: Severity::Info,
    summary: "`func` reads this `.funcignore` line differently",
    why: "Microsoft documents `.funcignore` as gitignore, and fch matches it so. Core Tools has a \
          dialect of its own: a pattern only matches from the app's root, ends at any word \
          boundary (`test` also drops `test-handler`), and a `!` line always wins. The same app \
          published with `func` and with fch then has different files.",
    fix: "If `func` also publishes this app, write the line so that both agree, for instance \
          with the full path of the file. Otherwise nothing has to change.",
};

/// The rule for lines that are no pattern.
pub static IGNORE_SYNTAX: RuleInfo = RuleInfo {
    name: "ignore-syntax",
    severity: Severity::Warning,
    summary: "a `.funcignore` line is not a valid pattern",
    why: "A line that is not a valid gitignore pattern matches nothing, so files that were meant \
          to stay at home are deployed.",
    fix: "Correct the pattern. A literal `[` is written `\\[`.",
};

/// The app's `.funcignore`. Only the one in the root counts (H-IGN-01).
pub(super) struct IgnoreFile {
    source: Arc<Source>,
}

impl IgnoreFile {
    /// Reads it, if the app has one.
    pub(super) fn read(root: &Path, shown_root: &str) -> Result<Option<Self>> {
        let path = root.join(funcignore::FILE_NAME);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::io("read", &path, &error)),
        };
        Ok(Some(IgnoreFile {
            source: Arc::new(Source::new(
                shown_path(shown_root, funcignore::FILE_NAME),
                text,
            )),
        }))
    }

    /// What the file says.
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// Findings for the lines that are no pattern.
    pub(super) fn syntax(&self, bad: &[BadLine]) -> Vec<Finding> {
        let finding = |bad: &BadLine| {
            let message = format!("this is no pattern and matches nothing: {}", bad.error);
            Finding::new(&IGNORE_SYNTAX, self.label(bad.line), message)
        };
        bad.iter().map(finding).collect()
    }

    /// A label on line `line`, counted from 1.
    pub(super) fn label(&self, line: usize) -> Label {
        let span = funcignore::span_of_line(self.source.text(), line);
        Label::new(&self.source, span)
    }

    /// Where `func` would pack other files: one finding a line and direction.
    pub(super) fn differences(
        &self,
        root: &Path,
        filter: &Filter,
        selection: &Selection,
    ) -> Vec<Finding> {
        let mut findings = self.left_out_by_func(selection);
        findings.extend(self.packed_by_func(root, filter, selection));
        findings
    }

    fn left_out_by_func(&self, selection: &Selection) -> Vec<Finding> {
        let mut lines: BTreeMap<usize, Vec<&Entry>> = BTreeMap::new();
        for entry in &selection.entries {
            if let Some(line) = selection.func.denied_by(&entry.name) {
                lines.entry(line).or_default().push(entry);
            }
        }
        let finding = |(line, entries): (usize, Vec<&Entry>)| {
            let vital = entries.iter().find(|entry| entry.reason == Reason::Needed);
            // A needed file is the better example.
            let example = vital.or(entries.first())?;
            let message = format!(
                "`func` would leave out `{}` because of this line",
                example.name
            );
            let finding = self.difference(line, message, entries.len());
            Some(match vital {
                Some(_) => finding.severity(Severity::Warning),
                None => finding,
            })
        };
        lines.into_iter().filter_map(finding).collect()
    }

    fn packed_by_func(&self, root: &Path, filter: &Filter, selection: &Selection) -> Vec<Finding> {
        let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for excluded in &selection.excluded {
            if let Reason::Ignored { line, .. } = excluded.reason {
                let counts = |name: &str| filter.fixed_on_the_way(name, false).is_none();
                let kept = selection.func.keeps(root, &excluded.name, counts);
                lines.entry(line).or_default().extend(kept);
            }
        }
        let finding = |(line, names): (usize, Vec<String>)| {
            let example = names.first()?;
            let message = format!("`func` would package `{example}` in spite of this line");
            Some(self.difference(line, message, names.len()))
        };
        lines.into_iter().filter_map(finding).collect()
    }

    fn difference(&self, line: usize, message: String, count: usize) -> Finding {
        let finding = Finding::new(&IGNORE_SEMANTICS, self.label(line), message);
        match count {
            0 | 1 => finding,
            count => finding.note(format!("the same holds for {} more", count - 1)),
        }
    }
}
