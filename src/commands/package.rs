//! `fch package`: which apps, where their zips go, and what is said about each.

mod inquiry;
mod one;
mod output;
mod subject;

use std::collections::BTreeSet;

use one::Outcome;
use subject::Subject;

use crate::app::{Root, discover};
use crate::cli::{PackageArgs, PackageFormat};
use crate::diagnostics::Severity;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::report;
use crate::ui::Shell;
use crate::ui::shell::Verbosity;
use crate::ui::words::list_and;

/// Runs `fch package`. Of several apps, each is tried.
///
/// # Errors
/// When there is no app or, of a single one, the build fails or the zip cannot be written. Faults
/// in an app are findings.
pub fn run(args: &PackageArgs, shell: &Shell) -> Result<Exit> {
    let roots = roots(args, shell)?;
    if roots.len() > 1 && args.binary.is_some() {
        return Err(Failure::usage(format!(
            "`--binary` is one executable, and there are {} apps to package",
            roots.len()
        ))
        .help("name one app"));
    }
    let outputs = output::outputs(args.output.as_deref(), &roots)?;
    let mut subjects = roots.iter().zip(outputs);
    if !args.why.is_empty() {
        let subjects = subjects.map(|(root, output)| Subject::new(args, root, output));
        return inquiry::run(args, &subjects.collect::<Result<Vec<_>>>()?, shell);
    }
    match (subjects.next(), roots.len()) {
        (Some((root, output)), 1) => {
            let outcome = one::package(&Subject::new(args, root, output)?, args, shell)?;
            if is_json(args) {
                shell.print(&report::package::json(&outcome.package, &outcome.report))?;
            }
            show(&outcome, args, shell)
        }
        (first, _) => each(first.into_iter().chain(subjects), args, shell),
    }
}

/// The apps that are meant. Every path means one: to package less than was asked for helps nobody.
fn roots(args: &PackageArgs, shell: &Shell) -> Result<Vec<Root>> {
    let mut roots = Vec::new();
    let mut skipped = Vec::new();
    let mut take = |paths: &[_]| -> Result<()> {
        let found = discover::apps(paths)?;
        roots.extend(found.roots);
        skipped.extend(found.skipped);
        Ok(())
    };
    if args.apps.is_empty() {
        take(&[])?;
    }
    args.apps.chunks(1).try_for_each(take)?;
    for folder in skipped {
        shell.warn(format_args!("not looked into: {folder}"));
    }
    let mut seen = BTreeSet::new();
    roots.retain(|root| seen.insert(root.dir.canonicalize().unwrap_or_else(|_| root.dir.clone())));
    Ok(roots)
}

/// Packages several apps, one after the other.
fn each<'a>(
    subjects: impl Iterator<Item = (&'a Root, std::path::PathBuf)>,
    args: &PackageArgs,
    shell: &Shell,
) -> Result<Exit> {
    let mut failed = Vec::new();
    let mut all = Vec::new();
    for (root, output) in subjects {
        let app = root.dir.display().to_string();
        let result = Subject::new(args, root, output)
            .and_then(|subject| one::package(&subject, args, shell));
        let exit = match &result {
            Ok(outcome) => {
                if !is_json(args) {
                    shell.print(&format!("{app}:\n"))?;
                }
                show(outcome, args, shell)?
            }
            Err(failure) => {
                shell.failure(failure);
                Exit::Findings
            }
        };
        if exit != Exit::Clean {
            failed.push(app.clone());
        }
        all.push((app, result));
    }
    if is_json(args) {
        let parts = all.iter().map(|(app, result)| {
            let made = result.as_ref().map(|made| (&made.package, &made.report));
            (app.as_str(), made)
        });
        shell.print(&report::package::json_of_all(parts))?;
    }
    if failed.is_empty() {
        return Ok(Exit::Clean);
    }
    let (failed_count, count) = (failed.len(), all.len());
    let names = list_and(&failed);
    Err(Failure::job(format!(
        "{failed_count} of {count} apps failed: {names}"
    )))
}

fn is_json(args: &PackageArgs) -> bool {
    args.json || args.format == PackageFormat::Json
}

/// Says to people what came of an app; how it ended.
fn show(outcome: &Outcome, args: &PackageArgs, shell: &Shell) -> Result<Exit> {
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
