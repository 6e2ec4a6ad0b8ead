//! The rounds in which fixes are made: apply some, lint what comes out, keep it if nothing got
//! worse.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Lint, MAX_FIXES, MAX_ROUNDS, choose, files};
use crate::app::{App, Overlay};
use crate::diagnostics::{Applicability, Finding, Severity};

/// One kind of repair in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The rule that asked for it.
    pub rule: &'static str,
    /// The file, as findings name it.
    pub path: String,
    /// What was done, as an order.
    pub title: String,
    /// How often.
    pub count: usize,
}

/// A fix that was not made.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The finding that it belongs to.
    pub finding: Finding,
    /// What it would have done.
    pub why: Why,
}

impl Refused {
    /// True for the same finding, wherever other fixes have moved it.
    pub(super) fn is_about(&self, finding: &Finding) -> bool {
        key(&self.finding) == key(finding)
    }
}

/// What is wrong with a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its edits overlap, or do not fit the text: a bug in the rule.
    Misfit,
    /// The file would not be JSON any more: a bug in the rule.
    Unreadable,
    /// There would be more errors than before.
    MoreErrors,
}

/// How many errors fixes may bring in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tolerance {
    /// None.
    Strict,
    /// As many as they take away: behind one error another may have been hidden.
    Exchange,
    /// Those as well that a fix which is allowed takes away again.
    FollowedUp(Applicability),
}

/// An app as some fixes leave it.
#[derive(Clone)]
pub(super) struct State {
    pub(super) app: Arc<App>,
    pub(super) findings: Vec<Finding>,
    texts: Overlay,
}

impl State {
    /// An app as it lies on the disk.
    pub(super) fn new(app: App, lint: Lint<'_>) -> State {
        State {
            findings: lint(&app),
            app: Arc::new(app),
            texts: Overlay::default(),
        }
    }

    /// Whether it has more errors than `start`, of which no unreadable file hid any.
    pub(super) fn is_worse_than(&self, start: &State) -> bool {
        let errors = |state: &State| state.findings.iter().filter(is_error).count();
        !problems(&start.app, &self.app).better && errors(self) > errors(start)
    }

    /// The app with these fixes made, unless that is no improvement.
    fn after(
        &self,
        fixes: &[&Finding],
        tolerance: Tolerance,
        lint: Lint<'_>,
    ) -> Result<State, Why> {
        let mut texts = self.texts.clone();
        for (path, text) in choose::texts(&self.app, fixes).ok_or(Why::Misfit)? {
            texts.insert(path, text);
        }
        let app = App::load_over(&self.app.root, &texts);
        let change = problems(&self.app, &app);
        if change.worse {
            return Err(Why::Unreadable);
        }
        let findings = lint(&app);
        // Of a file that could not be read, errors come to light that were there before.
        if !change.better && adds_errors(&self.findings, &findings, tolerance) {
            return Err(Why::MoreErrors);
        }
        Ok(State {
            app: Arc::new(app),
            findings,
            texts,
        })
    }
}

/// Rounds from a beginning to the end.
pub(super) struct Attempt<'a> {
    pub(super) state: State,
    pub(super) done: Vec<Done>,
    pub(super) refused: Vec<Refused>,
    /// The rules that still had something to fix when the rounds were over.
    pub(super) unfinished: Vec<&'static str>,
    /// True when fixes were made since the refused ones were tried.
    moved_on: bool,
    /// What a fix does that has to be made alone.
    alone: Tolerance,
    allowed: Applicability,
    left_out: &'a [&'static str],
}

impl<'a> Attempt<'a> {
    pub(super) fn new(
        state: State,
        allowed: Applicability,
        left_out: &'a [&'static str],
    ) -> Attempt<'a> {
        Attempt {
            state,
            done: Vec::new(),
            refused: Vec::new(),
            unfinished: Vec::new(),
            moved_on: false,
            alone: Tolerance::FollowedUp(allowed),
            allowed,
            left_out,
        }
    }

    /// Makes no fix that brings in an error, even if another fix would take it away.
    pub(super) fn without_follow_ups(mut self) -> Self {
        self.alone = Tolerance::Exchange;
        self
    }

    /// Makes rounds until there is nothing left to fix, or too many were made.
    pub(super) fn run_out(mut self, lint: Lint<'_>) -> Self {
        let enough = MAX_FIXES + 4 * self.state.findings.len();
        for _ in 0..MAX_ROUNDS {
            if self.done.iter().map(|done| done.count).sum::<usize>() > enough {
                break;
            }
            let state = self.state.clone();
            let chosen = self.choose(&state);
            if !chosen.is_empty() {
                self.round(&state, chosen, lint);
            } else if !self.reconsiders() {
                return self;
            }
        }
        let rules = self.choose(&self.state);
        let mut rules: Vec<&str> = rules.iter().map(|finding| finding.rule.name).collect();
        rules.sort_unstable();
        rules.dedup();
        self.unfinished = rules;
        self
    }

    /// Gives what was refused another chance, if other fixes were made since: what would have
    /// done harm may be welcome now.
    fn reconsiders(&mut self) -> bool {
        let again = self.moved_on && !self.refused.is_empty();
        if again {
            self.moved_on = false;
            self.refused.clear();
        }
        again
    }

    fn choose<'s>(&self, state: &'s State) -> Vec<&'s Finding> {
        let wanted = state.findings.iter().filter(|finding| {
            let fix = finding.fix.as_ref();
            fix.is_some_and(|fix| fix.applicability <= self.allowed)
                && !self.left_out.contains(&finding.rule.name)
                && !self.refused.iter().any(|refused| refused.is_about(finding))
        });
        choose::choose(&state.app, wanted)
    }

    /// Makes the chosen fixes. If they do harm together, each is tried alone, and those that do
    /// none are made.
    fn round(&mut self, state: &State, chosen: Vec<&Finding>, lint: Lint<'_>) {
        if let Ok(next) = state.after(&chosen, Tolerance::Strict, lint) {
            return self.accept(next, &chosen);
        }
        let mut good = Vec::new();
        for finding in chosen {
            match state.after(&[finding], self.alone, lint) {
                Ok(_) => good.push(finding),
                Err(why) => self.refused.push(Refused {
                    finding: finding.clone(),
                    why,
                }),
            }
        }
        // What is harmless alone may not be together: then one at a time.
        for fixes in [&good[..], good.get(..1).unwrap_or_default()] {
            if let Ok(next) = state.after(fixes, self.alone, lint) {
                return self.accept(next, fixes);
            }
        }
    }

    fn accept(&mut self, next: State, fixes: &[&Finding]) {
        self.state = next;
        self.moved_on |= !fixes.is_empty();
        for finding in fixes {
            self.count(finding);
        }
    }

    fn count(&mut self, finding: &Finding) {
        let Some(fix) = &finding.fix else { return };
        let path = finding.primary.source.path();
        let same = |done: &&mut Done| {
            done.rule == finding.rule.name && done.path == path && done.title == fix.title
        };
        match self.done.iter_mut().find(same) {
            Some(done) => done.count += 1,
            None => self.done.push(Done {
                rule: finding.rule.name,
                path: path.to_owned(),
                title: fix.title.clone(),
                count: 1,
            }),
        }
    }
}

/// What became of the places that are not JSON.
struct Problems {
    worse: bool,
    better: bool,
}

fn problems(before: &App, after: &App) -> Problems {
    let (before, after) = (files(before), files(after));
    let pairs = || {
        before.iter().filter_map(|old| {
            let new = after.iter().find(|new| new.path == old.path)?;
            Some((old.problems, new.problems))
        })
    };
    Problems {
        worse: pairs().any(|(old, new)| new > old),
        better: pairs().any(|(old, new)| new < old),
    }
}

/// What makes two findings the same although fixes have moved them.
fn key(finding: &Finding) -> (&'static str, &str, &str) {
    let path = finding.primary.source.path();
    (finding.rule.name, path, &finding.message)
}

fn adds_errors(before: &[Finding], after: &[Finding], tolerance: Tolerance) -> bool {
    let mut balance: BTreeMap<_, isize> = BTreeMap::new();
    let counts = |finding: &&Finding| match (tolerance, &finding.fix) {
        (Tolerance::FollowedUp(allowed), Some(fix)) => fix.applicability > allowed,
        _ => true,
    };
    for error in before.iter().filter(is_error) {
        *balance.entry(key(error)).or_default() -= 1;
    }
    for error in after.iter().filter(is_error).filter(counts) {
        *balance.entry(key(error)).or_default() += 1;
    }
    match tolerance {
        Tolerance::Strict => balance.values().any(|n| *n > 0),
        _ => balance.values().sum::<isize>() > 0,
    }
}

fn is_error(finding: &&Finding) -> bool {
    finding.severity == Severity::Error
}
