//! Go handlers: `go build` without cgo, so that what is built for Linux is static.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::plan::{Artifact, Invocation, Plan};
use super::probe::{Answer, ask};
use super::target::{Asked, Target};
use super::{Profile, Request, place};
use crate::error::{Failure, Result};
use crate::hosting::{Arch, Os};
use crate::ui::words;

/// What the machine and the module have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The folders with a main package: the root itself as an empty path, and those in `cmd`.
    pub mains: Vec<PathBuf>,
    /// Whether the user's environment already decides `CGO_ENABLED`.
    pub cgo_is_set: bool,
}

/// Asks go for the main packages in the root and below `cmd`.
///
/// # Errors
/// A [`Failure`] when go is missing or cannot read the module.
pub fn survey(request: &Request) -> Result<Survey> {
    let mut go = Command::new("go");
    go.args(["list", "-e", "-f", "{{.Name}}\t{{.Dir}}", ".", "./cmd/..."])
        .envs(environment(&request.target, true)?)
        .current_dir(request.root);
    match ask(&mut go) {
        Answer::Said(text) => Ok(Survey {
            mains: mains(request.root, &text),
            cgo_is_set: std::env::var_os("CGO_ENABLED").is_some_and(|value| !value.is_empty()),
        }),
        Answer::Missing => {
            Err(Failure::job("cannot build: `go` is not on PATH")
                .help("install Go: https://go.dev/dl"))
        }
        Answer::Failed(why) => Err(Failure::usage("go cannot read the app's module").because(why)),
    }
}

fn mains(root: &Path, listing: &str) -> Vec<PathBuf> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let folders = listing
        .lines()
        .filter_map(|line| line.strip_prefix("main\t"));
    let relative = folders.filter_map(|folder| {
        let folder = Path::new(folder).canonicalize().ok()?;
        folder.strip_prefix(&root).ok().map(Path::to_owned)
    });
    relative.collect()
}

/// Plans the build from what the survey found.
///
/// # Errors
/// A usage [`Failure`] when go has no such target, or no main package is the handler.
pub fn plan(request: &Request, survey: &Survey) -> Result<Plan> {
    let destination = place::destination(request)?;
    let options = &request.options;
    let main = match &options.bin {
        Some(bin) => named(bin, &survey.mains)?,
        None => choose(request.stem(), &survey.mains)?,
    };
    let mut args = vec!["build".to_owned()];
    if is_release(&options.profile)? {
        args.push("-trimpath".into());
    }
    // A release has no use for them: panics name functions and lines without.
    if options.strip || options.profile == Profile::Release {
        args.push("-ldflags=-s -w".into());
    }
    // Go runs in the root, so the path from there will do.
    let output = destination.path.strip_prefix(request.root);
    let output = output.unwrap_or(&destination.path).display().to_string();
    args.extend(["-o".into(), output, main.clone()]);

    let cgo_off = !survey.cgo_is_set;
    let mut hints = Vec::new();
    if cgo_off {
        hints.push(
            "if the handler needs cgo: it is off here; set CGO_ENABLED=1 (and CC for another system)".into(),
        );
    }
    Ok(Plan {
        what: "go build",
        invocation: Invocation::direct("go", args),
        env: environment(&request.target, survey.cgo_is_set)?,
        directory: request.root.to_owned(),
        target: platform(&request.target)?,
        skipped: Vec::new(),
        reasons: vec![
            match cgo_off {
                true => format!("for {}, without cgo", request.target),
                false => format!("for {}, with CGO_ENABLED as you set it", request.target),
            },
            format!("main package `{main}`"),
        ],
        notes: destination.note.into_iter().collect(),
        artifact: Artifact::File(destination.path.clone()),
        destination: destination.path,
        hints,
    })
}

fn is_release(profile: &Profile) -> Result<bool> {
    match profile {
        Profile::Debug => Ok(false),
        Profile::Release => Ok(true),
        Profile::Named(name) => Err(Failure::usage(format!(
            "there is no profile `{name}`: Go has none"
        ))
        .help("leave it out, or use `--debug`")),
    }
}

/// The main package in a folder of that name.
fn named(bin: &str, mains: &[PathBuf]) -> Result<String> {
    let is_named = |main: &&PathBuf| main.file_name().is_some_and(|name| name == bin);
    let found = mains.iter().find(is_named);
    found.map(|main| written(main)).ok_or_else(|| {
        let names: Vec<String> = mains.iter().map(|main| written(main)).collect();
        Failure::usage(format!("the module has no main package `{bin}`"))
            .because(format!("there are {}", words::list_and(&names)))
            .help(format!("`--bin` names a folder, such as `cmd/{bin}`"))
    })
}

/// The main package in the root, else the one in `cmd` named as the executable, else the only
/// one in `cmd`; as go wants it written.
fn choose(stem: &str, mains: &[PathBuf]) -> Result<String> {
    let named = Path::new("cmd").join(stem);
    let is_root = |main: &&PathBuf| main.as_os_str().is_empty();
    let found = match mains {
        [only] => Some(only),
        mains => mains
            .iter()
            .find(is_root)
            .or_else(|| mains.iter().find(|main| **main == named)),
    };
    found
        .map(|main| written(main))
        .ok_or_else(|| undecided(stem, mains))
}

fn written(main: &Path) -> String {
    let parts = main.iter().map(|part| part.to_string_lossy());
    std::iter::once(".".into())
        .chain(parts)
        .collect::<Vec<_>>()
        .join("/")
}

fn undecided(stem: &str, mains: &[PathBuf]) -> Failure {
    let failure = if mains.is_empty() {
        Failure::usage("the module has no main package in its root or in `cmd`")
    } else {
        let names: Vec<String> = mains.iter().map(|main| written(main)).collect();
        let names = words::list_and(&names);
        Failure::usage(format!(
            "cannot tell which main package is the handler: there are {names}"
        ))
    };
    failure.help(format!(
        "put the handler's `package main` in the root or in `cmd/{stem}`"
    ))
}

/// `GOOS`, `GOARCH` and `CGO_ENABLED`; nothing for this machine, where go's defaults are right.
fn environment(target: &Target, cgo_is_set: bool) -> Result<Vec<(String, String)>> {
    let cgo = (!cgo_is_set).then_some(("CGO_ENABLED", "0"));
    let system = match target.asked {
        Asked::Host => Vec::new(),
        _ => {
            let (os, arch) = names(target)?;
            vec![("GOOS", os), ("GOARCH", arch)]
        }
    };
    Ok(system
        .into_iter()
        .chain(cgo)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

/// A target in go's own words, such as `linux/amd64`.
fn platform(target: &Target) -> Result<String> {
    if target.asked == Asked::Host {
        return Ok(target.triple.clone());
    }
    names(target).map(|(os, arch)| format!("{os}/{arch}"))
}

fn names(target: &Target) -> Result<(&'static str, &'static str)> {
    let arch = match target.arch {
        Arch::X86_64 => "amd64",
        Arch::Aarch64 => "arm64",
        Arch::X86 => "386",
        Arch::Arm => "arm",
        Arch::Other => {
            return Err(
                Failure::usage(format!("cannot build Go for `{}`", target.triple))
                    .help("use a triple for x86_64, aarch64, i686 or arm"),
            );
        }
    };
    let os = match target.os {
        Os::Linux => "linux",
        Os::Windows => "windows",
        Os::Macos => "darwin",
    };
    Ok((os, arch))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::build::Options;

    fn planned(target: Target, release: bool, mains: &[&str], cgo_is_set: bool) -> Result<String> {
        let profile = if release {
            Profile::Release
        } else {
            Profile::Debug
        };
        let options = Options {
            profile,
            ..Options::default()
        };
        planned_with(options, target, mains, cgo_is_set)
    }

    fn planned_with(
        options: Options,
        target: Target,
        mains: &[&str],
        cgo_is_set: bool,
    ) -> Result<String> {
        let root = tempfile::tempdir().unwrap();
        let request = Request {
            root: root.path(),
            executable: "handler",
            target,
            options,
            quiet: false,
        };
        let survey = Survey {
            mains: mains.iter().map(PathBuf::from).collect(),
            cgo_is_set,
        };
        plan(&request, &survey).map(|plan| plan.command_line())
    }

    #[test]
    fn linux_is_static_and_stripped() {
        // H-PUB-11: linux/amd64, static preferable.
        let line = planned(Target::parse("linux").unwrap(), true, &[""], false).unwrap();
        assert_eq!(
            line,
            "GOOS=linux GOARCH=amd64 CGO_ENABLED=0 go build -trimpath '-ldflags=-s -w' -o handler ."
        );
    }

    #[test]
    fn this_machine_is_no_cross_target_and_debug_keeps_symbols() {
        let line = planned(Target::host(), false, &[""], false).unwrap();
        assert_eq!(line, "CGO_ENABLED=0 go build -o handler .");
    }

    #[test]
    fn a_main_package_can_be_named_and_a_debug_build_stripped() {
        let with = |options| planned_with(options, Target::host(), &["cmd/a", "cmd/b"], true);
        let options = |bin: &str, profile| Options {
            profile,
            strip: true,
            bin: Some(bin.to_owned()),
            ..Options::default()
        };
        let line = with(options("b", Profile::Debug)).unwrap();
        assert_eq!(line, "go build '-ldflags=-s -w' -o handler ./cmd/b");
        let failure = with(options("c", Profile::Debug)).unwrap_err();
        assert!(failure.cause.unwrap().ends_with("`./cmd/a` and `./cmd/b`"));
        let failure = with(options("b", Profile::named("dist").unwrap())).unwrap_err();
        assert!(failure.message.contains("Go has none"));
    }

    #[test]
    fn other_machines() {
        let line = |target| planned(Target::parse(target).unwrap(), false, &[""], true).unwrap();
        assert_eq!(
            line("windows"),
            "GOOS=windows GOARCH=amd64 go build -o handler.exe ."
        );
        assert_eq!(
            line("aarch64-apple-darwin"),
            "GOOS=darwin GOARCH=arm64 go build -o handler ."
        );
        let odd = Target::parse("mips-unknown-linux-gnu").unwrap();
        assert!(planned(odd, true, &[""], false).is_err());
    }

    #[test]
    fn the_main_package_is_the_root_or_in_cmd() {
        let main = |mains: &[&str]| {
            let mains: Vec<PathBuf> = mains.iter().map(PathBuf::from).collect();
            choose("handler", &mains)
        };
        assert_eq!(main(&["", "cmd/handler"]).unwrap(), ".");
        assert_eq!(main(&["cmd/cli", "cmd/handler"]).unwrap(), "./cmd/handler");
        assert_eq!(main(&["cmd/server"]).unwrap(), "./cmd/server");
        let failure = main(&["cmd/a", "cmd/b"]).unwrap_err();
        assert!(failure.message.ends_with("`./cmd/a` and `./cmd/b`"));
        assert!(main(&[]).unwrap_err().message.contains("no main package"));
    }
}
