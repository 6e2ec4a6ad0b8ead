//! The arguments of `fch build`, and those of them that `fch package` has too.

use std::path::PathBuf;

use clap::Args;

use crate::hosting::HostingPlan;

/// Arguments of `fch build`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch build                              for this machine
  fch build --target linux               for the Azure Functions host on Linux (x86-64)
  fch build --target aarch64-unknown-linux-musl
  fch build --target linux --bin server --profile dist --strip")]
pub struct BuildArgs {
    /// The app [default: the app that contains the current folder]
    pub app: Option<PathBuf>,
    /// linux, windows, macos or a target triple [default: this machine]
    #[arg(short, long, value_name = "TARGET")]
    pub target: Option<String>,
    /// The hosting plan that it is for: which glibc its machines have
    #[arg(long, value_enum, value_name = "PLAN")]
    pub plan: Option<HostingPlan>,
    /// Build without optimisation
    #[arg(long, conflicts_with = "profile")]
    pub debug: bool,
    /// How it is built.
    #[command(flatten)]
    pub how: HowArgs,
}

/// How a handler is built; what `[build]` of `fch.toml` says gives way.
#[derive(Debug, Default, Args)]
pub struct HowArgs {
    /// The handler, when there are several binaries [default: the one named like the executable]
    #[arg(long, value_name = "NAME")]
    pub bin: Option<String>,
    /// The profile of cargo to build with [default: release]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Leave symbols and debug information out of the executable
    #[arg(long)]
    pub strip: bool,
}
