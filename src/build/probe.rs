//! Asking tools short questions: are you there, and what do you say?

use std::io::ErrorKind;
use std::process::{Command, Stdio};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// There is no such program.
    Missing,
    /// It could not answer; its own words, from stderr.
    Failed(String),
    /// Its stdout.
    Said(String),
}

/// Runs a command to its end with nothing to read and captures what it says.
pub(super) fn ask(command: &mut Command) -> Answer {
    match command.stdin(Stdio::null()).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => Answer::Missing,
        Err(error) => Answer::Failed(error.to_string()),
        Ok(output) if output.status.success() => {
            Answer::Said(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(output) => Answer::Failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// Whether a program runs and is content.
pub(super) fn works(command: &mut Command) -> bool {
    matches!(ask(command), Answer::Said(_))
}
