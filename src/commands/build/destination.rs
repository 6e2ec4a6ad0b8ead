//! Where a build puts the executable.

use crate::app::App;
use crate::app::handler::{Executable, is_known_runtime};
use crate::error::{Failure, Result};

/// Where the host will look for the executable, as a path in the app.
pub(in crate::commands) fn destination(app: &App) -> Result<String> {
    let host = app.root.show("host.json");
    let Some(handler) = app.handler() else {
        return Err(Failure::usage(format!("{host} has no `customHandler`, so there is nothing to build"))
            .help("add \"customHandler\": { \"description\": { \"defaultExecutablePath\": \"handler\" } }"));
    };
    let written = handler.executable_path().unwrap_or_default();
    match handler.executable() {
        Executable::InApp(path) if !is_known_runtime(written) => Ok(path),
        Executable::InApp(_) => Err(Failure::usage(format!(
            "{host} starts `{written}` from PATH, so there is nothing to build"
        ))
        .help("`fch package` packages such an app as it is")),
        Executable::Unset => Err(Failure::usage(format!(
            "{host} names no `defaultExecutablePath`"
        ))
        .help("`fch explain worker-description` says more")),
        Executable::Dynamic => Err(Failure::usage(format!(
            "`defaultExecutablePath` in {host} is `{written}`, which is known only at run time"
        ))
        .help("fch needs a plain path to know where the executable goes")),
        Executable::Absolute(_) | Executable::Outside => Err(Failure::usage(format!(
            "`defaultExecutablePath` in {host} is `{written}`, which is not inside the app"
        ))
        .help("only what is inside the app is deployed; write a path relative to host.json")),
    }
}
