//! The options that say which findings count, of every command that lints.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::hosting::HostingPlan;
use crate::lint::levels::Level;

/// Which findings count; what `fch.toml` says gives way.
#[derive(Debug, Default, Args)]
pub struct LintArgs {
    /// The hosting plan that the app is meant for: adds the rules about it
    #[arg(long, value_enum, value_name = "PLAN")]
    pub plan: Option<HostingPlan>,
    /// The levels of rules.
    #[command(flatten)]
    pub levels: LevelArgs,
}

/// Which findings are known already.
#[derive(Debug, Default, Args)]
pub struct BaselineArgs {
    /// Report only findings that are not in this baseline
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all findings into a baseline, and then report only what cannot be in one
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub write_baseline: Option<PathBuf>,
}

/// `--deny`, `--warn` and `--allow` in the order of the command line, as the last one wins.
#[derive(Debug, Default)]
pub struct LevelArgs(pub Vec<(Level, String)>);

const FLAGS: [(&str, Level, &str); 3] = [
    (
        "deny",
        Level::Deny,
        "Make findings of this rule errors; `all` for every rule, commas between rules",
    ),
    (
        "warn",
        Level::Warn,
        "Make findings of this rule warnings; of these options, the last one wins",
    ),
    ("allow", Level::Allow, "Report nothing of this rule"),
];

impl Args for LevelArgs {
    fn augment_args(command: Command) -> Command {
        FLAGS.iter().fold(command, |command, (name, _, help)| {
            let arg = Arg::new(*name).long(*name).value_name("RULE").help(*help);
            command.arg(arg.action(ArgAction::Append).value_delimiter(','))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut found: Vec<(usize, Level, String)> = Vec::new();
        for (name, level, _) in FLAGS {
            let indices = matches.indices_of(name).into_iter().flatten();
            let rules = matches.get_many::<String>(name).into_iter().flatten();
            found.extend(
                indices
                    .zip(rules)
                    .map(|(at, rule)| (at, level, rule.clone())),
            );
        }
        found.sort_by_key(|(at, ..)| *at);
        let in_order = found.into_iter().map(|(_, level, rule)| (level, rule));
        Ok(LevelArgs(in_order.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
