//! The linter: runs every rule over an app and hands back sorted findings.
//!
//! Owns the engine, the schema pass and, in [`rules`], one file a rule. Knows no output
//! format. **To add a rule**, read the recipe at the top of `rules/mod.rs`.

pub mod rules;

use crate::app::App;
use crate::diagnostics::{Finding, RuleInfo};

/// A rule: its text, the check, and examples that a test executes.
#[derive(Debug)]
pub struct Rule {
    /// Name, severity and text.
    pub info: RuleInfo,
    /// Apps with the fault, each with the places where exactly this rule must report it.
    pub bad: &'static [Bad],
    /// Apps in which the rule must stay silent.
    pub good: &'static [Files],
    /// Looks for the fault and pushes what it finds.
    pub check: fn(&Context<'_>, &mut Vec<Finding>),
}

/// The files of an example app: path and content. Without a host.json, a valid one is added.
pub type Files = &'static [(&'static str, &'static str)];

/// An example with the fault.
#[derive(Debug)]
pub struct Bad {
    /// The app.
    pub files: Files,
    /// Where the rule must point, as `path:line:column`; every place, in order.
    pub at: &'static [&'static str],
}

/// What rules look at: the app, and what several of them need computed once.
#[derive(Debug)]
pub struct Context<'a> {
    /// The app.
    pub app: &'a App,
}

impl<'a> Context<'a> {
    /// Prepares an app for the rules.
    pub fn new(app: &'a App) -> Self {
        Context { app }
    }
}

/// Runs every rule over `app`. Findings come sorted by file, place and rule, each one once.
pub fn run(app: &App) -> Vec<Finding> {
    let context = Context::new(app);
    let mut findings = Vec::new();
    for rule in rules::ALL {
        (rule.check)(&context, &mut findings);
    }
    sort(&mut findings);
    findings
}

/// Sorts findings as reports show them and drops repetitions.
pub fn sort(findings: &mut Vec<Finding>) {
    fn key(finding: &Finding) -> (&str, usize, usize, &str, &str) {
        let primary = &finding.primary;
        (
            primary.source.path(),
            primary.span.start,
            primary.span.end,
            finding.rule.name,
            &finding.message,
        )
    }
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup_by(|a, b| key(a) == key(b));
}
