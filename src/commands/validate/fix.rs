//! `fch validate --fix` and `--diff`: mend each app, write or show it, and say what was done.

use std::cell::Cell;

use crate::app::App;
use crate::cli::ValidateArgs;
use crate::diagnostics::{Applicability, printable};
use crate::error::Result;
use crate::exit::Exit;
use crate::lint;
use crate::lint::fix::{self, Change, Outcome, Refused, Why};
use crate::report::{Report, diff};
use crate::ui::Shell;
use crate::ui::words::count;

/// What mending came to, over all apps.
pub(super) struct Mending {
    allowed: Applicability,
    only_show: bool,
    changes: Vec<Change>,
    fixed: usize,
    failed: bool,
}

impl Mending {
    /// `None` when nothing is to be mended.
    pub(super) fn new(args: &ValidateArgs) -> Option<Mending> {
        (args.fix || args.diff).then_some(Mending {
            allowed: match args.unsafe_fixes {
                true => Applicability::Unsafe,
                false => Applicability::Safe,
            },
            only_show: args.diff,
            changes: Vec::new(),
            fixed: 0,
            failed: false,
        })
    }

    /// Mends one app and returns what remains to be found in it: everything, if it could not be
    /// written.
    pub(super) fn mend(
        &mut self,
        app: App,
        options: &lint::Options,
        shell: &Shell,
    ) -> lint::Outcome {
        let suppressed = Cell::new(0);
        let lint = |app: &App| {
            let outcome = lint::run(app, options);
            suppressed.set(outcome.suppressed);
            outcome.findings
        };
        let outcome = fix::run(app, self.allowed, &lint);
        let found = |findings| lint::Outcome {
            findings,
            suppressed: suppressed.get(),
        };
        complain(&outcome, shell);
        if !self.only_show
            && let Err(failure) = fix::write(&outcome.changes)
        {
            shell.failure(&failure);
            self.failed = true;
            return found(outcome.found);
        }
        for done in &outcome.done {
            let times = match done.count {
                1 => String::new(),
                n => format!(" ({n} times)"),
            };
            let path = printable(&done.path);
            let line = format_args!("fix for {path}: {}{times} [{}]", done.title, done.rule);
            shell.verbose(line);
            self.fixed += done.count;
        }
        self.changes.extend(outcome.changes);
        found(outcome.remaining)
    }

    /// Prints the diffs; it is a finding when there are any.
    pub(super) fn print_diff(&self, shell: &Shell) -> Result<Exit> {
        let style = shell.style();
        for change in &self.changes {
            shell.print(&diff::render(&change.before, &change.after, &style))?;
        }
        if self.changes.is_empty() {
            shell.note("nothing to fix");
            return Ok(Exit::Clean);
        }
        shell.note(format_args!("would fix {}", self.sum()));
        Ok(Exit::Findings)
    }

    /// Says what was fixed and what more could be, and how the run ends.
    pub(super) fn end(&self, exit: Exit, report: &Report, shell: &Shell) -> Exit {
        let fixed = match self.fixed {
            0 => "nothing fixed".to_owned(),
            _ => format!("fixed {}", self.sum()),
        };
        match report.fixable(Applicability::Unsafe) {
            more if more > 0 && self.allowed == Applicability::Safe => {
                shell.note(format_args!("{fixed}; {more} more with --unsafe-fixes"));
            }
            _ => shell.note(fixed),
        }
        if self.failed { Exit::Failure } else { exit }
    }

    fn sum(&self) -> String {
        let files = count(self.changes.len(), "file");
        format!("{} in {files}", count(self.fixed, "finding"))
    }
}

/// Names the fixes that were not made: each is a fault of `fch`, except for those that would
/// bring in errors.
fn complain(outcome: &Outcome, shell: &Shell) {
    for Refused { finding, why } in &outcome.refused {
        let why = match why {
            Why::Misfit => "its edits do not fit; please report this as a bug of fch",
            Why::Unreadable => {
                "the file would not be JSON any more; please report this as a bug of fch"
            }
            Why::MoreErrors => "there would be more errors than before",
        };
        let path = printable(finding.primary.source.path());
        let rule = finding.rule.name;
        shell.warn(format_args!("`{rule}` is not fixed in {path}: {why}"));
    }
    for rule in &outcome.endless {
        shell.warn(format_args!(
            "`{rule}` is not fixed: its fixes never end; please report this as a bug of fch"
        ));
    }
}
