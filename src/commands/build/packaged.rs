//! The build that `fch package` begins with.

use super::{build_app, destination};
use crate::app::App;
use crate::build::{self, Options, Target};
use crate::commands::config;
use crate::error::Result;
use crate::ui::Shell;

/// Builds the executable, unless the app has none of its own or nothing to build it with.
pub(in crate::commands) fn for_package(
    app: &App,
    executable: Option<&str>,
    target: Target,
    options: &Options,
    shell: &Shell,
) -> Result<()> {
    let Some(name) = executable else {
        return Ok(());
    };
    let toolchain = build::detect(&app.root.dir, &config::of(app)?);
    if toolchain.is_err() && app.root.dir.join(name).is_file() {
        shell.status("Using", format_args!("{name} as it is, without a build"));
        return Ok(());
    }
    let executable = destination(app)?;
    build_app(app, &executable, &toolchain?, target, options, shell).map(|_| ())
}
