//! What the host refuses of an app: a name that no function has, files with faults.

use std::collections::BTreeSet;

use crate::app::App;
use crate::diagnostics::Severity;
use crate::emulator::plan::Plan;
use crate::error::Failure;
use crate::lint;
use crate::report::{Report, human};
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
