//! Output formats: one file a format, all fed by the same [`Report`].
//!
//! Turns findings into text. Knows no rule and writes to no stream. To add a format, add a
//! file with a `render` function and a variant in `cli::Format`. Source text is only ever
//! taken from `Source::shown`, which has secrets masked.

mod checkout;
pub mod concise;
pub mod diff;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod package;
pub mod run;
pub mod sarif;
mod snippet;
pub mod statistics;

use std::cmp::Reverse;
use std::time::Duration;

pub use checkout::Checkout;

use crate::diagnostics::{Applicability, Finding, Severity};

/// What a run found, ready to be printed.
#[derive(Debug, Default)]
pub struct Report {
    /// What looked for them.
    pub check: Check,
    /// The findings, sorted.
    pub findings: Vec<Finding>,
    /// How many apps were looked at.
    pub apps: usize,
    /// How many files were read.
    pub files: usize,
    /// What was not looked at, each with the reason.
    pub skipped: Vec<String>,
    /// What was found and is not among the findings.
    pub silenced: Silenced,
    /// How long it took.
    pub elapsed: Duration,
}

/// What looks for findings.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The linter, at apps.
    #[default]
    Validate,
    /// The judge, at a package.
    Verify,
}

impl Check {
    /// The command's name.
    fn name(self) -> &'static str {
        match self {
            Check::Validate => "validate",
            Check::Verify => "verify",
        }
    }
}

/// Findings that the user does not want to see.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Silenced {
    /// Suppressed by a comment.
    pub suppressed: usize,
    /// In the baseline.
    pub known: usize,
    /// In the baseline, and no longer found.
    pub gone: usize,
}

impl Report {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let same = |finding: &&Finding| finding.severity == severity;
        self.findings.iter().filter(same).count()
    }

    /// How many findings can be fixed, and need this much for it.
    pub fn fixable(&self, applicability: Applicability) -> usize {
        let fixes = self.findings.iter().filter_map(|f| f.fix.as_ref());
        fixes.filter(|f| f.applicability == applicability).count()
    }

    /// The findings, errors before warnings before the rest, else in their order.
    fn worst_first(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        findings
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
