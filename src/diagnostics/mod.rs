//! Findings: what is wrong in the user's files, where, why it matters, what to do.
//!
//! Owns the data model only. Static, package-time and run-time findings are the same type.
//! Knows no rule (they live in `lint/rules` and in the rooms that inspect things) and no
//! output format (they live in `report`). To report something, a room declares a
//! `static RuleInfo` and builds a [`Finding`] from it.

mod fix;
mod secret;
mod source;
mod uri;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use fix::{Applicability, Edit, Fix, replace};
pub use secret::looks_secret;
pub use source::{Position, Source};
pub use uri::escaped_path;

use secret::without_secrets;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Info,
    /// The host ignores it, or it breaks on some machine or plan.
    Warning,
    /// The host refuses it, or the deployed app cannot work.
    Error,
}

impl Severity {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The static text of a rule: its name and what `fch explain` says about it.
#[derive(Debug)]
pub struct RuleInfo {
    /// Kebab-case name of the offence; reads well after "allow".
    pub name: &'static str,
    /// Severity unless a finding says otherwise.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// Why it matters in Azure.
    pub why: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

/// Text from a user's file as it may be printed: characters that could move the cursor, colour
/// the terminal or turn the reading direction become escapes such as `\u{1b}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A message as it may be printed, whatever it quotes: without secrets and harmful characters.
pub fn quotable(message: &str) -> String {
    printable(&without_secrets(message)).into_owned()
}

/// A place in a file, with a short remark about it.
#[derive(Debug, Clone)]
pub struct Label {
    /// The file.
    pub source: Arc<Source>,
    /// Byte range in the file's text.
    pub span: Range<usize>,
    /// The shortest useful remark; may be empty.
    pub text: String,
}

impl Label {
    /// A place without a remark.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        Label {
            source: Arc::clone(source),
            span,
            text: String::new(),
        }
    }

    /// Adds the remark.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = quotable(&text.into());
        self
    }
}

/// One thing that is wrong (or worth knowing), at exactly one primary place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static RuleInfo,
    /// How bad it is here.
    pub severity: Severity,
    /// What is wrong: one line, lower case, names in backticks, no full stop, no secret.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Other places that explain it, in any file.
    pub related: Vec<Label>,
    /// Why it matters here.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
    /// The edits that do it, when there are any.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Whether one of the `others` is of the same rule and about the same file. Those of scripts
    /// come from the linter with the line, and from the judge of packages without.
    pub fn repeats_any(&self, others: &[Finding]) -> bool {
        let subject =
            |finding: &Finding| (finding.rule.name, finding.primary.source.path().to_owned());
        others.iter().any(|other| subject(other) == subject(self))
    }

    /// A finding of `rule` at `primary`, with the rule's own severity.
    pub fn new(rule: &'static RuleInfo, primary: Label, message: impl Into<String>) -> Self {
        Finding {
            rule,
            severity: rule.severity,
            message: quotable(&message.into()),
            primary,
            related: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    /// Overrides the rule's severity for this case.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn related(mut self, label: Label) -> Self {
        self.related.push(label);
        self
    }

    /// Adds a line on why it matters.
    #[must_use]
    pub fn note(mut self, line: impl Into<String>) -> Self {
        self.notes.push(quotable(&line.into()));
        self
    }

    /// Adds a line on what to do.
    #[must_use]
    pub fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(quotable(&line.into()));
        self
    }

    /// Adds the edits that mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Adds the edits that mend it, if there are any.
    #[must_use]
    pub fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Adds a line on what to do, if there is one to add.
    #[must_use]
    pub fn maybe_help(self, line: Option<impl Into<String>>) -> Self {
        match line {
            Some(line) => self.help(line),
            None => self,
        }
    }
}
