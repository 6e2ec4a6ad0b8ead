//! The `[build]` table: how cargo or Go build the handler, or what builds it instead.
//!
//! ```toml
//! [build]
//! bin = "server"                    # which binary, if not the one named like the executable
//! profile = "dist"                  # cargo's, for `fch build` and `fch package`
//! strip = true                      # without symbols and debug information
//! ```
//!
//! ```toml
//! [build]
//! command = "make handler"          # a string goes to the shell, an array is run directly
//! output = "out/handler"            # where it leaves the result, if not in place
//!
//! [build.targets.linux]             # or windows, macos, a triple
//! command = ["make", "handler-linux"]
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// The `[build]` table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Build {
    /// The binary that is the handler.
    pub bin: Option<String>,
    /// The profile to build with.
    pub profile: Option<String>,
    /// Whether symbols and debug information are left out.
    pub strip: Option<bool>,
    /// What to run.
    pub command: Option<CommandText>,
    /// Where the command leaves the executable, relative to the app's root.
    pub output: Option<String>,
    /// What differs for some targets: by triple, or by system.
    #[serde(default)]
    pub targets: BTreeMap<Spanned<String>, Override>,
}

/// What differs for one target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Override {
    /// What to run instead.
    pub command: Option<CommandText>,
    /// Where this command leaves the executable.
    pub output: Option<String>,
}

/// A build command as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a command is a string or an array of strings")]
pub enum CommandText {
    /// For the platform's shell.
    Shell(String),
    /// A program and its arguments.
    Argv(Vec<String>),
}

impl CommandText {
    fn is_empty(&self) -> bool {
        match self {
            CommandText::Shell(line) => line.trim().is_empty(),
            CommandText::Argv(argv) => argv.first().is_none_or(String::is_empty),
        }
    }
}

impl Build {
    /// Whether there is a command for any target.
    pub fn has_command(&self) -> bool {
        self.commands().next().is_some()
    }

    /// What is wrong with the table as a whole.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.commands().any(CommandText::is_empty) {
            return Some("a build command is empty");
        }
        let needs_command = self.output.is_some() || !self.targets.is_empty() || !self.says_how();
        (needs_command && !self.has_command()).then_some("`[build]` has no `command`")
    }

    /// Whether it says something to cargo or Go.
    fn says_how(&self) -> bool {
        self.bin.is_some() || self.profile.is_some() || self.strip.is_some()
    }

    fn commands(&self) -> impl Iterator<Item = &CommandText> {
        let special = self.targets.values().filter_map(|it| it.command.as_ref());
        self.command.iter().chain(special)
    }
}
