//! How a handler is built: the command line, then `[build]` of `fch.toml`.

use crate::build::{Options, Profile};
use crate::cli::HowArgs;
use crate::config::{Build, Config};
use crate::error::Result;
use crate::hosting::Version;

/// How `fch build` and `fch package` build, for machines that are sure to have `glibc`.
///
/// # Errors
/// When a profile's name is none.
pub(in crate::commands) fn options(
    how: &HowArgs,
    config: &Config,
    glibc: Option<Version>,
) -> Result<Options> {
    let own = Build::default();
    let own = config.build.as_ref().unwrap_or(&own);
    let profile = how.profile.as_ref().or(own.profile.as_ref());
    let default = Options::default();
    Ok(Options {
        profile: profile.map_or(Ok(Profile::Release), |name| Profile::named(name))?,
        strip: how.strip || own.strip == Some(true),
        bin: how.bin.clone().or(own.bin.clone()),
        // A container brings its own, which nobody here knows.
        glibc: glibc.unwrap_or(default.glibc),
    })
}

/// How to build for this machine and quickly, as `fch run` does: only which binary counts.
pub(in crate::commands) fn quick(how: &HowArgs, config: &Config) -> Options {
    let own = config.build.as_ref().and_then(|build| build.bin.clone());
    Options {
        profile: Profile::Debug,
        strip: how.strip,
        bin: how.bin.clone().or(own),
        ..Options::default()
    }
}
