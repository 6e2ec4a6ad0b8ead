//! One app: validate, build, then hand over to the `package` room.

use super::note;
use super::subject::Subject;
use crate::archive::{self, Options};
use crate::build;
use crate::cli::{BaselineArgs, PackageArgs};
use crate::commands::build::{for_package, how};
use crate::commands::selection::Selection;
use crate::diagnostics::{Finding, Severity};
use crate::error::Result;
use crate::hosting::Os;
use crate::lint::{self, levels};
use crate::package;
use crate::report::Report;
use crate::report::package::Package;
use crate::ui::Shell;

/// What came of one app.
pub(super) struct Outcome {
    pub package: Package,
    pub report: Report,
}

/// Packages an app, or lists what would go in.
pub(super) fn package(subject: &Subject, args: &PackageArgs, shell: &Shell) -> Result<Outcome> {
    let platform = subject.platform.to_string();
    let mut package = Package::new(platform, subject.executable.as_deref());
    let mut report = Report::default();
    if !args.no_validate {
        report.findings = validate(args, subject)?;
    }
    if args.list {
        let selection = package::select(&subject.request())?;
        package.list(&selection, &subject.app.root.dir)?;
        report.findings.extend(selection.findings);
    } else if report.worst() != Some(Severity::Error) {
        let found = write(subject, args, &mut package, shell)?;
        let new = found
            .into_iter()
            .filter(|finding| !finding.repeats_any(&report.findings));
        let new: Vec<_> = new.collect();
        report.findings.extend(new);
    }
    lint::sort(&mut report.findings);
    Ok(Outcome { package, report })
}

/// Builds, and writes the zip unless something is wrong with it.
fn write(
    subject: &Subject,
    args: &PackageArgs,
    package: &mut Package,
    shell: &Shell,
) -> Result<Vec<Finding>> {
    archive::check_output(&subject.output)?;
    match &args.binary {
        Some(binary) => shell.status(
            "Using",
            format_args!("{} as the executable", binary.display()),
        ),
        None if !args.no_build => build_executable(subject, args, shell)?,
        None => {}
    }
    if let Some(executable) = subject.executable_file() {
        build::check_glibc(&subject.target, &executable)?;
    }
    if subject.executable.is_none() {
        say_what_is_not_checked(subject, shell);
    }
    shell.status("Packaging", subject.output.display());
    let note = note::path(subject);
    let options = Options {
        level: args.level.into(),
        note: note.clone(),
        ..Options::from_env()?
    };
    let progress = options.progress.clone();
    let bar = shell.progress(move || progress.now());
    let made = package::assemble(&subject.request(), subject.conditions(), &options)?;
    drop(bar);
    if let Some(path) = &note {
        note::keep(&made, path);
    }
    package.describe(&made);
    if let Some(path) = &package.path {
        package.next = package::deploy::commands(subject.plan, subject.platform.os, path);
    }
    Ok(made.findings)
}

/// The linter's findings, those that count for `fch validate`, too. What may be right elsewhere
/// is decided here: by the target, and because only what is in the package is deployed.
fn validate(args: &PackageArgs, subject: &Subject) -> Result<Vec<Finding>> {
    let app = &subject.app;
    let mut findings = Selection::new(&args.lint, &BaselineArgs::default())?.lint(app)?;
    if args.binary.is_some() {
        // The file in the app, if there is one, is not what is deployed.
        let replaced = app.own_executable().map(|path| app.root.show(path));
        findings.retain(|finding| {
            let place = finding.primary.source.path();
            finding.rule.name != "exe-missing" && replaced.as_deref() != Some(place)
        });
    }
    let right_there = |finding: &Finding| {
        subject.platform.os == Os::Windows && finding.rule.name == "exe-on-linux"
    };
    findings.retain(|finding| !right_there(finding));
    // Under the name that a Windows build gives it, for one.
    let is_there = subject.executable_file().is_some();
    for finding in &mut findings {
        let place = finding.primary.source.path();
        if levels::level(&subject.levels, finding.rule.name, place).is_some() {
            continue;
        }
        let not_started = finding.rule.name == "exe-on-linux" && subject.platform.os == Os::Linux;
        if not_started || finding.rule.name == "exe-missing" && !is_there {
            finding.severity = Severity::Error;
        }
    }
    Ok(findings)
}

/// Builds the executable, unless the app has none of its own or nothing to build it with.
fn build_executable(subject: &Subject, args: &PackageArgs, shell: &Shell) -> Result<()> {
    let options = how::options(&args.how, &subject.config, subject.conditions().glibc)?;
    let executable = subject.executable.as_deref();
    for_package(
        &subject.app,
        executable,
        subject.target.clone(),
        &options,
        shell,
    )
}

/// What the host starts from elsewhere is neither in the zip nor looked at.
fn say_what_is_not_checked(subject: &Subject, shell: &Shell) {
    let handler = subject.app.handler();
    match handler.and_then(|handler| handler.executable_path()) {
        Some(path) => shell.status(
            "Note",
            format_args!("`{path}` is not in the package and not checked"),
        ),
        None => shell.warn("this app starts no custom handler"),
    }
}
