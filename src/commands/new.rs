//! `fch new`.

use crate::cli::NewArgs;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::ui::Shell;

/// Runs `fch new`.
pub fn run(_args: NewArgs, _shell: &Shell) -> Result<Exit> {
    Err(Failure::usage("not built yet"))
}
