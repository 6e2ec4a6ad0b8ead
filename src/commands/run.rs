//! `fch run`: build what is old, serve the app, print what happens, until told to stop.

mod exec;
mod vacate;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use super::{build, refused};
use crate::app::{App, discover};
use crate::cli::RunArgs;
use crate::emulator::event::Events;
use crate::emulator::host_section::{HostSection, origins};
use crate::emulator::reload::Rebuild;
use crate::emulator::run_file::RunFile;
use crate::emulator::session::{self, Start};
use crate::emulator::watch::Change;
use crate::emulator::{DEFAULT_PORT, Options};
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::interrupt;
use crate::report::run::printer::{Form, Printer};
use crate::ui::Shell;
use crate::ui::shell::Verbosity;

/// Runs `fch run`.
///
/// # Errors
/// When there is no app, the build fails, or the front end cannot listen.
pub fn run(args: RunArgs, shell: &Shell) -> Result<Exit> {
    let app = App::load(&discover::app(args.app.as_deref())?);
    if !args.no_build && args.attach.is_none() {
        build::refresh(&app, shell)?;
    }
    let form = form(&args, shell);
    let (events, receiver) = Events::new(shell.verbosity() == Verbosity::Verbose);
    // With --exec, standard output is the command's.
    let (style, out): (_, Box<dyn Write + Send>) = match args.exec {
        Some(_) => (shell.stderr_style(), Box::new(io::stderr())),
        None => (shell.style(), Box::new(io::stdout())),
    };
    let printing = Printer::new(form, style).spawn(receiver, events.dropped(), out);
    let runtime = runtime()?;
    let exit = runtime.block_on(serve(&args, &app, events, shell));
    runtime.shutdown_timeout(Duration::from_secs(1));
    printing.finish();
    exit
}

/// One thread: the handler does the work.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|error| Failure::usage("cannot start the runtime").because(error))
}

async fn serve(args: &RunArgs, app: &App, events: Events, shell: &Shell) -> Result<Exit> {
    let start = start(args, app, shell);
    let command = args.exec.as_deref().map(exec::command).transpose()?;
    let key = start.options.key.clone();
    let mut session = session::serve(start, events).await?;
    refused::show(app, &session.plan, shell);
    for name in &args.functions {
        if session.plan.function(name).is_none() {
            shell.failure(&refused::no_function(app, &session.plan, name));
        }
    }
    let file = RunFile::of_this_process(session.address, key).write(&app.root.dir);
    if let Err(failure) = &file {
        shell.warn(format_args!(
            "`fch invoke` will not find this host: {failure}"
        ));
    }
    let exit = match command {
        Some(command) => exec::run(command, &mut session).await,
        None => tokio::select! {
            _ = session.over() => Ok(Exit::Findings),
            () = interrupt::requested() => Ok(Exit::Clean),
        },
    };
    drop(file);
    session.stop().await;
    exit
}

fn start(args: &RunArgs, app: &App, shell: &Shell) -> Start {
    Start {
        root: app.root.clone(),
        options: options(args, &HostSection::read(app)),
        functions: args.functions.clone(),
        attach: args.attach,
        watch: args.watch.then(|| rebuild(args, app, shell)),
    }
}

/// What builds the handler, when somebody does: not the developer, and not nobody.
fn rebuild(args: &RunArgs, app: &App, shell: &Shell) -> Rebuild {
    if args.no_build || !build::is_built(app) {
        return Rebuild::Nothing;
    }
    let (root, shell) = (app.root.clone(), *shell);
    Rebuild::With(Arc::new(move |change| {
        let app = App::load(&root);
        // What goes wrong here goes wrong in the build, too, which tells it better.
        let _ = vacate::vacate(&app);
        match change {
            Change::Reload => build::refresh(&app, &shell),
            Change::Rebuild => build::again(&app, &shell),
        }
    }))
}

/// The command line wins over local.settings.json (H-ROUTE-01, H-ROUTE-23).
fn options(args: &RunArgs, section: &HostSection) -> Options {
    let usual_port = match args.exec {
        Some(_) => 0,
        None => section.port.unwrap_or(DEFAULT_PORT),
    };
    let address = args.address.or(section.address);
    let cors = args.cors.as_deref().map(origins);
    Options {
        address: address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port: args.port.unwrap_or(usual_port),
        strict: args.strict,
        key: args.auth.then(|| uuid::Uuid::new_v4().simple().to_string()),
        cors: cors.unwrap_or_else(|| section.cors.clone()),
        cors_credentials: args.cors_credentials || section.cors_credentials,
    }
}

fn form(args: &RunArgs, shell: &Shell) -> Form {
    match shell.verbosity() {
        _ if args.json => Form::Json,
        Verbosity::Quiet => Form::Quiet,
        Verbosity::Normal => Form::Normal,
        Verbosity::Verbose => Form::Verbose,
    }
}
