//! Which binary target is the handler.

use std::path::PathBuf;

use super::survey::Package;
use crate::error::{Failure, Result};
use crate::ui::words;

/// The binary target to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// Its name.
    pub name: String,
    /// The package it is in.
    pub package: String,
    /// That package's `Cargo.toml`.
    pub manifest: PathBuf,
    /// Whether the package must be named, because there are others.
    pub other_packages: bool,
    /// Why this one.
    pub reason: &'static str,
}

/// Chooses the binary named as the executable, else the only one, else `default-run`.
///
/// # Errors
/// A usage [`Failure`] that lists the binaries when none of this decides.
pub fn choose(stem: &str, packages: &[Package]) -> Result<Binary> {
    let all: Vec<(&Package, &String)> = packages
        .iter()
        .flat_map(|package| package.binaries.iter().map(move |name| (package, name)))
        .collect();
    let only = |wanted: &dyn Fn(&Package, &str) -> bool| {
        let mut found = all.iter().filter(|(package, name)| wanted(package, name));
        match (found.next(), found.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    };
    let is_default = |package: &Package, name: &str| package.default_run.as_deref() == Some(name);
    let (found, reason) = if let Some(found) = only(&|_, name| name == stem) {
        (found, "it is named like the executable")
    } else if let Some(found) = only(&|_, _| true) {
        (found, "it is the only one")
    } else if let Some(found) = only(&is_default) {
        (found, "it is the package's `default-run`")
    } else {
        return Err(undecided(stem, &all));
    };
    let (package, name) = found;
    Ok(Binary {
        name: name.clone(),
        package: package.name.clone(),
        manifest: package.manifest.clone(),
        other_packages: packages.len() > 1,
        reason,
    })
}

fn undecided(stem: &str, all: &[(&Package, &String)]) -> Failure {
    if all.is_empty() {
        return Failure::usage("`Cargo.toml` defines no binary")
            .help("add `src/main.rs`, or put the handler's `Cargo.toml` in the app's root");
    }
    let mut names: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    Failure::usage(format!(
        "cannot tell which binary is the handler: there are {}",
        words::list_and(&names)
    ))
    .help(format!(
        "name one of them `{stem}` like `defaultExecutablePath`, or set `default-run` in `Cargo.toml`"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn package(name: &str, binaries: &[&str], default_run: Option<&str>) -> Package {
        Package {
            name: name.into(),
            manifest: format!("{name}/Cargo.toml").into(),
            binaries: binaries.iter().map(|name| (*name).into()).collect(),
            default_run: default_run.map(Into::into),
        }
    }

    fn name(packages: &[Package]) -> Result<String> {
        choose("handler", packages).map(|binary| binary.name)
    }

    #[test]
    fn the_name_of_the_executable_wins() {
        let one = package("app", &["cli", "handler"], Some("cli"));
        assert_eq!(name(&[one]).unwrap(), "handler");
    }

    #[test]
    fn then_the_only_one_then_default_run() {
        assert_eq!(
            name(&[package("app", &["server"], None)]).unwrap(),
            "server"
        );
        let two = package("app", &["cli", "server"], Some("server"));
        assert_eq!(name(&[two]).unwrap(), "server");
    }

    #[test]
    fn a_workspace_needs_one_answer_and_names_the_package() {
        let members = [
            package("a", &["cli"], None),
            package("b", &["handler"], None),
        ];
        let binary = choose("handler", &members).unwrap();
        assert_eq!(
            (binary.package.as_str(), binary.other_packages),
            ("b", true)
        );

        let twins = [
            package("a", &["handler"], None),
            package("b", &["handler"], None),
        ];
        assert!(name(&twins).is_err());
    }

    #[test]
    fn otherwise_they_are_listed() {
        let failure = name(&[package("app", &["server", "cli"], None)]).unwrap_err();
        assert!(failure.message.ends_with("`cli` and `server`"));
        let failure = name(&[package("app", &[], None)]).unwrap_err();
        assert_eq!(failure.message, "`Cargo.toml` defines no binary");
    }
}
