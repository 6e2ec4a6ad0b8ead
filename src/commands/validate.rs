//! `fch validate`: find the apps, lint them, report.

mod fix;
pub(super) mod output;

use std::sync::Arc;
use std::time::Instant;

use super::config::Checked;
use super::selection::Selection;
use crate::app::{App, Root, discover};
use crate::cli::{FailOn, ValidateArgs, ValidateOutput};
use crate::diagnostics::{Severity, printable};
use crate::error::Result;
use crate::exit::Exit;
use crate::lint::{self, Options};
use crate::parallel;
use crate::report::Report;
use crate::ui::Shell;

/// Runs `fch validate`.
///
/// # Errors
/// When a path does not exist or means no app, or the output cannot be written.
pub fn run(args: &ValidateArgs, shell: &Shell) -> Result<Exit> {
    let started = Instant::now();
    let mut selection = Selection::new(&args.lint, &args.baseline)?;
    let found = discover::apps(&args.paths)?;
    let mut report = Report {
        skipped: found.skipped,
        ..Report::default()
    };
    let mut mending = fix::Mending::new(args);
    let judged = match &mut mending {
        Some(mending) => {
            let roots = found.roots.iter();
            let mend = |root| judge(root, &selection, |app, how| mending.mend(app, how, shell));
            roots.map(mend).collect()
        }
        None => parallel::map(&found.roots, |root| {
            judge(root, &selection, |app, options| lint::run(&app, options))
        }),
    };
    for (root, judged) in found.roots.iter().zip(judged) {
        let dir = root.dir.to_string_lossy();
        shell.verbose(format_args!("checked {}", printable(&dir)));
        let judged = judged?;
        report.apps += 1;
        report.files += judged.files;
        let findings = selection.count(root, &judged.config.config, judged.outcome)?;
        report.findings.extend(findings);
    }
    selection.write(&mut report.findings, shell)?;
    report.silenced = selection.silenced;
    report.elapsed = started.elapsed();
    if let Some(mending) = &mending
        && args.diff
    {
        let exit = mending.print_diff(shell)?;
        return Ok(if args.output.exit_zero {
            Exit::Clean
        } else {
            exit
        });
    }
    let rules: Vec<_> = lint::rules::ALL.iter().map(|rule| &rule.info).collect();
    output::write(&report, &rules, &args.output, shell)?;
    let exit = exit(&report, args.fail_on, &args.output);
    Ok(mending.map_or(exit, |mending| mending.end(exit, &report, shell)))
}

/// An app and what the linter has to say about it.
struct Judged {
    files: usize,
    config: Arc<Checked>,
    outcome: lint::Outcome,
}

/// Loads an app and has it judged as the user wants.
fn judge(
    root: &Root,
    selection: &Selection<'_>,
    lint: impl FnOnce(App, &Options) -> lint::Outcome,
) -> Result<Judged> {
    let app = App::load(root);
    let files = app.file_count();
    let config = selection.config(root)?;
    let options = selection.options(&config);
    Ok(Judged {
        files,
        config,
        outcome: lint(app, &options),
    })
}

/// The exit code: 1 from this severity on, unless the user does not want to know.
pub(super) fn exit(report: &Report, fail_on: FailOn, options: &ValidateOutput) -> Exit {
    let limit = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
    };
    match report.worst() {
        Some(worst) if worst >= limit && !options.exit_zero => Exit::Findings,
        _ => Exit::Clean,
    }
}
