//! What is said about one app, and what it means for the exit code.

use super::manifest;
use super::one::Outcome;
use crate::cli::{PackageArgs, PackageFormat};
use crate::diagnostics::Severity;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::report;
use crate::ui::Shell;
use crate::ui::shell::Verbosity;

/// Whether everything is said in one JSON document at the end.
pub(super) fn is_json(args: &PackageArgs) -> bool {
    args.json || args.format == PackageFormat::Json
}

/// Writes the JSON report as a manifest and prints it, each if asked for.
///
/// # Errors
/// When the manifest cannot be written.
pub(super) fn show_json(
    args: &PackageArgs,
    shell: &Shell,
    text: impl Fn() -> String,
) -> Result<()> {
    if let Some(path) = &args.manifest {
        manifest::write(path, &text())?;
    }
    if is_json(args) {
        shell.print(&text())?;
    }
    Ok(())
}

/// Says to people what came of an app; how it ended.
pub(super) fn show(outcome: &Outcome, args: &PackageArgs, shell: &Shell) -> Result<Exit> {
    let Outcome { package, report } = outcome;
    if !is_json(args) {
        let findings = report::human::findings(report, shell.stdout_color());
        let rest = match args.list {
            true => report::package::list::human(package, args.largest),
            false => report::package::human(package),
        };
        shell.print(&(findings + &rest))?;
        if !package.next.is_empty() {
            shell.note(report::package::next(package));
        }
    }
    if report.worst() != Some(Severity::Error) {
        return Ok(Exit::Clean);
    }
    if package.path.is_none() && !args.list && shell.verbosity() > Verbosity::Quiet {
        shell.failure(&Failure::job(
            "no package was written because of the errors above",
        ));
    }
    Ok(Exit::Findings)
}
