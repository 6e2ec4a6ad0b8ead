//! `fch run --exec`: the user's command, with the app up and the way to it in the environment.

use std::ffi::OsString;
use std::io;
use std::process::Command;
use std::time::Duration;

use crate::build::shell;
use crate::emulator::run_file::reachable;
use crate::emulator::session::Session;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::interrupt;

/// How long the command may take to end after an interrupt, which it gets as well.
const GRACE: Duration = Duration::from_secs(3);

/// Runs the user's command once the app is ready, and ends as it does.
pub(super) async fn run(command: Command, session: &mut Session) -> Result<Exit> {
    let ready = tokio::select! {
        ready = session.ready() => ready,
        () = interrupt::requested() => return Ok(Exit::Of(interrupt::INTERRUPTED)),
    };
    if ready.is_err() {
        return Ok(Exit::Findings); // explained by an event already
    }
    let address = reachable(session.address);
    let name = command.get_program().display().to_string();
    let mut command = tokio::process::Command::from(command);
    command
        .env("FCH_URL", format!("http://{address}"))
        .env("FCH_PORT", address.port().to_string())
        .kill_on_drop(true);
    let failed = |error: &io::Error| {
        Failure::job(format!("cannot run `{name}`, the command of `--exec`")).because(error)
    };
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    tokio::select! {
        status = child.wait() => Ok(status.map_err(|error| failed(&error))?.into()),
        () = interrupt::requested() => {
            let _ = tokio::time::timeout(GRACE, child.wait()).await;
            Ok(Exit::Of(interrupt::INTERRUPTED))
        }
    }
}

/// The user's command: one word is a line for the shell, several are a program and its arguments.
///
/// # Errors
/// When there is no word.
pub(super) fn command(words: &[OsString]) -> Result<Command> {
    let nothing = || Failure::usage("`--exec` needs a command");
    let words = words.strip_prefix(&[OsString::from("--")]).unwrap_or(words);
    let (program, arguments) = words.split_first().ok_or_else(nothing)?;
    if let (Some(line), []) = (program.to_str(), arguments) {
        return Ok(shell(line));
    }
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> String {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        format!("{:?}", command(&words).unwrap())
    }

    #[test]
    fn one_word_is_for_the_shell() {
        assert_eq!(line(&["npm", "test"]), r#""npm" "test""#);
        assert_eq!(line(&["--", "npm", "test"]), line(&["npm", "test"]));
        assert!(line(&["curl $FCH_URL | jq ."]).contains("curl $FCH_URL | jq ."));
        assert_ne!(line(&["npm test"]), line(&["npm", "test"]));
        assert!(command(&["--".into()]).is_err());
    }
}
