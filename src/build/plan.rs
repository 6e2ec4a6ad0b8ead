//! A build, decided but not begun.

use std::fmt;
use std::path::PathBuf;

/// How the build is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invocation {
    /// A program and its arguments.
    Direct {
        /// Looked up on PATH, unless it has a folder in it.
        program: String,
        /// As the program gets them.
        args: Vec<String>,
    },
    /// A line for the platform's shell.
    Shell(String),
}

impl Invocation {
    /// A program with arguments.
    pub fn direct<S: Into<String>>(program: &str, args: impl IntoIterator<Item = S>) -> Self {
        Invocation::Direct {
            program: program.to_owned(),
            args: args.into_iter().map(Into::into).collect(),
        }
    }
}

impl fmt::Display for Invocation {
    /// The line as one would type it; words with spaces are quoted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Invocation::Shell(line) => f.write_str(line),
            Invocation::Direct { program, args } => {
                f.write_str(&quoted(program))?;
                args.iter()
                    .try_for_each(|arg| write!(f, " {}", quoted(arg)))
            }
        }
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:@+,\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Where the toolchain leaves what it built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Artifact {
    /// Cargo says so itself, in its JSON messages, for the binary of this name and package.
    CargoBinary {
        /// The binary target's name.
        name: String,
        /// The `Cargo.toml` of its package.
        manifest: PathBuf,
    },
    /// This file.
    File(PathBuf),
}

/// Everything about a build before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What to call it in messages: `cargo build`, `the build command`.
    pub what: &'static str,
    /// The command line.
    pub invocation: Invocation,
    /// Variables added to the environment.
    pub env: Vec<(String, String)>,
    /// The folder it runs in: the app's root.
    pub directory: PathBuf,
    /// What it builds for, as precisely as known: `x86_64-unknown-linux-gnu.2.31`.
    pub target: String,
    /// Ways that would have been better but are not open, why, and what to install.
    pub skipped: Vec<String>,
    /// What was decided and why; for `-v`.
    pub reasons: Vec<String>,
    /// What the user should know even without `-v`.
    pub notes: Vec<String>,
    /// Where the toolchain leaves the result.
    pub artifact: Artifact,
    /// Where the result goes: where `defaultExecutablePath` points.
    pub destination: PathBuf,
    /// What to try when the build fails.
    pub hints: Vec<String>,
}

impl Plan {
    /// The command line with its environment in front, as one would type it; for `-v`.
    pub fn command_line(&self) -> String {
        let env = self.env.iter();
        env.map(|(name, value)| format!("{name}={} ", quoted(value)))
            .chain([self.invocation.to_string()])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_needs_it() {
        let line = Invocation::direct("go", ["build", "-ldflags=-s -w", "it's", ""]);
        assert_eq!(line.to_string(), r"go build '-ldflags=-s -w' 'it'\''s' ''");
    }
}
