//! The one error value of `fch`: what went wrong, because of what, and what to do next.
//!
//! A problem *in the user's files* is a [`Finding`](crate::diagnostics::Finding), not an
//! error. A [`Failure`] ends the command.

use std::fmt;
use std::path::Path;

use crate::diagnostics::printable;
use crate::exit::Exit;

/// Shorthand for everything that can fail with a [`Failure`].
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a command could not go on. Prints as a headline, its cause, and help lines.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The exit code this failure ends the process with.
    pub exit: Exit,
    /// What went wrong, lower case, no full stop.
    pub message: String,
    /// The underlying error, if there is one.
    pub cause: Option<String>,
    /// What the user can do about it.
    pub help: Vec<String>,
}

impl Failure {
    /// Wrong usage, or a project that cannot be read: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Failure, message)
    }

    /// A job that was understood but failed, such as a build: exit code 1.
    pub fn job(message: impl Into<String>) -> Self {
        Self::new(Exit::Findings, message)
    }

    /// An input or output error on `path` while doing `action` ("read", "write", ...): exit code 2.
    pub fn io(action: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::usage(format!("cannot {action} {}", path.display())).because(error)
    }

    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Failure {
            exit,
            // It may name a path or a word that a stranger chose.
            message: printable(&message.into()).into_owned(),
            cause: None,
            help: Vec::new(),
        }
    }

    /// Adds the underlying error.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Adds one line that says what to do.
    #[must_use]
    pub fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(line.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
