//! Carrying out a plan: start the compiler, let it speak, find the result, place it.

use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::cargo::messages::{self, Line};
use super::check::runs_here;
use super::plan::{Artifact, Invocation, Plan};
use super::{os, place};
use crate::error::{Failure, Result};

/// What a build made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The executable, where `defaultExecutablePath` points.
    pub executable: PathBuf,
    /// Where the toolchain left it; the same path when it wrote it in place.
    pub source: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

/// Runs the compiler and places the result. The compiler's own output goes to stderr as it
/// comes, so that stdout stays free for results.
///
/// # Errors
/// A job [`Failure`] when the compiler fails, is stopped, or leaves no executable.
pub fn execute(plan: &Plan) -> Result<Built> {
    let source = match &plan.artifact {
        Artifact::CargoBinary { name, manifest } => run_cargo(plan, name, manifest)?,
        Artifact::File(path) => run_quietly(plan, path)?,
    };
    place::place(&source, &plan.destination)?;
    let size = std::fs::metadata(&plan.destination)
        .map_err(|error| Failure::io("read", &plan.destination, &error))?
        .len();
    Ok(Built {
        executable: plan.destination.clone(),
        source,
        size,
    })
}

/// Runs a tool that says nothing we need, then looks for the file it was to write. The folder
/// for it is there, so that a command need not make it.
fn run_quietly(plan: &Plan, path: &Path) -> Result<PathBuf> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Failure::io("create", folder, &error))?;
    }
    let mut child = start(plan, Stdio::from(io::stderr()))?;
    finish(plan, child.wait())?;
    if path.is_file() {
        return Ok(path.to_owned());
    }
    Err(Failure::job(format!(
        "{} ended well but left no executable at {}",
        plan.what,
        path.display()
    ))
    .help("write it there, or say with `output` in fch.toml where it is"))
}

/// Runs cargo and reads from its messages where the binary is.
fn run_cargo(plan: &Plan, name: &str, manifest: &Path) -> Result<PathBuf> {
    let mut child = start(plan, Stdio::piped())?;
    let mut executables = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout)
            .split(b'\n')
            .map_while(io::Result::ok)
        {
            let line = String::from_utf8_lossy(&line);
            match messages::read(&line, name, manifest) {
                Line::Executable(path) => executables.push(path),
                Line::Text => forward(&line),
                Line::Other => {}
            }
        }
    }
    finish(plan, child.wait())?;
    if executables.len() > 1 {
        return for_this_machine(&executables, name);
    }
    executables.pop().ok_or_else(|| {
        Failure::job(format!(
            "{} ended well but named no binary `{name}`",
            plan.what
        ))
    })
}

/// Without `--target`, a list in cargo's `build.target` makes a binary for each of its targets.
fn for_this_machine(executables: &[PathBuf], name: &str) -> Result<PathBuf> {
    let mut here = executables.iter().filter(|path| runs_here(path));
    here.next().cloned().ok_or_else(|| {
        Failure::usage(format!(
            "cargo built `{name}` for several targets, and none is this machine"
        ))
        .help(
            "`build.target` in cargo's own configuration is a list; choose from it with `--target`",
        )
    })
}

fn start(plan: &Plan, stdout: Stdio) -> Result<Child> {
    let mut command = match &plan.invocation {
        Invocation::Shell(line) => os::shell(line),
        Invocation::Direct { program, args } => {
            let mut command = Command::new(program);
            command.args(args);
            command
        }
    };
    command
        .current_dir(&plan.directory)
        .envs(plan.env.iter().map(|(name, value)| (name, value)))
        .stdout(stdout)
        .spawn()
        .map_err(|error| {
            let failure = Failure::job(format!("cannot start {}", plan.what));
            failure.because(format!("{}: {error}", plan.invocation))
        })
}

/// The compiler has already said what is wrong; this only says that it ends here.
fn finish(plan: &Plan, status: io::Result<ExitStatus>) -> Result<()> {
    let failure = match status {
        Ok(status) if status.success() => return Ok(()),
        // Without a code a signal ended it.
        Ok(status) if status.code().is_none() => {
            Failure::job(format!("{} was stopped", plan.what)).because(status)
        }
        Ok(status) => {
            let failure = Failure::job(format!("{} failed", plan.what))
                .because(status)
                .help("its own messages are above");
            plan.hints
                .iter()
                .fold(failure, |failure, hint| failure.help(hint))
        }
        Err(error) => Failure::job(format!("lost sight of {}", plan.what)).because(error),
    };
    Err(failure)
}

fn forward(line: &str) {
    use io::Write;
    // Nothing sensible is left to do when stderr is gone.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::build::{Options, Request, Target, command};
    use crate::config::Config;

    fn build(root: &Path, line: &str, output: &str) -> Result<Built> {
        execute(&planned(root, line, output)?)
    }

    fn planned(root: &Path, line: &str, output: &str) -> Result<Plan> {
        let toml = format!("[build]\ncommand = '''{line}'''\n{output}");
        let request = Request {
            root,
            executable: "bin/server",
            target: Target::host(),
            options: Options::default(),
            quiet: false,
        };
        let build = Config::parse(&toml)?.build.unwrap();
        command::plan(&request, &build)
    }

    /// As cargo says it where `build.target` is a list.
    fn built_for(root: &Path, programs: &[&Path]) -> Result<Built> {
        let message = |program: &&Path| {
            let target = r#""target":{"kind":["bin"],"name":"server"}"#;
            let program = program.display();
            format!("{{\"manifest_path\":\"/Cargo.toml\",{target},\"executable\":\"{program}\"}}\n")
        };
        let messages: String = programs.iter().map(message).collect();
        std::fs::write(root.join("messages"), messages).unwrap();
        let mut plan = planned(root, "cat messages", "")?;
        plan.artifact = Artifact::CargoBinary {
            name: "server".into(),
            manifest: "/Cargo.toml".into(),
        };
        execute(&plan)
    }

    #[test]
    fn of_binaries_for_several_targets_the_one_for_this_machine_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let foreign = root.path().join("s390x");
        let mut header = b"\x7fELF\x02\x02\x01".to_vec();
        header.resize(64, 0);
        (header[17], header[19], header[23]) = (2, 22, 1);
        std::fs::write(&foreign, header).unwrap();
        let own = std::env::current_exe().unwrap();
        for order in [[&*foreign, &own], [&own, &foreign]] {
            let built = built_for(root.path(), &order).unwrap();
            assert_eq!(built.source, own);
        }
        let built = built_for(root.path(), &[&foreign]).unwrap();
        assert_eq!(
            built.source, foreign,
            "what there is to say of it, others say"
        );
        let failure = built_for(root.path(), &[&foreign, &foreign]).unwrap_err();
        assert!(failure.message.ends_with("none is this machine"));
        assert!(failure.help[0].contains("`--target`"));
    }

    #[test]
    fn a_command_writes_in_place_or_to_its_output() {
        let root = tempfile::tempdir().unwrap();
        let built = build(root.path(), "printf abc > \"$FCH_OUTPUT\"", "").unwrap();
        assert_eq!(built.executable, root.path().join("bin/server"));
        let mode = std::fs::metadata(&built.executable).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o755, "the shell wrote it without x");
        assert_eq!((built.size, &built.source), (3, &built.executable));

        let built = build(root.path(), "printf defg > out", "output = 'out'").unwrap();
        assert_eq!((built.size, built.source), (4, root.path().join("out")));
        assert_eq!(std::fs::read_to_string(built.executable).unwrap(), "defg");
    }

    #[test]
    fn failures_are_told_apart() {
        let root = tempfile::tempdir().unwrap();
        let fault = |line: &str| build(root.path(), line, "").unwrap_err();
        let failed = fault("exit 3");
        assert_eq!(failed.message, "the build command failed");
        assert_eq!(failed.cause.as_deref(), Some("exit status: 3"));
        let stopped = fault("kill -9 $$");
        assert_eq!(stopped.message, "the build command was stopped");
        assert!(stopped.cause.unwrap().contains("9"));
        assert!(fault("true").message.contains("left no executable"));
    }
}
