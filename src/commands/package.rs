//! `fch package`: validate, build, then hand over to the `package` room and report.

use std::path::{Path, PathBuf};

use crate::app::{App, discover};
use crate::archive::{self, Options};
use crate::build::Target;
use crate::cli::{BaselineArgs, PackageArgs, PackageFormat};
use crate::commands::build::{for_package, how};
use crate::commands::config;
use crate::commands::selection::Selection;
use crate::diagnostics::{Finding, Severity};
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::hosting::{Os, Platform};
use crate::lint;
use crate::package::{self, Request};
use crate::report::package::Package;
use crate::report::{self, Report};
use crate::ui::Shell;
use crate::ui::shell::Verbosity;

/// Runs `fch package`.
///
/// # Errors
/// When there is no app, the build fails, or the zip cannot be written. Faults in the app are
/// findings.
pub fn run(args: &PackageArgs, shell: &Shell) -> Result<Exit> {
    let app = App::load(&discover::app(args.app.as_deref())?);
    let target = Target::parse(args.target.as_deref().unwrap_or("linux"))?;
    let platform = target.platform();
    let mut report = Report::default();
    let executable = executable(&app, platform);
    if !args.no_validate {
        report.findings = validate(args, &app, platform)?;
    }
    let config = config::of(&app)?;
    let conditions = config::conditions(&config, args.lint.plan, platform);
    let output = output(args, &app);
    let required = app.required_files();
    let shown_root = app.root.show("");
    let mut request = Request {
        root: &app.root.dir,
        shown_root: &shown_root,
        executable: executable.as_deref(),
        required: &required,
        output: &output,
    };
    let mut package = Package::new(platform.to_string(), executable.as_deref());
    if args.list {
        // An executable that a build would make may be missing.
        let there = |name: &&str| args.no_build || app.root.dir.join(name).is_file();
        request.executable = request.executable.filter(there);
        let selection = package::select(&request)?;
        package.list(&selection);
        report.findings.extend(selection.findings);
    } else if report.worst() != Some(Severity::Error) {
        archive::check_output(&output)?;
        if !args.no_build {
            let options = how::options(&args.how, &config, conditions.glibc)?;
            for_package(&app, executable.as_deref(), target, &options, shell)?;
        }
        if executable.is_none() {
            say_what_is_not_checked(&app, shell);
        }
        shell.status("Packaging", output.display());
        let made = package::assemble(&request, conditions, &Options::from_env()?)?;
        package.describe(&made);
        report.findings.extend(made.findings);
    }
    lint::sort(&mut report.findings);
    print(&package, &report, args, shell)
}

/// The linter's findings, those that count for `fch validate`, too. What may be right elsewhere is decided here: by the target, and
/// because only what is in the package is deployed.
fn validate(args: &PackageArgs, app: &App, platform: Platform) -> Result<Vec<Finding>> {
    let mut findings = Selection::new(&args.lint, &BaselineArgs::default())?.lint(app)?;
    // Under the name that a Windows build gives it, for one.
    let is_there = executable(app, platform).is_some_and(|name| app.root.dir.join(name).is_file());
    for finding in &mut findings {
        let not_started = finding.rule.name == "exe-on-linux" && platform.os == Os::Linux;
        if not_started || finding.rule.name == "exe-missing" && !is_there {
            finding.severity = Severity::Error;
        }
    }
    Ok(findings)
}

/// What the host starts from elsewhere is neither in the zip nor looked at.
fn say_what_is_not_checked(app: &App, shell: &Shell) {
    match app.handler().and_then(|handler| handler.executable_path()) {
        Some(path) => shell.status(
            "Note",
            format_args!("`{path}` is not in the package and not checked"),
        ),
        None => shell.warn("this app starts no custom handler"),
    }
}

/// The executable's name in the zip. Windows starts nothing without an extension, so that is
/// how `fch build` names it.
fn executable(app: &App, platform: Platform) -> Option<String> {
    let path = app.own_executable()?;
    let bare = Path::new(&path).extension().is_none();
    let exe = platform.os == Os::Windows && bare;
    Some(if exe { format!("{path}.exe") } else { path })
}

/// `--output`, or the folder's name in the current folder (H-PACK-02).
fn output(args: &PackageArgs, app: &App) -> PathBuf {
    let default = || PathBuf::from(format!("{}.zip", app.root.name()));
    args.output.clone().unwrap_or_else(default)
}

fn print(package: &Package, report: &Report, args: &PackageArgs, shell: &Shell) -> Result<Exit> {
    let as_json = args.json || args.format == PackageFormat::Json;
    let findings = || report::human::findings(report, shell.stdout_color());
    shell.print(&match (as_json, args.list) {
        (true, _) => report::package::json(package, report),
        (false, true) => findings() + &report::package::list(package),
        (false, false) => findings() + &report::package::human(package),
    })?;
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
