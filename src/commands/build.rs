//! `fch build`.

use crate::cli::BuildArgs;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::ui::Shell;

/// Runs `fch build`.
pub fn run(_args: BuildArgs, _shell: &Shell) -> Result<Exit> {
    Err(Failure::usage("not built yet"))
}
