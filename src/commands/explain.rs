//! `fch explain`: what a rule or a key means, or the list of all rules.

use crate::cli::ExplainArgs;
use crate::error::Result;
use crate::exit::Exit;
use crate::explain;
use crate::ui::Shell;

/// Runs `fch explain`.
///
/// # Errors
/// When nothing is known of what was asked for.
pub fn run(args: &ExplainArgs, shell: &Shell) -> Result<Exit> {
    let page = explain::page(&args.what)?;
    let text = if args.json {
        format!("{:#}\n", page.json)
    } else {
        page.text
    };
    shell.print(&text)?;
    Ok(Exit::Clean)
}
