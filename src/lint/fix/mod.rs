//! Mends an app: lints it, applies the fixes of what it found to texts in memory, lints those,
//! and so on until there is nothing left to fix.
//!
//! [`run`] touches no file; [`write()`] does. A fix that would break a file or bring in an error
//! is not made, and rules whose fixes never come to an end are left out and named.

mod choose;
mod round;
mod write;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::document::Encoding;
use crate::app::handler_file::HandlerFile;
use crate::app::{App, FUNCTION_JSON, HOST_JSON, LOCAL_SETTINGS, funcignore};
use crate::diagnostics::{Applicability, Finding, Source};

pub use choose::withdraw_hopeless;
pub use round::{Done, Refused, Why};
pub use write::write;

use round::{Attempt, State};

/// After this many rounds a rule that still has something to fix never ends. Fixes that stand
/// side by side take turns, so that honest rules need a few rounds, not one for each finding.
const MAX_ROUNDS: usize = 100;

/// After so many fixes, and some for each thing that was found, too: fixes that make room for
/// more of their kind double a file in every round.
const MAX_FIXES: usize = 500;

/// What judges an app: the rules, and whatever the user switched off.
pub type Lint<'a> = &'a dyn Fn(&App) -> Vec<Finding>;

/// What fixing an app came to. Nothing is written yet.
#[derive(Debug)]
pub struct Outcome {
    /// What was found before.
    pub found: Vec<Finding>,
    /// The files that become others.
    pub changes: Vec<Change>,
    /// What was fixed.
    pub done: Vec<Done>,
    /// The fixes that were not made, and why.
    pub refused: Vec<Refused>,
    /// The rules whose fixes never ended; none of theirs was made.
    pub endless: Vec<&'static str>,
    /// What is found in the texts as the fixes leave them.
    pub remaining: Vec<Finding>,
}

/// A file before and after.
#[derive(Debug)]
pub struct Change {
    /// Where it is.
    pub path: PathBuf,
    /// What was read.
    pub before: Arc<Source>,
    /// What it is to be.
    pub after: Arc<Source>,
}

/// Mends `app` in memory with the fixes that are allowed: the safe ones, or all.
pub fn run(app: App, allowed: Applicability, lint: Lint<'_>) -> Outcome {
    let start = State::new(app, lint);
    let mut endless = Vec::new();
    let mut follows_up = true;
    let attempt = loop {
        let attempt = Attempt::new(start.clone(), allowed, &endless);
        let attempt = match follows_up {
            true => attempt.run_out(lint),
            false => attempt.without_follow_ups().run_out(lint),
        };
        // From the start again without them: what they did is worth nothing.
        if !attempt.unfinished.is_empty() {
            endless.extend(&attempt.unfinished);
        } else if follows_up && attempt.state.is_worse_than(&start) {
            follows_up = false;
        } else {
            break attempt;
        }
    };
    let end = attempt.state;
    let mut remaining = end.findings;
    for finding in &mut remaining {
        let refused = attempt.refused.iter().any(|r| r.is_about(finding));
        if refused || endless.contains(&finding.rule.name) {
            finding.fix = None;
        }
    }
    Outcome {
        changes: changes(&start.app, &end.app),
        found: start.findings,
        done: attempt.done,
        refused: attempt.refused,
        endless,
        remaining,
    }
}

fn changes(before: &App, after: &App) -> Vec<Change> {
    let after = files(after);
    let changed = files(before).into_iter().filter_map(|old| {
        let new = after.iter().find(|new| new.path == old.path)?;
        let same = old.source.text() == new.source.text() && old.encoding == new.encoding;
        (!same).then(|| Change {
            path: old.path,
            before: old.source,
            after: Arc::clone(&new.source),
        })
    });
    changed.collect()
}

/// A file of an app that fixes may change.
struct File {
    /// Where it is.
    path: PathBuf,
    /// Its text, under the path that findings show.
    source: Arc<Source>,
    encoding: Encoding,
    /// How many places in it are not JSON.
    problems: usize,
}

/// The files of `app` that fixes may change.
fn files(app: &App) -> Vec<File> {
    let dir = &app.root.dir;
    let functions = app.functions.iter().map(|function| {
        let path = dir.join(&function.name).join(FUNCTION_JSON);
        (path, &function.document)
    });
    let settings = app.settings.iter();
    let mut files: Vec<File> = std::iter::once((dir.join(HOST_JSON), &app.host))
        .chain(functions)
        .chain(settings.map(|document| (dir.join(LOCAL_SETTINGS), document)))
        .map(|(path, document)| File {
            path,
            source: Arc::clone(&document.source),
            encoding: document.encoding.clone(),
            problems: document.problems.len(),
        })
        .collect();
    let plain = |name: &str, source: &Arc<Source>| File {
        path: dir.join(name),
        source: Arc::clone(source),
        encoding: Encoding::Utf8,
        problems: 0,
    };
    let ignored = app.funcignore.iter();
    files.extend(ignored.map(|source| plain(funcignore::FILE_NAME, source)));
    let handler = HandlerFile::read(app);
    let script = handler
        .as_ref()
        .and_then(|file| Some((&file.path, file.script()?)));
    let script = script.map(|(path, script)| plain(path, &script.source));
    // An executable may be named that is one of the files above.
    files.extend(script.filter(|script| files.iter().all(|file| file.path != script.path)));
    files
}
