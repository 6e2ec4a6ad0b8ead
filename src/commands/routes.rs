//! `fch routes`: load the app as the host does, and list its URLs.

use super::refused;
use crate::app::{App, discover};
use crate::cli::RoutesArgs;
use crate::emulator::DEFAULT_PORT;
use crate::emulator::host_section::HostSection;
use crate::emulator::plan::Plan;
use crate::error::Result;
use crate::exit::Exit;
use crate::report::run::routes;
use crate::ui::Shell;

/// Runs `fch routes`.
///
/// # Errors
/// When there is no app, or local.settings.json cannot be used.
pub fn run(args: &RoutesArgs, shell: &Shell) -> Result<Exit> {
    let app = App::load(&discover::app(args.app.as_deref())?);
    let port = HostSection::read(&app).port.unwrap_or(DEFAULT_PORT);
    let plan = Plan::read(&app, port, &[])?;
    let url = format!("http://localhost:{port}");
    let text = match args.json {
        true => routes::json(&plan, &url),
        false => routes::table(&plan, &url),
    };
    shell.print(&text)?;
    refused::show(&app, &plan, shell);
    for error in &plan.host_errors {
        shell.warn(format_args!("the host cannot run: {error}"));
    }
    for (function, error) in &plan.function_errors {
        shell.warn(format_args!("`{function}` does not load: {error}"));
    }
    Ok(if plan.is_whole() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}
