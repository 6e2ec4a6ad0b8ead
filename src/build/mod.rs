//! Building the handler: which toolchain, for which target, and where the result goes.
//!
//! Owns targets ([`target`]), one file a toolchain ([`cargo`], [`go`]), the
//! user's own command from `fch.toml` ([`command`]), the placing of the result ([`place`]) and
//! whether that is what was asked for ([`check()`]), whatever the toolchain says. Knows neither
//! function apps nor the terminal: it takes a folder and the path of the executable in it.
//! Whether Azure can start the result is for the `package` room to judge.
//!
//! The flow is survey -> plan -> execute. A survey asks the machine what it has and returns
//! data; a plan is made from data alone, so it is tested without any tool; only
//! [`execute`] starts the compiler. To add a toolchain: write its file with a `survey` and a
//! `plan`, add it to [`Toolchain`] and to [`detect`].

pub mod cargo;
mod check;
pub mod command;
mod detect;
pub mod go;
mod options;
mod os;
pub mod place;
mod plan;
mod probe;
mod run;
pub mod target;

pub use check::{check, check_glibc};
pub use detect::{Toolchain, detect};
pub use options::{Options, Profile};
pub use os::shell;
pub use plan::{Artifact, Invocation, Plan};
pub use run::{Built, execute};
pub use target::Target;

use std::path::Path;

use crate::error::{Failure, Result};

/// What to build, in plain values.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The app's root folder.
    pub root: &'a Path,
    /// Where the host looks for the executable (H-CFG-26): relative to `root`, `/` between
    /// folders, such as `handler` or `bin/server`.
    pub executable: &'a str,
    /// What to build for.
    pub target: Target,
    /// How to build.
    pub options: Options,
    /// Without the toolchain's progress; its warnings and errors are always heard.
    pub quiet: bool,
}

impl Request<'_> {
    /// The executable's file name without folders and without `.exe`: the name that a binary
    /// target or a main package should have.
    pub fn stem(&self) -> &str {
        let name = self.executable.rsplit('/').next().unwrap_or_default();
        match name
            .len()
            .checked_sub(4)
            .and_then(|at| name.split_at_checked(at))
        {
            Some((stem, suffix)) if suffix.eq_ignore_ascii_case(".exe") => stem,
            _ => name,
        }
    }
}

/// Decides the exact command line. Asks the machine which tools it has, changes nothing.
///
/// # Errors
/// A [`Failure`] when a tool or a target's standard library is missing,
/// when it is not clear which binary is the handler, or when the executable's path cannot be
/// written to.
pub fn plan(request: &Request, toolchain: &Toolchain) -> Result<Plan> {
    // The compiler runs in the root, where a path relative to our own folder means another file.
    let root = std::path::absolute(request.root)
        .map_err(|error| Failure::io("find", request.root, &error))?;
    let request = &Request {
        root: &root,
        ..request.clone()
    };
    match toolchain {
        Toolchain::Cargo => cargo::plan(request, &cargo::survey(request)?),
        Toolchain::Go => go::plan(request, &go::survey(request)?),
        Toolchain::Command(build) => command::plan(request, build),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_loses_folders_and_exe() {
        let stem = |executable| {
            let request = Request {
                root: Path::new("."),
                executable,
                target: Target::host(),
                options: Options::default(),
                quiet: false,
            };
            request.stem().to_owned()
        };
        assert_eq!(stem("handler"), "handler");
        assert_eq!(stem("bin/Server.EXE"), "Server");
        assert_eq!(stem("bin/server.v2"), "server.v2");
        assert_eq!(stem("é.exe"), "é");
        assert_eq!(stem("exe"), "exe");
    }
}
