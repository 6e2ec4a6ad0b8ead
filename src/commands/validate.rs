//! `fch validate`: find the apps, lint them, report.

mod fix;
mod output;

use std::time::Instant;

use super::config;
use super::selection::Selection;
use crate::app::{App, discover};
use crate::cli::{FailOn, ValidateArgs};
use crate::diagnostics::Severity;
use crate::error::Result;
use crate::exit::Exit;
use crate::lint;
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
    for root in &found.roots {
        shell.verbose(format_args!("checking {}", root.dir.display()));
        let app = App::load(root);
        report.apps += 1;
        report.files += app.file_count();
        let config = config::of(&app)?;
        let options = selection.options(&config)?;
        let outcome = match &mut mending {
            Some(mending) => mending.mend(app, &options, shell),
            None => lint::run(&app, &options),
        };
        let findings = selection.count(root, &config, outcome)?;
        report.findings.extend(findings);
    }
    selection.write(&mut report.findings, shell)?;
    report.silenced = selection.silenced;
    report.elapsed = started.elapsed();
    if let Some(mending) = &mending
        && args.diff
    {
        return mending.print_diff(shell);
    }
    output::write(&report, &args.output, shell)?;
    let exit = exit(&report, args);
    Ok(mending.map_or(exit, |mending| mending.end(exit, &report, shell)))
}

fn exit(report: &Report, args: &ValidateArgs) -> Exit {
    let limit = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
    };
    match report.worst() {
        Some(worst) if worst >= limit && !args.output.exit_zero => Exit::Findings,
        _ => Exit::Clean,
    }
}
