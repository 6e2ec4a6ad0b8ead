//! Finds the executable and starts one process.

use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::sleep;
use uuid::Uuid;

use super::arguments::{self, HostVariables};
use super::os::{self, Group};
use super::refusal;
use crate::diagnostics::Finding;
use crate::emulator::plan::{Environment, HandlerPlan};

/// How often, and how long after each other, a program is tried that is still being written:
/// a build may have ended a moment ago, and a copy of its open file lives on in a new process.
const BUSY_TRIES: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(10);

/// Everything that stays the same through all starts of one handler.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The program and its surroundings.
    pub plan: HandlerPlan,
    /// Its environment, without the five variables of the host.
    pub environment: Environment,
    /// Where the host calls it.
    pub address: SocketAddr,
}

/// Starts a process with a GUID of its own (H-START-04..15).
///
/// # Errors
/// Why it cannot be started (H-START-39).
pub async fn spawn(recipe: &Recipe) -> Result<(Child, Group), Finding> {
    let plan = &recipe.plan;
    let id = Uuid::new_v4().to_string();
    let root = plan.root.to_string_lossy();
    let host = HostVariables::new(recipe.address.port(), &id, &root);
    let name = host.expand(&plan.executable);
    let Some(program) = locate(&name, plan, &recipe.environment) else {
        return Err(refusal::missing(plan, &name));
    };
    if let Some(finding) = refusal::foresee(plan, &program) {
        return Err(finding);
    }
    let text = arguments::text(plan, &recipe.environment, &host);
    let mut command = command(&program, &text, recipe, &host);
    let child = spawn_when_written(&mut command).await;
    let child = child.map_err(|error| refusal::explain(plan, &program, &error))?;
    let group = Group::adopt(&child, &id);
    Ok((child, group))
}

async fn spawn_when_written(command: &mut Command) -> io::Result<Child> {
    for _ in 0..BUSY_TRIES {
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {}
            result => return result,
        }
        sleep(BUSY_PAUSE).await;
    }
    command.spawn()
}

fn command(program: &Path, text: &str, recipe: &Recipe, host: &HostVariables) -> Command {
    let mut command = Command::new(program);
    add_arguments(&mut command, text);
    command
        .current_dir(&recipe.plan.working_directory)
        .env_clear()
        .envs(recipe.environment.iter())
        .envs(host.iter())
        .stdin(stdin())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    os::prepare(&mut command);
    command
}

#[cfg(not(windows))]
fn add_arguments(command: &mut Command, text: &str) {
    command.args(arguments::split(text));
}

/// On Windows each program splits the text itself.
#[cfg(windows)]
fn add_arguments(command: &mut Command, text: &str) {
    command.raw_arg(text.trim_start());
}

/// The host's own input (H-START-13), unless that is a terminal: a process in the background
/// would be stopped when it reads there.
fn stdin() -> Stdio {
    if io::stdin().is_terminal() {
        return Stdio::null();
    }
    Stdio::inherit()
}

/// The program's file: absolute, or in the app's root (the current directory of the host), or
/// on the `PATH` that the handler gets (H-START-15).
fn locate(name: &str, plan: &HandlerPlan, environment: &Environment) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.is_absolute() {
        return existing(path).or_else(|| Some(path.to_owned()));
    }
    existing(&plan.root.join(path)).or_else(|| {
        let folders = environment.get("PATH")?;
        std::env::split_paths(folders).find_map(|folder| existing(&folder.join(path)))
    })
}

fn existing(path: &Path) -> Option<PathBuf> {
    let mut candidates = os::program_candidates(path).into_iter();
    candidates.find(|candidate| candidate.is_file())
}
