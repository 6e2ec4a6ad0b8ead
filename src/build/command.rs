//! The user's own build command, from `fch.toml`.

use std::path::Path;

use super::config::{Build, CommandText, FILE};
use super::plan::{Artifact, Invocation, Plan};
use super::{Request, place};
use crate::error::{Failure, Result};

/// Plans the command for a target. It learns what is wanted from `FCH_TARGET` (a triple),
/// `FCH_TARGET_OS`, `FCH_TARGET_ARCH` and `FCH_OUTPUT` (where the executable must end up).
///
/// # Errors
/// A usage [`Failure`] when there is no command for the target, or a path leaves the root.
pub fn plan(request: &Request, build: &Build) -> Result<Plan> {
    let target = &request.target;
    let (command, output) = build.for_target(target).ok_or_else(|| {
        Failure::usage(format!("{FILE} has no build command for {target}"))
            .help("give one that serves every target in `[build]`: command = \"...\"")
    })?;
    let destination = place::destination(request)?;
    let artifact = match output {
        Some(output) => place::inside(request.root, output, "`output`")?,
        None => destination.path.clone(),
    };
    Ok(Plan {
        what: "the build command",
        invocation: invocation(request.root, command),
        env: vec![
            ("FCH_TARGET".into(), target.triple.clone()),
            ("FCH_TARGET_OS".into(), target.os.name().into()),
            ("FCH_TARGET_ARCH".into(), target.arch.name().into()),
            ("FCH_OUTPUT".into(), destination.path.display().to_string()),
        ],
        directory: request.root.to_owned(),
        target: target.triple.clone(),
        reasons: vec![format!("{FILE} gives the build command")],
        notes: destination.note.into_iter().collect(),
        artifact: Artifact::File(artifact),
        destination: destination.path,
        hints: vec![format!("the command stands in `[build]` of {FILE}")],
    })
}

/// A program with a folder in its name is one of the app's own; anything else is on PATH.
fn invocation(root: &Path, command: &CommandText) -> Invocation {
    match command {
        CommandText::Shell(line) => Invocation::Shell(line.clone()),
        CommandText::Argv(argv) => {
            let mut argv = argv.iter().cloned();
            let program = argv.next().unwrap_or_default();
            let program = if program.contains('/') || program.contains(std::path::MAIN_SEPARATOR) {
                root.join(program).display().to_string()
            } else {
                program
            };
            Invocation::direct(&program, argv)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::build::{Config, Target};

    fn planned(root: &Path, toml: &str, target: &str) -> Result<Plan> {
        let request = Request {
            root,
            executable: "bin/server",
            target: Target::parse(target)?,
            release: true,
            quiet: false,
        };
        plan(&request, &Config::parse(toml, "fch.toml")?.build.unwrap())
    }

    #[test]
    fn the_command_is_told_target_and_place() {
        let root = tempfile::tempdir().unwrap();
        let plan = planned(root.path(), "[build]\ncommand = 'make it'", "linux").unwrap();
        assert_eq!(plan.invocation, Invocation::Shell("make it".into()));
        let var = |name| {
            let mut env = plan.env.iter();
            env.find_map(|(key, value)| (key == name).then_some(value.as_str()))
        };
        assert_eq!(var("FCH_TARGET"), Some("x86_64-unknown-linux-musl"));
        assert_eq!(var("FCH_TARGET_OS"), Some("linux"));
        assert_eq!(var("FCH_TARGET_ARCH"), Some("x86_64"));
        let output = root.path().join("bin").join("server");
        assert_eq!(
            var("FCH_OUTPUT"),
            Some(output.display().to_string().as_str())
        );
        assert_eq!(plan.artifact, Artifact::File(output));
    }

    #[test]
    fn an_array_is_run_directly_and_output_stays_in_the_root() {
        let root = tempfile::tempdir().unwrap();
        let toml = "[build]\ncommand = ['./mk', 'a b']\noutput = 'out/x'";
        let plan = planned(root.path(), toml, "linux").unwrap();
        let own = root.path().join("./mk").display().to_string();
        assert_eq!(plan.invocation, Invocation::direct(&own, ["a b"]));
        assert_eq!(plan.artifact, Artifact::File(root.path().join("out/x")));

        let failure = planned(root.path(), "[build]\ncommand='x'\noutput='../x'", "linux");
        assert!(failure.unwrap_err().message.contains("`output`"));
    }

    #[test]
    fn a_target_without_a_command_is_named() {
        let root = tempfile::tempdir().unwrap();
        let toml = "[build.targets.linux]\ncommand = 'make'";
        let failure = planned(root.path(), toml, "windows").unwrap_err();
        assert_eq!(failure.message, "fch.toml has no build command for windows");
    }
}
