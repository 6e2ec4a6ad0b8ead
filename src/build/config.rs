//! `fch.toml`: the `[build]` table, for handlers that neither cargo nor go builds.
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
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::target::Target;
use crate::error::{Failure, Result};

/// The file's name, in the app's root.
pub const FILE: &str = "fch.toml";

/// All of `fch.toml`. Unknown keys are errors: a misspelt one must not be ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// How to build the handler.
    pub build: Option<Build>,
}

/// The `[build]` table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// What to run.
    pub command: Option<CommandText>,
    /// Where the command leaves the executable, relative to the root.
    pub output: Option<String>,
    /// What differs for some targets: by triple, or by system.
    #[serde(default)]
    pub targets: BTreeMap<Spanned<String>, Override>,
}

/// What differs for one target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
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

impl Config {
    /// Reads `fch.toml` in `root`, which failures call `shown`; an app without one has the
    /// default.
    ///
    /// # Errors
    /// A usage [`Failure`] that names line and column when the file is not valid.
    pub fn load(root: &Path, shown: &str) -> Result<Self> {
        let path = root.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, shown),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Failure::io("read", &path, &error)),
        }
    }

    /// Reads the text of an `fch.toml`.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str, shown: &str) -> Result<Self> {
        let config: Config = toml::from_str(text).map_err(|error| {
            invalid(
                shown,
                text,
                error.span().map(|span| span.start),
                error.message(),
            )
        })?;
        config.check(text, shown)?;
        Ok(config)
    }

    fn check(&self, text: &str, shown: &str) -> Result<()> {
        let Some(build) = &self.build else {
            return Ok(());
        };
        for name in build.targets.keys() {
            Target::parse(name.get_ref()).map_err(|failure| Failure {
                help: failure.help,
                ..invalid(shown, text, Some(name.span().start), &failure.message)
            })?;
        }
        if build.commands().any(CommandText::is_empty) {
            return Err(invalid(shown, text, None, "a build command is empty"));
        }
        if !build.has_command() {
            return Err(invalid(shown, text, None, "`[build]` has no `command`"));
        }
        Ok(())
    }
}

impl Build {
    /// Whether there is a command for any target.
    pub fn has_command(&self) -> bool {
        self.commands().next().is_some()
    }

    /// The command and output for a target. The most specific entry wins: the triple, then the
    /// system, then `[build]` itself. An `output` belongs to the command beside it.
    pub fn for_target(&self, target: &Target) -> Option<(&CommandText, Option<&str>)> {
        let entry = |name: &str| {
            let mut entries = self.targets.iter();
            entries.find_map(|(key, value)| (key.get_ref() == name).then_some(value))
        };
        let special = entry(&target.triple).or_else(|| entry(target.os.name()));
        let command = special.and_then(|it| it.command.as_ref());
        let output = special.and_then(|it| it.output.as_deref());
        match command {
            Some(command) => Some((command, output)),
            None => {
                let command = self.command.as_ref()?;
                Some((command, output.or(self.output.as_deref())))
            }
        }
    }

    fn commands(&self) -> impl Iterator<Item = &CommandText> {
        let special = self.targets.values().filter_map(|it| it.command.as_ref());
        self.command.iter().chain(special)
    }
}

fn invalid(shown: &str, text: &str, offset: Option<usize>, why: &str) -> Failure {
    let place = offset.and_then(|offset| text.get(..offset)).map(|before| {
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        format!(":{line}:{column}")
    });
    Failure::usage(format!("{shown}{} is not valid", place.unwrap_or_default())).because(why)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fault(text: &str) -> String {
        Config::parse(text, FILE).unwrap_err().to_string()
    }

    #[test]
    fn faults_name_line_and_column() {
        let text = "[build]\ncommand = 'make'\n  outptu = 'x'\n";
        let message = fault(text);
        assert!(
            message.starts_with("fch.toml:3:3 is not valid"),
            "{message}"
        );
        assert!(
            message.contains("`outptu`") && message.contains("`output`"),
            "{message}"
        );

        let message = fault("[build]\ncommand = 7\n");
        assert!(
            message.starts_with("fch.toml:2:11 is not valid"),
            "{message}"
        );
        assert!(
            message.contains("a string or an array of strings"),
            "{message}"
        );

        assert!(fault("[biuld]\n").starts_with("fch.toml:1:2"));
        assert!(fault("[build\n").starts_with("fch.toml:1:"));
    }

    #[test]
    fn an_unknown_target_is_a_fault_at_its_name() {
        let failure = Config::parse(
            "[build]\ncommand = 'make'\n[build.targets.linus]\noutput = 'x'\n",
            "fch.toml",
        )
        .unwrap_err();
        assert!(failure.message.starts_with("fch.toml:3:16"), "{failure}");
        assert!(
            failure
                .help
                .iter()
                .any(|line| line.contains("did you mean `linux`"))
        );
    }

    #[test]
    fn a_build_without_a_command_is_a_fault() {
        assert!(fault("[build]\noutput = 'x'").contains("no `command`"));
        assert!(fault("[build]\ncommand = ' '").contains("empty"));
        assert!(fault("[build]\ncommand = []").contains("empty"));
        assert_eq!(Config::parse("", "fch.toml").unwrap(), Config::default());
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
        let config = Config::parse(text, FILE).unwrap();
        let build = config.build.unwrap();
        let of = |name: &str| build.for_target(&Target::parse(name).unwrap()).unwrap();
        let all = CommandText::Shell("all".into());
        let linux = CommandText::Argv(vec!["make".into(), "linux".into()]);
        assert_eq!(of("windows"), (&all, Some("out/all")));
        assert_eq!(of("linux"), (&linux, None), "`out/all` is what `all` makes");
        assert_eq!(of("x86_64-unknown-linux-gnu"), (&linux, None));
        assert_eq!(of("aarch64-unknown-linux-musl"), (&all, Some("out/arm")));
    }
}
