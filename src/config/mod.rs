//! `fch.toml`: what a project tells fch about itself.
//!
//! Owns the file: where it is looked for, its tables ([`Build`], [`Lint`], [`Package`],
//! [`Plans`]) and faults with line and column. What a target, a rule or a pattern is, is known to
//! the rooms that use the tables; they report a wrong one through [`Config::invalid`]. To add a
//! key, add a field here and a line to docs/config.md.

mod build;
mod lint;
mod package;
mod plans;

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use build::{Build, CommandText};
pub use lint::{Lint, Names, Paths};
pub use package::Package;
pub use plans::Plans;

use crate::error::{Failure, Result};
use crate::hosting::Os;
use crate::ui::words::did_you_mean;

/// The file's name.
pub const FILE: &str = "fch.toml";

/// What to do about a fault for which nothing better is known.
const KEYS: &str = "docs/config.md has an example with every key";

/// All of an `fch.toml`; without one, the default.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// How to build the handler.
    pub build: Option<Build>,
    /// Which findings count.
    pub lint: Lint,
    /// What goes into a package.
    pub package: Package,
    /// What is known better about plans.
    pub plans: Plans,
    /// The folder that holds the file, and to which its paths are relative; empty for the
    /// current one.
    pub folder: PathBuf,
    /// The path as failures name it, and the text.
    shown: String,
    text: String,
}

/// The tables of the file. Unknown keys are errors: a misspelt one must not be ignored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    build: Option<Build>,
    #[serde(default)]
    lint: Lint,
    #[serde(default)]
    package: Package,
    #[serde(default)]
    plans: Plans,
}

impl Config {
    /// Reads the first `fch.toml` that is in one of `folders`, which are named as the user would:
    /// the empty path is the current folder. Others are not read, and nothing is merged.
    ///
    /// # Errors
    /// A usage [`Failure`] that names line and column when the file is not valid.
    pub fn nearest(folders: &[PathBuf]) -> Result<Self> {
        for folder in folders {
            let path = folder.join(FILE);
            match read(&path) {
                Ok(text) => return Self::in_folder(folder, text),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(Failure::io("read", &path, &error).help(KEYS)),
            }
        }
        Ok(Self::default())
    }

    /// Reads the text of an `fch.toml` in the current folder.
    ///
    /// # Errors
    /// As [`Config::nearest`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::in_folder(Path::new(""), text.to_owned())
    }

    fn in_folder(folder: &Path, text: String) -> Result<Self> {
        let mut config = Config {
            folder: folder.to_owned(),
            shown: folder.join(FILE).display().to_string(),
            text,
            ..Config::default()
        };
        let tables: Tables =
            toml::from_str(&config.text).map_err(|error| config.unreadable(&error))?;
        if let Some(why) = tables.build.as_ref().and_then(Build::fault) {
            return Err(config.invalid(None, why));
        }
        config.build = tables.build;
        config.lint = tables.lint;
        config.package = tables.package;
        config.plans = tables.plans;
        Ok(config)
    }

    /// The path of the file as failures name it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The file's text; empty without a file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The failure for a fault in the file, at a byte offset when it has a place.
    pub fn invalid(&self, offset: Option<usize>, why: &str) -> Failure {
        let place = offset.and_then(|offset| self.text.get(..offset));
        let place = place.map(position).unwrap_or_default();
        Failure::usage(format!("{}{place} is not valid", self.shown)).because(why)
    }

    fn unreadable(&self, error: &toml::de::Error) -> Failure {
        let why = error.message();
        let failure = self.invalid(error.span().map(|span| span.start), why);
        match near_key(why) {
            Some(key) => failure.help(format!("did you mean `{key}`?")),
            None => failure.help(target_key(why).unwrap_or_else(|| KEYS.to_owned())),
        }
    }
}

/// The text of a file. What is no regular file, such as a pipe, may never end.
fn read(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is no regular file",
        ));
    }
    let bytes = std::fs::read(path)?;
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// `:line:column` of what comes after `before`, both from 1, columns in code points.
fn position(before: &str) -> String {
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    format!(":{line}:{}", last.chars().count() + 1)
}

/// The key that was meant. The message for an unknown one quotes it first, then all there are.
fn near_key(message: &str) -> Option<&str> {
    let (_, names) = message.split_once("unknown field `")?;
    let mut names = names.split('`').step_by(2);
    let unknown = names.next()?;
    did_you_mean(unknown, names)
}

/// What to write for a system that stands where a key should.
fn target_key(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("unknown field `")?;
    let name = rest.split('`').next()?;
    let system = Os::ALL.into_iter().find(|os| os.name() == name)?;
    Some(format!("write `[build.targets.{}]`", system.name()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Config::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn faults_name_line_and_column() {
        let message = fault("[build]\ncommand = 'make'\n  outptu = 'x'\n");
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
        assert!(fault("[lint]\nplan = 'cheap'\n").starts_with("fch.toml:2:8"));
        assert!(fault("[lint]\nallow = 'x'\n").starts_with("fch.toml:2:9"));
        assert!(fault("[package]\nexclude = 'x'\n").starts_with("fch.toml:2:11"));
        assert!(fault("[[lint.paths]]\nallow = []\n").contains("`path`"));
    }

    #[test]
    fn an_unknown_key_comes_with_the_nearest_known_one() {
        let help = |text: &str| Config::parse(text).unwrap_err().help;
        assert_eq!(
            help("[build]\noutptu = 'x'"),
            ["did you mean `output`?".to_owned()]
        );
        assert_eq!(
            help("[lint]\nalow = []"),
            ["did you mean `allow`?".to_owned()]
        );
        assert_eq!(
            help("[[lint.paths]]\npaths = 'x'"),
            ["did you mean `path`?".to_owned()]
        );
        assert_eq!(
            help("[package]\nincludes = []"),
            ["did you mean `include`?".to_owned()]
        );
        assert_eq!(help("[lnt]"), ["did you mean `lint`?".to_owned()]);
        assert_eq!(help("[lint]\nbananas = 1"), [KEYS.to_owned()]);
        assert_eq!(
            help("[build.windows]\ncommand = 'x'"),
            ["write `[build.targets.windows]`".to_owned()]
        );
    }

    #[test]
    fn a_build_without_a_command_is_a_fault() {
        assert!(fault("[build]\noutput = 'x'").contains("no `command`"));
        assert!(fault("[build]").contains("no `command`"));
        assert!(Config::parse("[build]\nbin = 'server'\nstrip = true").is_ok());
        assert!(fault("[build]\ncommand = ' '").contains("empty"));
        assert!(fault("[build]\ncommand = []").contains("empty"));
        let empty = Config::parse("").unwrap();
        assert_eq!((empty.build, empty.lint), (None, Lint::default()));
    }

    #[test]
    fn the_nearest_file_is_the_only_one() {
        let dir = tempfile::tempdir().unwrap();
        let app = dir.path().join("app");
        std::fs::create_dir(&app).unwrap();
        std::fs::write(dir.path().join(FILE), "[lint]\nplan = 'flex'").unwrap();
        let folders = [app.clone(), dir.path().to_owned()];
        let above = Config::nearest(&folders).unwrap();
        assert_eq!(above.folder, dir.path());
        assert_eq!(above.lint.plan, Some(crate::hosting::HostingPlan::Flex));

        std::fs::write(app.join(FILE), "").unwrap();
        let own = Config::nearest(&folders).unwrap();
        assert_eq!((own.folder, own.lint), (app, Lint::default()));
        assert_eq!(Config::nearest(&[]).unwrap().lint, Lint::default());
    }
}
