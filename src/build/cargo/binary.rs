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
    /// Whether the package must be named, because cargo would look into another.
    pub name_package: bool,
    /// Why this one.
    pub reason: &'static str,
}

/// A binary and its package.
type Candidate<'a> = (&'a Package, &'a str);

/// Chooses the binary that was asked for; else the one named as the executable, the only one, or
/// `default-run`. The package in the app's root goes before the others of its workspace.
///
/// # Errors
/// A usage [`Failure`] that lists the binaries when none of this decides.
pub fn choose(asked: Option<&str>, stem: &str, packages: &[Package]) -> Result<Binary> {
    let all: Vec<Candidate> = packages
        .iter()
        .flat_map(|package| {
            package
                .binaries
                .iter()
                .map(move |name| (package, name.as_str()))
        })
        .collect();
    let own: Vec<Candidate> = all.iter().copied().filter(|(it, _)| it.own).collect();
    let called = |wanted: &str| only(&own, wanted).or_else(|| only(&all, wanted));
    let found = match asked {
        Some(name) => (
            called(name).ok_or_else(|| not_there(name, &all))?,
            "you chose it",
        ),
        None => called(stem)
            .map(|found| (found, "it is named like the executable"))
            .or_else(|| obvious(&own))
            .or_else(|| obvious(&all))
            .ok_or_else(|| undecided(stem, &all))?,
    };
    let ((package, name), reason) = found;
    Ok(Binary {
        name: name.to_owned(),
        package: package.name.clone(),
        manifest: package.manifest.clone(),
        name_package: !package.own,
        reason,
    })
}

fn only<'a>(candidates: &[Candidate<'a>], name: &str) -> Option<Candidate<'a>> {
    single(candidates, |(_, it)| *it == name)
}

fn single<'a>(
    candidates: &[Candidate<'a>],
    wanted: impl Fn(&Candidate) -> bool,
) -> Option<Candidate<'a>> {
    let mut found = candidates.iter().filter(|it| wanted(it));
    match (found.next(), found.next()) {
        (Some(one), None) => Some(*one),
        _ => None,
    }
}

fn obvious<'a>(candidates: &[Candidate<'a>]) -> Option<(Candidate<'a>, &'static str)> {
    let is_default = |(package, name): &Candidate| package.default_run.as_deref() == Some(*name);
    single(candidates, |_| true)
        .map(|found| (found, "it is the only one"))
        .or_else(|| {
            let found = single(candidates, is_default)?;
            Some((found, "it is the package's `default-run`"))
        })
}

fn names(all: &[Candidate]) -> String {
    let mut names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
    names.sort_unstable();
    names.dedup();
    words::list_and(&names)
}

/// The one that was asked for is not there, or in several packages.
fn not_there(name: &str, all: &[Candidate]) -> Failure {
    if all.iter().any(|(_, it)| *it == name) {
        return Failure::usage(format!("several packages have a binary `{name}`"))
            .help("rename one of them: their results go to the same file");
    }
    let failure = Failure::usage(format!("there is no binary `{name}`"));
    match all {
        [] => failure,
        _ => failure.because(format!("cargo knows {}", names(all))),
    }
}

fn undecided(stem: &str, all: &[Candidate]) -> Failure {
    if all.is_empty() {
        return Failure::usage("`Cargo.toml` defines no binary")
            .help("add `src/main.rs`, or put the handler's `Cargo.toml` in the app's root");
    }
    Failure::usage(format!(
        "cannot tell which binary is the handler: there are {}",
        names(all)
    ))
    .help(format!(
        "name one of them `{stem}` like `defaultExecutablePath`, or set `default-run` in `Cargo.toml`"
    ))
    .help("or choose with `--bin`, for good with `bin` in `[build]` of fch.toml")
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
            own: false,
        }
    }

    fn name(packages: &[Package]) -> Result<String> {
        choose(None, "handler", packages).map(|binary| binary.name)
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
        let binary = choose(None, "handler", &members).unwrap();
        assert_eq!((binary.package.as_str(), binary.name_package), ("b", true));

        let twins = [
            package("a", &["handler"], None),
            package("b", &["handler"], None),
        ];
        assert!(name(&twins).is_err());
    }

    #[test]
    fn the_package_in_the_apps_root_goes_first() {
        let mut own = package("app", &["handler", "cli"], None);
        own.own = true;
        let other = package("tools", &["handler", "extra"], None);
        let binary = choose(None, "handler", &[other.clone(), own.clone()]).unwrap();
        assert_eq!(
            (binary.package.as_str(), binary.name_package),
            ("app", false)
        );
        // The executable's name reaches further than the root's package.
        let binary = choose(None, "extra", &[own.clone(), other.clone()]).unwrap();
        assert_eq!(
            (binary.package.as_str(), binary.name_package),
            ("tools", true)
        );
    }

    #[test]
    fn who_asks_gets_that_one_or_none() {
        let one = package("a", &["cli", "handler"], None);
        let two = package("b", &["cli", "tool"], None);
        let all = [one, two];
        let asked = |name| choose(Some(name), "handler", &all);
        assert_eq!(asked("tool").unwrap().reason, "you chose it");
        assert!(asked("cli").unwrap_err().message.starts_with("several"));
        let failure = asked("web").unwrap_err();
        assert!(
            failure
                .cause
                .unwrap()
                .ends_with("`cli`, `handler` and `tool`")
        );
    }

    #[test]
    fn otherwise_they_are_listed() {
        let failure = name(&[package("app", &["server", "cli"], None)]).unwrap_err();
        assert!(failure.message.ends_with("`cli` and `server`"));
        let failure = name(&[package("app", &[], None)]).unwrap_err();
        assert_eq!(failure.message, "`Cargo.toml` defines no binary");
    }
}
