//! The user's own build command, from `fch.toml`.

use std::path::Path;

use super::plan::{Artifact, Invocation, Plan};
use super::{Profile, Request, Target, place};
use crate::config::{Build, CommandText, Config, FILE};
use crate::error::{Failure, Result};
use crate::hosting::Os;

/// Checks what `[build]` says about targets.
///
/// # Errors
/// A usage [`Failure`] at the name of a target that there is not.
pub fn check(config: &Config) -> Result<()> {
    let tables = config.build.iter().flat_map(|build| build.targets.keys());
    for name in tables {
        Target::parse(name.get_ref()).map_err(|failure| Failure {
            help: failure.help,
            ..config.invalid(Some(name.span().start), &failure.message)
        })?;
    }
    Ok(())
}

/// The command and output for a target. The most specific entry wins: the triple, then the
/// system, then `[build]` itself. An `output` belongs to the command beside it.
fn for_target<'a>(build: &'a Build, target: &Target) -> Option<(&'a CommandText, Option<&'a str>)> {
    let entry = |name: &str| {
        let mut entries = build.targets.iter();
        entries.find_map(|(key, value)| (key.get_ref() == name).then_some(value))
    };
    let special = entry(&target.triple).or_else(|| entry(target.os.name()));
    let command = special.and_then(|it| it.command.as_ref());
    let output = special.and_then(|it| it.output.as_deref());
    match command {
        Some(command) => Some((command, output)),
        None => {
            let command = build.command.as_ref()?;
            Some((command, output.or(build.output.as_deref())))
        }
    }
}

/// Plans the command for a target. It learns what is wanted from `FCH_TARGET` (a triple),
/// `FCH_TARGET_OS`, `FCH_TARGET_ARCH`, `FCH_OUTPUT` (where the executable must end up),
/// `FCH_PROFILE` and `FCH_STRIP`; for Linux also from `FCH_GLIBC`, the newest glibc that it may
/// need.
///
/// # Errors
/// A usage [`Failure`] when there is no command for the target, or a path leaves the root.
pub fn plan(request: &Request, build: &Build) -> Result<Plan> {
    let target = &request.target;
    let (command, output) = for_target(build, target).ok_or_else(|| {
        Failure::usage(format!("{FILE} has no build command for {target}"))
            .help("give one that serves every target in `[build]`: command = \"...\"")
    })?;
    if let Some(bin) = &request.options.bin {
        return Err(Failure::usage(format!(
            "`{bin}` cannot be chosen: the build command of {FILE} says what is built"
        )));
    }
    let destination = place::destination(request)?;
    let artifact = match output {
        Some(output) => place::inside(request.root, output, "`output`")?,
        None => destination.path.clone(),
    };
    Ok(Plan {
        what: "the build command",
        invocation: invocation(request.root, command),
        env: environment(request, &destination.path),
        directory: request.root.to_owned(),
        target: target.triple.clone(),
        skipped: Vec::new(),
        reasons: vec![format!("{FILE} gives the build command")],
        notes: destination.note.into_iter().collect(),
        artifact: Artifact::File(artifact),
        destination: destination.path,
        hints: vec![format!("the command stands in `[build]` of {FILE}")],
    })
}

fn environment(request: &Request, output: &Path) -> Vec<(String, String)> {
    let Request {
        target, options, ..
    } = request;
    let profile = match &options.profile {
        Profile::Debug => "debug",
        profile => profile.name(),
    };
    let mut all = vec![
        ("FCH_TARGET", target.triple.clone()),
        ("FCH_TARGET_OS", target.os.name().into()),
        ("FCH_TARGET_ARCH", target.arch.name().into()),
        ("FCH_OUTPUT", output.display().to_string()),
        ("FCH_PROFILE", profile.into()),
        ("FCH_STRIP", u8::from(options.strip).to_string()),
    ];
    if target.os == Os::Linux {
        let asked = target.glibc.clone();
        all.push((
            "FCH_GLIBC",
            asked.unwrap_or_else(|| options.glibc.to_string()),
        ));
    }
    let owned = |(name, value): (&str, String)| (name.to_owned(), value);
    all.into_iter().map(owned).collect()
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
    use crate::build::Options;

    fn planned(root: &Path, toml: &str, target: &str) -> Result<Plan> {
        let request = Request {
            root,
            executable: "bin/server",
            target: Target::parse(target)?,
            options: Options::default(),
            quiet: false,
        };
        plan(&request, &Config::parse(toml)?.build.unwrap())
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
        assert_eq!(var("FCH_GLIBC"), Some("2.31"));
        assert_eq!(
            (var("FCH_PROFILE"), var("FCH_STRIP")),
            (Some("release"), Some("0"))
        );
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

    #[test]
    fn an_unknown_target_is_a_fault_at_its_name() {
        let text = "[build]\ncommand = 'make'\n[build.targets.linus]\noutput = 'x'\n";
        let failure = check(&Config::parse(text).unwrap()).unwrap_err();
        assert!(failure.message.starts_with("fch.toml:3:16"), "{failure}");
        let mut help = failure.help.iter();
        assert!(help.any(|line| line.contains("did you mean `linux`")));
    }

    #[test]
    fn the_most_specific_target_wins_and_brings_its_own_output() {
        let text = "
            [build]
            command = 'all'
            output = 'out/all'
            [build.targets.linux]
            command = ['make', 'linux']
            [build.targets.aarch64-unknown-linux-musl]
            output = 'out/arm'";
        let build = Config::parse(text).unwrap().build.unwrap();
        let of = |name: &str| for_target(&build, &Target::parse(name).unwrap()).unwrap();
        let all = CommandText::Shell("all".into());
        let linux = CommandText::Argv(vec!["make".into(), "linux".into()]);
        assert_eq!(of("windows"), (&all, Some("out/all")));
        assert_eq!(of("linux"), (&linux, None), "`out/all` is what `all` makes");
        assert_eq!(of("x86_64-unknown-linux-gnu"), (&linux, None));
        assert_eq!(of("aarch64-unknown-linux-musl"), (&all, Some("out/arm")));
    }
}
