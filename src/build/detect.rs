//! Which toolchain builds an app.

use std::path::Path;

use crate::config::{Build, Config};
use crate::error::{Failure, Result};

/// What builds the handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toolchain {
    /// `cargo`, for a `Cargo.toml` in the app's root.
    Cargo,
    /// `go`, for a `go.mod` in the app's root.
    Go,
    /// The user's own command, from `fch.toml`.
    Command(Build),
}

/// Finds the toolchain: a command in `fch.toml` wins, then the manifest in the app's root.
///
/// # Errors
/// A usage [`Failure`] when there is none, or more than one that could be meant.
pub fn detect(root: &Path, config: &Config) -> Result<Toolchain> {
    if let Some(build) = config.build.as_ref().filter(|build| build.has_command()) {
        return Ok(Toolchain::Command(build.clone()));
    }
    let has = |name: &str| root.join(name).is_file();
    match (has("Cargo.toml"), has("go.mod")) {
        (true, false) => Ok(Toolchain::Cargo),
        (false, true) => Ok(Toolchain::Go),
        (true, true) => Err(Failure::usage(format!(
            "{} has both `Cargo.toml` and `go.mod`",
            root.display()
        ))
        .help("say what builds the handler in `fch.toml`: [build] command = \"...\"")),
        (false, false) => Err(nothing_to_build(root)),
    }
}

fn nothing_to_build(root: &Path) -> Failure {
    Failure::usage(format!("found nothing to build in {}", root.display()))
        .because("looked for `Cargo.toml`, `go.mod` and a `[build]` command in `fch.toml`")
        .help(
            "for another language, put its build command in `fch.toml`: [build] command = \"...\"",
        )
        .help("for a handler that needs no build, use `fch package --no-build`")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;

    #[test]
    fn a_command_wins_then_the_manifest_decides() {
        let root = tempfile::tempdir().unwrap();
        let none = Config::default();
        let failure = detect(root.path(), &none).unwrap_err();
        assert!(failure.cause.unwrap().contains("`go.mod`"));

        fs::write(root.path().join("go.mod"), "module x").unwrap();
        assert_eq!(detect(root.path(), &none).unwrap(), Toolchain::Go);
        fs::write(root.path().join("Cargo.toml"), "").unwrap();
        assert!(
            detect(root.path(), &none).is_err(),
            "two manifests are not a decision"
        );

        let own = Config::parse("[build]\ncommand = 'make'").unwrap();
        let found = detect(root.path(), &own).unwrap();
        assert!(matches!(found, Toolchain::Command(_)));
    }
}
