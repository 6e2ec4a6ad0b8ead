//! The lists of `fch.toml`: what goes into a package, and what stays out.
//!
//! Patterns are as in `.gitignore`. A folder that is excluded is out with everything in it. Of
//! what is included, the pattern nearest to the file decides: a `!` pattern may take a file away
//! that another one brings with its folder.

use std::ops::Range;
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::filter::Verdict;
use super::selection::{Reason, Selection};
use crate::app::funcignore::on_the_way;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity, Source};

/// The rule for patterns that bring nothing.
pub static INCLUDE_UNMATCHED: RuleInfo = RuleInfo {
    name: "include-unmatched",
    severity: Severity::Warning,
    summary: "a pattern of `include` in fch.toml brings no file",
    why: "With a list of what goes in, everything else stays at home. A pattern that matches \
          nothing is a slip, or what it is meant for is not built yet: the app is deployed \
          without it.",
    fix: "Correct the pattern: it is relative to the app's root, with `/`, as in `.gitignore`. \
          `fch package --why FILE` says what is decided about a file.",
};

/// A pattern, and where it stands in the file.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The pattern.
    pub pattern: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// What is wrong with a pattern.
#[derive(Debug)]
pub struct BadPattern {
    /// Where it stands in the file.
    pub offset: usize,
    /// Why it is none.
    pub why: String,
}

/// The lists of an `fch.toml`.
#[derive(Debug, Clone)]
pub struct Lists {
    source: Arc<Source>,
    include: Option<List>,
    exclude: List,
    shared: bool,
}

impl Lists {
    /// Reads the patterns of the file `source`. One that is `shared` with other apps may have
    /// patterns that are about those.
    ///
    /// # Errors
    /// The first pattern that is none.
    pub fn new(
        source: &Arc<Source>,
        include: Option<Vec<Listed>>,
        exclude: Vec<Listed>,
        shared: bool,
    ) -> Result<Self, BadPattern> {
        Ok(Lists {
            source: Arc::clone(source),
            include: include.map(List::new).transpose()?,
            exclude: List::new(exclude)?,
            shared,
        })
    }

    /// Whether only what is listed goes in.
    pub(super) fn includes(&self) -> bool {
        self.include.is_some()
    }

    /// The verdict on a path that nothing else leaves out, and would go in for `reason`.
    pub(super) fn decide(&self, path: &str, is_folder: bool, reason: Reason) -> Verdict {
        if let Match::Ignore(listed) = self.exclude.says(path, is_folder) {
            return Verdict::Out(self.unwanted(listed));
        }
        match &self.include {
            // What is in a folder may be listed although the folder is not.
            Some(include) if !is_folder => match include.nearest(path) {
                Match::Ignore(listed) => Verdict::In(Reason::Listed {
                    line: self.line(listed),
                    pattern: listed.pattern.clone(),
                }),
                Match::Whitelist(listed) => Verdict::Out(self.unwanted(listed)),
                Match::None => Verdict::Out(Reason::Unlisted),
            },
            _ => Verdict::In(reason),
        }
    }

    /// Findings for the patterns that bring no file, and name none of the `needed` ones.
    pub(super) fn unmatched(&self, selection: &Selection, needed: &[String]) -> Vec<Finding> {
        let brought = selection.entries.iter().map(|entry| &entry.name);
        let names: Vec<&String> = brought.chain(needed).collect();
        let patterns = self.include.iter().flat_map(|list| &list.patterns);
        let idle = |listed: &&Listed| {
            let alone = List::new(vec![(*listed).clone()]);
            let brings = |list: &List, name: &str| !matches!(list.nearest(name), Match::None);
            alone.is_ok_and(|list| !names.iter().any(|name| brings(&list, name)))
        };
        patterns
            .filter(|listed| !self.shared && !listed.pattern.starts_with('!'))
            .filter(idle)
            .map(|listed| {
                let label = Label::new(&self.source, listed.span.clone());
                let message = format!("`{}` brings no file into the package", listed.pattern);
                Finding::new(&INCLUDE_UNMATCHED, label, message)
            })
            .collect()
    }

    fn unwanted(&self, listed: &Listed) -> Reason {
        Reason::Unwanted {
            line: self.line(listed),
            pattern: listed.pattern.clone(),
        }
    }

    fn line(&self, listed: &Listed) -> usize {
        let before = self.source.text().get(..listed.span.start);
        before.map_or(1, |text| text.matches('\n').count() + 1)
    }
}

/// One list.
#[derive(Debug, Clone)]
struct List {
    matcher: Gitignore,
    patterns: Vec<Listed>,
}

impl List {
    fn new(patterns: Vec<Listed>) -> Result<Self, BadPattern> {
        let mut builder = GitignoreBuilder::new("");
        for listed in &patterns {
            let bad = |why: String| BadPattern {
                offset: listed.span.start,
                why: format!("`{}` is no pattern: {why}", listed.pattern),
            };
            if listed.pattern.trim().is_empty() || listed.pattern.starts_with('#') {
                return Err(bad("it is empty or a comment, and matches nothing".into()));
            }
            if let Err(error) = builder.add_line(None, &listed.pattern) {
                return Err(bad(error.to_string()));
            }
        }
        // Each line was read before, so that all of them are.
        let matcher = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Ok(List { matcher, patterns })
    }

    /// What the list says about `path` alone.
    fn says(&self, path: &str, is_folder: bool) -> Match<&Listed> {
        let listed = |original: &str| {
            let same = |listed: &&Listed| listed.pattern.trim_end() == original.trim_end();
            self.patterns.iter().rfind(same)
        };
        match self.matcher.matched(path, is_folder) {
            Match::None => Match::None,
            Match::Ignore(glob) => listed(glob.original()).map_or(Match::None, Match::Ignore),
            Match::Whitelist(glob) => listed(glob.original()).map_or(Match::None, Match::Whitelist),
        }
    }

    /// What it says about the file `path`, or about the nearest folder around it.
    fn nearest(&self, path: &str) -> Match<&Listed> {
        let mut steps: Vec<(&str, bool)> = on_the_way(path, false).collect();
        steps.reverse();
        let mut said = steps
            .into_iter()
            .map(|(path, is_folder)| self.says(path, is_folder));
        said.find(|said| !said.is_none()).unwrap_or(Match::None)
    }
}
