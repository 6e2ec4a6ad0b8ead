//! Suppressions: comments in which the user allows findings of a rule at one place or in one
//! file: `// fch: allow(rule, other) because ...` and `// fch: allow-file(rule)`.

mod comment;
mod lines;
pub(super) mod unused;

use std::ops::Range;
use std::sync::Arc;

use super::levels::ALWAYS;
use crate::app::{App, Document};
use crate::diagnostics::{Finding, Source};

pub use comment::{Directive, Fault, Name, Scope, read};
pub use lines::{line_end, line_start};

/// A comment that speaks to fch.
#[derive(Debug)]
pub struct Suppression {
    /// The file.
    pub source: Arc<Source>,
    /// The whole comment.
    pub span: Range<usize>,
    /// What it says; spans of names are in the file.
    pub directive: Directive,
    /// The bytes in which findings begin that it is about.
    reach: Range<usize>,
    /// For each name: whether it suppressed anything.
    used: Vec<bool>,
}

/// All that the comments of an app say to fch.
#[derive(Debug, Default)]
pub struct Suppressions {
    /// What is understood.
    pub understood: Vec<Suppression>,
    /// What is not, with its file; spans are in the file.
    pub faults: Vec<(Arc<Source>, Fault)>,
}

impl Suppressions {
    /// Reads the comments of an app's files.
    pub fn read(app: &App) -> Self {
        let mut all = Suppressions::default();
        let functions = app.functions.iter().map(|function| &function.document);
        let documents = std::iter::once(&app.host).chain(functions);
        for Document {
            source, comments, ..
        } in documents.chain(&app.settings)
        {
            all.read_file(source, comments);
        }
        if let Some(source) = &app.funcignore {
            all.read_file(source, &lines::hash_comments(source.text()));
        }
        all
    }

    fn read_file(&mut self, source: &Arc<Source>, comments: &[Range<usize>]) {
        for span in comments {
            let text = source.text().get(span.clone()).unwrap_or_default();
            match comment::read(text, span.start) {
                None => {}
                Some(Err(fault)) => self.faults.push((Arc::clone(source), fault)),
                Some(Ok(directive)) => self.understood.push(Suppression {
                    reach: match directive.scope {
                        Scope::File => 0..usize::MAX,
                        Scope::Line => lines::reach(source.text(), span, comments),
                    },
                    used: vec![false; directive.names.len()],
                    source: Arc::clone(source),
                    span: span.clone(),
                    directive,
                }),
            }
        }
    }

    /// Takes out the findings that a comment suppresses, and says how many.
    pub fn apply(&mut self, findings: &mut Vec<Finding>) -> usize {
        let before = findings.len();
        if !self.understood.is_empty() {
            findings.retain(|finding| !self.suppress(finding));
        }
        before - findings.len()
    }

    /// Every comment that says so counts as used, not only the first.
    fn suppress(&mut self, finding: &Finding) -> bool {
        let mut suppressed = false;
        for suppression in &mut self.understood {
            suppressed |= suppression.suppress(finding);
        }
        suppressed
    }
}

impl Suppression {
    fn suppress(&mut self, finding: &Finding) -> bool {
        let primary = &finding.primary;
        let here = self.reach.contains(&primary.span.start)
            && primary.source.path() == self.source.path()
            && finding.rule.name != ALWAYS;
        let mut suppressed = false;
        for (name, used) in self.directive.names.iter().zip(&mut self.used) {
            if here && name.text == finding.rule.name {
                *used = true;
                suppressed = true;
            }
        }
        suppressed
    }

    /// The names that suppressed nothing so far.
    pub fn unused(&self) -> impl Iterator<Item = &Name> {
        let names = self.directive.names.iter().zip(&self.used);
        names.filter(|(_, used)| !**used).map(|(name, _)| name)
    }
}
