//! `fch explain`: what a rule, a key or an error means, or the list of all rules.

use std::io::Read;

use crate::cli::ExplainArgs;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::explain;
use crate::ui::Shell;

/// Bytes of a log that are looked at.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Runs `fch explain`.
///
/// # Errors
/// When nothing is known of what was asked for.
pub fn run(args: &ExplainArgs, shell: &Shell) -> Result<Exit> {
    let page = match args.what.as_slice() {
        [dash] if dash == "-" => explain::page(&[pasted()?])?,
        words => explain::page(words)?,
    };
    let text = if args.json {
        format!("{:#}\n", page.json)
    } else {
        page.text
    };
    shell.print(&text)?;
    Ok(Exit::Clean)
}

/// A log on standard input; what is not text in it does not matter.
fn pasted() -> Result<String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(LONGEST).read_to_end(&mut bytes);
    read.map_err(|error| Failure::usage(format!("standard input cannot be read: {error}")))?;
    if bytes.trim_ascii().is_empty() {
        let help = "pipe a log into it: `fch explain - < host.log`";
        return Err(Failure::usage("standard input is empty").help(help));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
