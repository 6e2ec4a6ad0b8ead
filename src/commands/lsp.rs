//! `fch lsp`: the language server for editors, on standard input and output.

use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::lsp::{self, End};

/// Runs `fch lsp`.
///
/// # Errors
/// When the client breaks the protocol; with exit code 1, as the protocol wants, when it ends
/// without `shutdown`.
pub fn run() -> Result<Exit> {
    let end = lsp::serve().map_err(|error| {
        Failure::usage(format!(
            "the editor does not speak the language server protocol: {error}"
        ))
        .help("`fch lsp` is started by an editor, not by hand; see docs/editors.md")
    })?;
    match end {
        End::Orderly => Ok(Exit::Clean),
        End::Abrupt => Err(Failure::job("the editor ended without `shutdown`")),
    }
}
