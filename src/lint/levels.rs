//! Levels: what the user makes of a rule, on the command line and in `fch.toml`.
//!
//! Later layers win: `[lint]`, then each of `[[lint.paths]]` that fits, then the command line.
//! A file that cannot be read hides all its other faults, so [`ALWAYS`] stays an error; other
//! rooms have such rules too, and the [`Rulebook`] knows them.

mod rulebook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::relative::relative;
use super::rules;
use crate::config::{Config, Names, Paths};
use crate::diagnostics::{Finding, Severity};
use crate::error::{Failure, Result};

pub(super) use rulebook::LINTER;
pub use rulebook::Rulebook;

/// The linter's rule that is always an error: it cannot be allowed, suppressed or put in a
/// baseline.
pub const ALWAYS: &str = rules::json_syntax::RULE.info.name;

/// Stands for every rule.
pub const ALL: &str = "all";

/// What to make of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// They are not reported.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

/// The levels of rules, as one place sets them.
#[derive(Debug, Clone)]
pub struct Levels {
    rulebook: &'static Rulebook,
    all: Option<Level>,
    rules: BTreeMap<&'static str, Level>,
}

impl Levels {
    /// No levels yet, of rules in `rulebook`.
    pub fn new(rulebook: &'static Rulebook) -> Self {
        Levels {
            rulebook,
            all: None,
            rules: BTreeMap::new(),
        }
    }

    /// From now on the rule called `name`, or every rule, has this level.
    ///
    /// # Errors
    /// A usage [`Failure`] when there is no such rule, or it is always an error.
    pub fn set(&mut self, name: &str, level: Level) -> Result<()> {
        if name == ALL {
            self.all = Some(level);
            self.rules.clear();
            return Ok(());
        }
        let rule = self.rulebook.known(name)?;
        if self.rulebook.is_always(rule) && level != Level::Deny {
            return Err(
                Failure::usage(format!("`{rule}` can be neither allowed nor lowered"))
                    .help(format!("`fch explain {rule}` says what to do about it")),
            );
        }
        self.rules.insert(rule, level);
        Ok(())
    }

    fn of(&self, rule: &str) -> Option<Level> {
        let all = self.all.filter(|_| !self.rulebook.is_always(rule));
        self.rules.get(rule).copied().or(all)
    }

    /// Levels from lists that have no order among them: `all` gives way to names.
    fn from_lists(
        config: &Config,
        lists: [(Level, &Names); 3],
        rulebook: &'static Rulebook,
    ) -> Result<Self> {
        let entries = || {
            let lists = lists.iter();
            lists.flat_map(|(level, names)| names.iter().map(|name| (*level, name)))
        };
        let is_all = |name: &str| name == ALL;
        let mut levels = Levels::new(rulebook);
        for (level, name) in entries().filter(|(_, name)| is_all(name.get_ref())) {
            let at = Some(name.span().start);
            if levels.all.is_some_and(|other| other != level) {
                return Err(config.invalid(at, "`all` is in two lists"));
            }
            levels.all = Some(level);
        }
        for (level, name) in entries().filter(|(_, name)| !is_all(name.get_ref())) {
            let (at, name) = (Some(name.span().start), name.get_ref());
            let other = levels.rules.get(name.as_str());
            if other.is_some_and(|other| *other != level) {
                return Err(config.invalid(at, &format!("`{name}` is in two lists")));
            }
            levels.set(name, level).map_err(|failure| Failure {
                help: failure.help,
                ..config.invalid(at, &failure.message)
            })?;
        }
        Ok(levels)
    }
}

/// Levels, and the files they are for.
#[derive(Debug, Clone)]
pub struct Layer {
    files: Option<Files>,
    levels: Levels,
}

/// Some files below a folder.
#[derive(Debug, Clone)]
struct Files {
    folder: PathBuf,
    pattern: Gitignore,
}

impl Layer {
    /// Levels for every file.
    pub fn everywhere(levels: Levels) -> Self {
        Layer {
            files: None,
            levels,
        }
    }

    /// The layers of `fch.toml`, the weakest first.
    ///
    /// # Errors
    /// A usage [`Failure`] at a name that is no rule, at one that is in two lists, or at a
    /// pattern that cannot be read.
    pub fn from_config(config: &Config, rulebook: &'static Rulebook) -> Result<Vec<Self>> {
        let lint = &config.lint;
        let lists = [
            (Level::Deny, &lint.deny),
            (Level::Warn, &lint.warn),
            (Level::Allow, &lint.allow),
        ];
        let mut layers = vec![Self::everywhere(Levels::from_lists(
            config, lists, rulebook,
        )?)];
        for paths in &lint.paths {
            layers.push(Self::for_paths(config, paths, rulebook)?);
        }
        Ok(layers)
    }

    fn for_paths(config: &Config, paths: &Paths, rulebook: &'static Rulebook) -> Result<Self> {
        let lists = [
            (Level::Deny, &paths.deny),
            (Level::Warn, &paths.warn),
            (Level::Allow, &paths.allow),
        ];
        let at = Some(paths.path.span().start);
        let pattern = pattern(paths.path.get_ref()).map_err(|why| config.invalid(at, &why))?;
        Ok(Layer {
            files: Some(Files {
                folder: config.folder.clone(),
                pattern,
            }),
            levels: Levels::from_lists(config, lists, rulebook)?,
        })
    }

    /// The level of `rule` in the file at `path`, if this layer sets one.
    pub(super) fn level(&self, rule: &str, path: &str) -> Option<Level> {
        let level = self.levels.of(rule)?;
        let fits = self.files.as_ref().is_none_or(|files| files.contain(path));
        fits.then_some(level)
    }
}

impl Files {
    fn contain(&self, path: &str) -> bool {
        let path = relative(&self.folder, Path::new(path));
        // A file above the folder is none of its files, and the matcher panics at one.
        let outside = path.starts_with("..") || Path::new(&path).has_root();
        !outside
            && self
                .pattern
                .matched_path_or_any_parents(path, false)
                .is_ignore()
    }
}

fn pattern(text: &str) -> std::result::Result<Gitignore, String> {
    let says_nothing = text.trim().is_empty() || text.starts_with(['!', '#']);
    if says_nothing {
        return Err(format!("`{text}` is no pattern for files"));
    }
    let mut builder = GitignoreBuilder::new("");
    let added = builder.add_line(None, text).map(|_| ());
    let built = added.and_then(|()| builder.build());
    built.map_err(|error| error.to_string())
}

/// Gives findings the levels that the layers set, and drops those that are allowed.
pub fn apply(layers: &[Layer], findings: &mut Vec<Finding>) {
    findings.retain_mut(|finding| {
        let name = finding.rule.name;
        match level(layers, name, finding.primary.source.path()) {
            Some(Level::Allow) => false,
            Some(Level::Warn) => {
                finding.severity = Severity::Warning;
                true
            }
            Some(Level::Deny) => {
                finding.severity = Severity::Error;
                true
            }
            None => true,
        }
    });
}

/// The level of `rule` in the file at `path`; `None`: its own.
pub fn level(layers: &[Layer], rule: &str, path: &str) -> Option<Level> {
    let mut strongest_first = layers.iter().rev();
    strongest_first.find_map(|layer| layer.level(rule, path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn layers(text: &str) -> Vec<Layer> {
        Layer::from_config(&Config::parse(text).unwrap(), &LINTER).unwrap()
    }

    fn fault(text: &str) -> Failure {
        Layer::from_config(&Config::parse(text).unwrap(), &LINTER).unwrap_err()
    }

    #[test]
    fn what_is_set_later_wins() {
        let mut levels = Levels::new(&LINTER);
        levels.set("cron-invalid", Level::Deny).unwrap();
        levels.set("cron-invalid", Level::Warn).unwrap();
        assert_eq!(levels.of("cron-invalid"), Some(Level::Warn));
        levels.set(ALL, Level::Allow).unwrap();
        assert_eq!(levels.of("cron-invalid"), Some(Level::Allow));
        levels.set("host-version", Level::Deny).unwrap();
        assert_eq!(levels.of("host-version"), Some(Level::Deny));
    }

    #[test]
    fn names_are_checked() {
        let failure = Levels::new(&LINTER).set("cron-invald", Level::Deny);
        let failure = failure.unwrap_err();
        assert_eq!(failure.message, "there is no rule `cron-invald`");
        assert_eq!(failure.help, ["did you mean `cron-invalid`?"]);
        assert!(Levels::new(&LINTER).set(ALWAYS, Level::Allow).is_err());
        assert!(Levels::new(&LINTER).set(ALWAYS, Level::Deny).is_ok());
    }

    #[test]
    fn in_a_file_names_go_before_all_and_stand_in_one_list() {
        let layers = layers("[lint]\nallow = ['all']\ndeny = ['cron-invalid']");
        assert_eq!(level(&layers, "cron-invalid", "x"), Some(Level::Deny));
        assert_eq!(level(&layers, "host-version", "x"), Some(Level::Allow));

        let twice = fault("[lint]\nallow = ['cron-invalid']\nwarn = ['cron-invalid']\n");
        assert!(twice.message.starts_with("fch.toml:2:10"), "{twice}");
        assert!(twice.to_string().contains("in two lists"), "{twice}");
        let unknown = fault("[lint]\ndeny = ['cron-invald']\n");
        assert!(unknown.message.starts_with("fch.toml:2:9"), "{unknown}");
        assert_eq!(unknown.help, ["did you mean `cron-invalid`?"]);
    }

    #[test]
    fn paths_are_patterns_as_in_gitignore_and_go_before_the_rest() {
        let text = "
            [lint]
            deny = ['cron-invalid']
            [[lint.paths]]
            path = 'old/'
            allow = ['cron-invalid']
            [[lint.paths]]
            path = 'old/**/now.json'
            warn = ['all']";
        let layers = layers(text);
        let of = |path: &str| level(&layers, "cron-invalid", path);
        assert_eq!(of("new/function.json"), Some(Level::Deny));
        // Folders that do not exist cannot be resolved and stay as they are.
        assert_eq!(of("old/function.json"), Some(Level::Allow));
        assert_eq!(of("old/a/now.json"), Some(Level::Warn));
        assert_eq!(of("../old/function.json"), Some(Level::Deny));
        let bad = fault("[[lint.paths]]\npath = '!x'");
        assert!(bad.message.starts_with("fch.toml:2:8"), "{bad}");
    }
}
