//! `fch build`: find the toolchain, build for the target, put the result where host.json points.

mod destination;
pub(super) mod how;
mod packaged;

pub(super) use destination::destination;
pub(super) use packaged::for_package;

use super::config;
use crate::app::{App, discover};
use crate::build::{self, Built, Options, Request, Target, Toolchain};
use crate::cli::{BuildArgs, HowArgs};
use crate::emulator::watch::stale;
use crate::error::Result;
use crate::exit::Exit;
use crate::ui::Shell;
use crate::ui::shell::Verbosity;
use crate::ui::words::size;

/// Runs `fch build`.
///
/// # Errors
/// When there is no app, no toolchain for it, or the build fails.
pub fn run(args: &BuildArgs, shell: &Shell) -> Result<Exit> {
    let app = App::load(&discover::app(args.app.as_deref())?);
    let target = args
        .target
        .as_deref()
        .map_or_else(|| Ok(Target::host()), Target::parse)?;
    let executable = destination(&app)?;
    let config = config::of(&app)?;
    if args.target.is_some() {
        config::check_machines(&config, args.plan, target.os)?;
    }
    let toolchain = build::detect(&app.root.dir, &config)?;
    let machines = config::conditions(&config, args.plan, target.platform());
    let options = match args.debug {
        true => how::quick(&args.how, &config),
        false => how::options(&args.how, &config, machines.glibc)?,
    };
    let built = build_app(
        &app,
        &executable,
        &toolchain,
        target.clone(),
        &options,
        shell,
    )?;
    if let Some(fault) = build::check(&target, &options, &built.executable)? {
        shell.warn(fault);
    }
    Ok(Exit::Clean)
}

/// Builds the handler of `app` to the path `executable`; also what `fch package` does first.
pub(super) fn build_app(
    app: &App,
    executable: &str,
    toolchain: &Toolchain,
    target: Target,
    options: &Options,
    shell: &Shell,
) -> Result<Built> {
    let request = Request {
        root: &app.root.dir,
        executable,
        target,
        options: options.clone(),
        quiet: shell.verbosity() == Verbosity::Quiet,
    };
    let plan = build::plan(&request, toolchain)?;
    shell.status(
        "Building",
        format_args!("{} for {} with {}", executable, plan.target, plan.what),
    );
    for way in &plan.skipped {
        shell.status("Skipped", way);
    }
    for reason in &plan.reasons {
        shell.verbose(reason);
    }
    shell.verbose(plan.command_line());
    let built = build::execute(&plan)?;
    for note in &plan.notes {
        shell.warn(note);
    }
    let shown = app.root.show(
        built
            .executable
            .strip_prefix(&plan.directory)
            .unwrap_or(&built.executable),
    );
    shell.status("Built", format_args!("{shown} ({})", size(built.size)));
    Ok(built)
}

/// Builds the handler of `app` when its executable is missing or older than its sources; what
/// `fch run` does first. An app that has nothing to build is left alone: whether its handler
/// starts is for the host to find out.
pub(super) fn refresh(app: &App, shell: &Shell) -> Result<()> {
    match own_executable(app) {
        Some(executable) if stale::check(&app.root.dir, &executable) => again(app, shell),
        _ => Ok(()),
    }
}

/// The same whatever the age of the executable.
pub(super) fn again(app: &App, shell: &Shell) -> Result<()> {
    let Some(executable) = own_executable(app) else {
        return Ok(());
    };
    let config = config::of(app)?;
    match build::detect(&app.root.dir, &config) {
        Ok(toolchain) => {
            let options = how::quick(&HowArgs::default(), &config);
            build_app(
                app,
                &executable,
                &toolchain,
                Target::host(),
                &options,
                shell,
            )
            .map(drop)
        }
        Err(failure) => {
            shell.verbose(format_args!("not built: {failure}"));
            Ok(())
        }
    }
}

/// True when something builds the handler of `app`. An fch.toml that cannot be read speaks for
/// it: the build will say what is wrong.
pub(super) fn is_built(app: &App) -> bool {
    own_executable(app).is_some()
        && config::of(app).map_or(true, |config| build::detect(&app.root.dir, &config).is_ok())
}

/// The executable that a build writes and the host starts.
fn own_executable(app: &App) -> Option<String> {
    app.own_executable().filter(|_| !app.overrides_executable())
}
