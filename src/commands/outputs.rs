//! `fch outputs`: ask the running host for the outputs it kept.

use std::time::Duration;

use super::run::runtime;
use crate::app::discover;
use crate::cli::OutputsArgs;
use crate::emulator::call::Remote;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::report::run::{json, outputs};
use crate::ui::Shell;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Runs `fch outputs`.
///
/// # Errors
/// When there is no app, or no `fch run` of it.
pub fn run(args: &OutputsArgs, shell: &Shell) -> Result<Exit> {
    let root = discover::app(args.app.as_deref())?;
    let entries = runtime()?.block_on(async {
        let remote = Remote::find(&root.dir, TIMEOUT).await;
        let nobody = || Failure::usage(format!("no `fch run` of {} is running", root.name()));
        let remote = remote.ok_or_else(nobody).map_err(|failure| {
            failure.help("start one; it keeps the outputs of the functions it ran")
        })?;
        remote.outputs().await
    })?;
    shell.print(&match args.json {
        true => json::outputs(&entries),
        false => outputs::list(&entries),
    })?;
    Ok(Exit::Clean)
}
