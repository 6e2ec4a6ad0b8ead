//! `fch lsp`: the language server for editors, on standard input and output.

use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::lsp;

/// Runs `fch lsp`.
///
/// # Errors
/// When the client breaks the protocol.
pub fn run() -> Result<Exit> {
    lsp::serve().map_err(|error| {
        Failure::usage(format!(
            "the editor does not speak the language server protocol: {error}"
        ))
        .help("`fch lsp` is started by an editor, not by hand; see docs/editors.md")
    })?;
    Ok(Exit::Clean)
}
