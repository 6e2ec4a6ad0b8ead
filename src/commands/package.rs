//! `fch package`: which apps, where their zips go, and what is said about each.

mod inquiry;
mod manifest;
mod note;
mod one;
mod output;
mod show;
mod subject;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;

use show::{is_json, show, show_json};
use subject::Subject;

use crate::app::{Root, discover};
use crate::cli::PackageArgs;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::report;
use crate::ui::Shell;
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
    if let Some(path) = &args.manifest {
        manifest::check(path, outputs.iter().chain(&args.binary))?;
    }
    let written: Rc<[PathBuf]> = outputs.iter().chain(&args.manifest).cloned().collect();
    let subject = |(root, output): (_, &PathBuf)| {
        let subject = Subject::new(args, root, output.clone(), &written);
        (root, subject)
    };
    let mut subjects = roots.iter().zip(outputs.iter()).map(subject);
    if !args.why.is_empty() {
        let subjects: Result<Vec<_>> = subjects.map(|(_, subject)| subject).collect();
        return inquiry::run(args, &subjects?, shell);
    }
    match (subjects.next(), roots.len()) {
        (Some((_, subject)), 1) => {
            let outcome = one::package(&subject?, args, shell)?;
            let text = || report::package::json(&outcome.package, &outcome.report);
            show_json(args, shell, text)?;
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
    subjects: impl Iterator<Item = (&'a Root, Result<Subject>)>,
    args: &PackageArgs,
    shell: &Shell,
) -> Result<Exit> {
    let mut failed = Vec::new();
    let mut all = Vec::new();
    for (root, subject) in subjects {
        let app = root.dir.display().to_string();
        let result = subject.and_then(|subject| one::package(&subject, args, shell));
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
    show_json(args, shell, || {
        let parts = all.iter().map(|(app, result)| {
            let made = result.as_ref().map(|made| (&made.package, &made.report));
            (app.as_str(), made)
        });
        report::package::json_of_all(parts)
    })?;
    if failed.is_empty() {
        return Ok(Exit::Clean);
    }
    let (failed_count, count) = (failed.len(), all.len());
    let names = list_and(&failed);
    Err(Failure::job(format!(
        "{failed_count} of {count} apps failed: {names}"
    )))
}
