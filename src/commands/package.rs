//! `fch package`.

use crate::cli::PackageArgs;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::ui::Shell;

/// Runs `fch package`.
pub fn run(_args: PackageArgs, _shell: &Shell) -> Result<Exit> {
    Err(Failure::usage("not built yet"))
}
