//! What the host refuses of an app: a name that no function has, files with faults, also in an
//! app that is only planned.

use std::collections::BTreeSet;

use crate::app::{App, Overlay, Root};
use crate::diagnostics::{Finding, Severity};
use crate::emulator::plan::Plan;
use crate::error::{Failure, Result};
use crate::lint;
use crate::report::{Report, human};
use crate::scaffold::PlannedFile;
use crate::ui::Shell;
use crate::ui::words::{list_and, suggestion};

/// Shows the linter's errors, with their places, when the host does not run all of the app: the
/// host's own message names no line. On stderr, as standard output may be for machines.
pub(super) fn show(app: &App, plan: &Plan, shell: &Shell) {
    if plan.is_whole() {
        return;
    }
    // What the host refuses it refuses, whatever a comment or `fch.toml` allows.
    let context = lint::Context::new(app, &lint::Options::default());
    let mut findings = lint::raw(&context);
    findings.retain(|finding| finding.severity == Severity::Error);
    let report = Report {
        findings,
        ..Report::default()
    };
    let text = human::findings(&report, shell.stderr_color());
    if !text.is_empty() {
        shell.error_text(text.trim_end());
    }
}

/// The app at `root` as it is to be: `planned` files go before those on disk.
pub(super) fn overlay(root: &Root, planned: &[PlannedFile]) -> Overlay {
    let mut overlay = Overlay::default();
    for file in planned {
        let text = String::from_utf8_lossy(&file.content);
        overlay.insert(root.dir.join(&file.path), text);
    }
    overlay
}

/// Refuses a change that the host would not take: shows the errors that `after` has and `before`
/// has not, as findings of `what` is to be written.
///
/// # Errors
/// A usage [`Failure`] when there are any.
pub(super) fn new_errors(before: &App, after: &App, what: &str, shell: &Shell) -> Result<()> {
    let errors = |app: &App| -> Vec<Finding> {
        let mut findings = lint::run(app, &lint::Options::default()).findings;
        findings.retain(|finding| finding.severity == Severity::Error);
        findings
    };
    let known = errors(before);
    let mut new = errors(after);
    let key = |finding: &Finding| (finding.rule.name, finding.message.clone());
    new.retain(|finding| !known.iter().any(|known| key(known) == key(finding)));
    if new.is_empty() {
        return Ok(());
    }
    // There is no file yet to fix.
    new.iter_mut().for_each(|finding| finding.fix = None);
    let report = Report {
        findings: new,
        ..Report::default()
    };
    let text = human::findings(&report, shell.stderr_color());
    shell.error_text(text.trim_end());
    Err(Failure::usage(format!("{what} would not run like this")).help("nothing was written"))
}

/// What to say about a name that no function has. The plan may leave functions out.
pub(super) fn no_function(app: &App, plan: &Plan, name: &str) -> Failure {
    let loaded = plan.functions.iter().map(|f| f.name.as_str());
    let folders = app.functions.iter().map(|f| f.name.as_str());
    let known: BTreeSet<&str> = loaded.chain(folders).collect();
    let known = Vec::from_iter(known);
    let failure = Failure::usage(format!("there is no function `{name}`"));
    let mut broken = plan.function_errors.iter();
    let broken = broken.find(|(broken, _)| broken.eq_ignore_ascii_case(name));
    match (broken, suggestion(name, &known)) {
        (Some((_, why)), _) => failure.because(format!("it does not load: {why}")),
        (None, _) if known.is_empty() => failure.help("the app has no functions"),
        (None, Some(help)) => failure.help(help),
        (None, None) => failure.help(format!("there are {}", list_and(&known))),
    }
}
