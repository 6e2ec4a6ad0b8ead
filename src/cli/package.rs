//! The arguments of `fch package`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{HowArgs, LintArgs};
use crate::archive::Level;

/// Output formats of `fch package`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PackageFormat {
    /// A summary for people
    Human,
    /// One JSON document, versioned
    Json,
}

/// How much work goes into a small package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PackageLevel {
    /// Less time, slightly larger
    Fast,
    /// Smaller than `zip -9`
    Default,
    /// As small as a zip gets, for five to ten times the time
    Best,
}

impl From<PackageLevel> for Level {
    fn from(level: PackageLevel) -> Self {
        match level {
            PackageLevel::Fast => Level::Fast,
            PackageLevel::Default => Level::Default,
            PackageLevel::Best => Level::Best,
        }
    }
}

/// Arguments of `fch package`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch package --target linux           build for Azure and write <folder>.zip
  fch package --no-build -o app.zip    package what is there
  fch package --binary out/handler     package an executable that was built elsewhere
  fch package --level best             take the time for the smallest package
  fch package --manifest app.json      ... and what `fch verify --manifest` holds it against
  fch package --list                   only say which files would go in
  fch package --why static/app.js.map  why a file goes in or stays out
  fch package apps/ -o dist/           every app below a folder, each into its zip")]
pub struct PackageArgs {
    /// Apps, or folders with many apps [default: the app that contains the current folder, else
    /// every app below]
    pub apps: Vec<PathBuf>,
    /// linux, windows, macos or a target triple [default: linux]
    #[arg(short, long, value_name = "TARGET")]
    pub target: Option<String>,
    /// Where to write the zip; a folder, when it ends with a slash [default: <folder>.zip in the
    /// current folder]
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub output: Option<PathBuf>,
    /// Package without `fch validate`
    #[arg(long)]
    pub no_validate: bool,
    /// Which findings count.
    #[command(flatten)]
    pub lint: LintArgs,
    /// How the handler is built.
    #[command(flatten)]
    pub how: HowArgs,
    /// Package the executable that is already there
    #[arg(long, conflicts_with_all = ["bin", "profile", "strip"])]
    pub no_build: bool,
    /// Package this file, built elsewhere, as the executable that host.json names; builds nothing
    #[arg(long, value_name = "FILE")]
    pub binary: Option<PathBuf>,
    /// How much work goes into a small package
    #[arg(long, value_enum, default_value = "default")]
    pub level: PackageLevel,
    /// List the files that would be packaged; builds and writes nothing
    #[arg(long)]
    pub list: bool,
    /// With --list: only this many, the largest first
    #[arg(long, value_name = "N", requires = "list")]
    pub largest: Option<usize>,
    /// Say why these files go in or stay out, and what changes that; they need not exist
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "list")]
    pub why: Vec<PathBuf>,
    /// Also write the JSON report to a file, for `fch verify --manifest`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "why"])]
    pub manifest: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: PackageFormat,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}
