//! The arguments of `fch verify`.

use std::path::PathBuf;

use clap::Args;

use super::{FailOn, LintArgs, ValidateOutput};

/// Arguments of `fch verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch verify app.zip                      would it start on every Linux plan?
  fch verify app.zip --plan flex          ... on Flex Consumption?
  fch verify app.zip --manifest app.json  is it still what `fch package` wrote?
  fch verify app.zip --format sarif -o verify.sarif")]
pub struct VerifyArgs {
    /// The zip
    pub file: PathBuf,
    /// linux, windows, or a target triple [default: linux]
    #[arg(short, long, value_name = "TARGET")]
    pub target: Option<String>,
    /// What `fch package --manifest` wrote with the zip, or its JSON report: tells what is missing,
    /// new or changed since; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Which findings count.
    #[command(flatten)]
    pub lint: LintArgs,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// How and where the findings are written.
    #[command(flatten)]
    pub output: ValidateOutput,
}
