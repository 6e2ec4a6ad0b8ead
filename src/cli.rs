//! The command line: clap types, help text and examples. No logic.

mod build;
mod host;
mod lint;
mod package;
mod scaffold;
mod texts;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use build::{BuildArgs, HowArgs};
pub use host::{InvokeArgs, OutputsArgs, RoutesArgs, RunArgs};
pub use lint::{BaselineArgs, LevelArgs, LintArgs};
pub use package::{PackageArgs, PackageFormat, PackageLevel};
pub use scaffold::{AddArgs, InitArgs, NewArgs};
pub use texts::{ExplainArgs, SchemaArgs, SchemaFile};
pub use verify::VerifyArgs;

use crate::ui::ColorChoice;

const EXIT_CODES: &str = "\
Exit codes:
  0  clean
  1  findings, or a job that failed (a build, a package, an invocation)
  2  wrong usage, an app that cannot be read, or an internal error
`fch run --exec` ends with the code of the command it ran.";

/// Scaffold, lint, build, run and package Azure Functions custom handlers.
#[derive(Debug, Parser)]
#[command(name = "fch", version, about, after_help = EXIT_CODES, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options every command has.
    #[command(flatten)]
    pub global: Global,
}

/// Options every command has.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// Print only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also say what was decided and why
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colour: auto (on a terminal), always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub color: ColorChoice,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a function app that builds, validates and answers
    New(NewArgs),
    /// Add a function to an app: folder, settings, and its place in the handler
    Add(AddArgs),
    /// Turn an existing web server into an app, without touching its code
    Init(InitArgs),
    /// Check host.json, function.json and local.settings.json the way the host reads them
    Validate(ValidateArgs),
    /// Build the handler and put it where host.json points
    Build(BuildArgs),
    /// Run the app on this machine as the Functions host does, and explain what fails
    Run(RunArgs),
    /// Fire one function: with a request, or with a sample of its trigger's event
    Invoke(InvokeArgs),
    /// Show the outputs that a running `fch run` kept instead of sending them
    Outputs(OutputsArgs),
    /// List the app's URLs, and what the handler gets for each
    Routes(RoutesArgs),
    /// Validate, build and inspect the app, then write a zip that starts on Linux
    Package(PackageArgs),
    /// Look into a zip that anything made, and say whether it starts in Azure
    Verify(VerifyArgs),
    /// Say what a rule means and what to do, or what a key of a file is for
    Explain(ExplainArgs),
    /// Serve an editor: findings, fixes, hover texts and completion while you type
    #[command(after_help = "\
Examples:
  fch lsp      started by the editor, which talks to it on standard input and output;
               docs/editors.md says how to set that up")]
    Lsp,
    /// Print the JSON Schema of host.json, function.json or local.settings.json
    Schema(SchemaArgs),
}

/// Output formats of `fch validate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Source lines with the fault marked
    Human,
    /// One line a finding
    Concise,
    /// One JSON document, versioned
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit XML, for CI systems
    Junit,
}

/// The lowest severity that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Info,
}

/// Arguments of `fch validate`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch validate                      the app that contains the current folder
  fch validate apps/                every app below a folder
  fch validate --fix                mend what can be mended safely
  fch validate --diff               show what --fix would change
  fch validate apps/ --statistics   which rules fire how often
  fch validate --format json | jq   for machines
  fch validate --format sarif -o fch.sarif --exit-zero
                                    for code scanning, which decides itself what fails
  fch validate --plan flex --deny connection-missing --allow host-unknown-key,bundle-missing
  fch validate --write-baseline fch-baseline.json   from now on, only what is new")]
pub struct ValidateArgs {
    /// Apps, files in an app, or folders with many apps [default: the current app]
    pub paths: Vec<PathBuf>,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// Which findings count.
    #[command(flatten)]
    pub lint: LintArgs,
    /// Which are known.
    #[command(flatten)]
    pub baseline: BaselineArgs,
    /// Mend what can be mended safely, then report what remains
    #[arg(long, group = "mending")]
    pub fix: bool,
    /// Print what --fix would change, and change nothing; exit code 1 if there is something
    #[arg(long, group = "mending")]
    #[arg(conflicts_with_all = ["format", "output_file", "statistics", "write_baseline"])]
    pub diff: bool,
    /// With --fix or --diff: also fixes that change what the app does or need a look
    #[arg(long, requires = "mending")]
    pub unsafe_fixes: bool,
    /// How and where the findings are written.
    #[command(flatten)]
    pub output: ValidateOutput,
}

/// How `fch validate` writes what it found.
#[derive(Debug, Args)]
pub struct ValidateOutput {
    /// How to print findings
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Write the findings to a file; only the summary is printed
    #[arg(short, long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Also count the findings by rule
    #[arg(long)]
    pub statistics: bool,
    /// End with exit code 0 also when there are findings
    #[arg(long)]
    pub exit_zero: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn everything_after_exec_is_the_command() {
        let exec = |words: &[&str]| {
            let args = ["fch", "run", "app", "--exec"].iter().chain(words);
            match Cli::parse_from(args).command {
                Command::Run(run) => run.exec.unwrap_or_default(),
                _ => Vec::new(),
            }
        };
        let words = ["pytest", "-q", "--port", "1", "--", "x"];
        assert_eq!(exec(&words), words);
        assert_eq!(exec(&["npm test"]), ["npm test"]);
        assert_eq!(exec(&["--", "npm", "test"]), ["--", "npm", "test"]);
    }

    #[test]
    fn every_command_has_an_example() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            assert!(
                help.is_some_and(|help| help.contains("Examples:\n  fch ")),
                "{} has no example",
                command.get_name()
            );
        }
    }
}
