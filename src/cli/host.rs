//! The arguments of the commands that run an app or talk to one that runs.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// Arguments of `fch run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch run                              the app that contains the current folder
  fch run --watch -v                   build and swap on changes; a panel an invocation
  fch run --attach 127.0.0.1:8080      call a handler that runs in a debugger
  fch run --exec npm test              start, run the tests with FCH_URL set, end with their code
  fch run --exec 'curl $FCH_URL/api/f | jq .'   one word goes to the shell

Everything after --exec belongs to the command, so it comes last.")]
pub struct RunArgs {
    /// The app [default: the app that contains the current folder]
    pub app: Option<PathBuf>,
    /// Port of the front end; 0 is any free one [default: from local.settings.json, else 7071;
    /// with --exec any free one]
    #[arg(short, long)]
    pub port: Option<u16>,
    /// Address of the front end [default: 127.0.0.1]
    #[arg(long, value_name = "IP")]
    pub address: Option<IpAddr>,
    /// Load only these functions
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub functions: Vec<String>,
    /// Origins that browsers may call from, separated by commas [default: from
    /// local.settings.json]
    #[arg(long, value_name = "ORIGINS")]
    pub cors: Option<String>,
    /// Let browsers send credentials
    #[arg(long)]
    pub cors_credentials: bool,
    /// Ask for keys as Azure does, and print one
    #[arg(long)]
    pub auth: bool,
    /// Do what Azure does even where it only waits or hangs
    #[arg(long)]
    pub strict: bool,
    /// Run the executable that is already there
    #[arg(long)]
    pub no_build: bool,
    /// Build and swap the handler when files change
    #[arg(short, long)]
    pub watch: bool,
    /// Call a handler that runs already instead of starting one
    #[arg(long, value_name = "ADDR", conflicts_with = "watch")]
    pub attach: Option<SocketAddr>,
    /// One JSON object a line for everything that happens; with -v also the bytes each way
    #[arg(long)]
    pub json: bool,
    /// Run this command when the app is ready, with FCH_URL and FCH_PORT set, then stop and end
    /// with its code
    #[arg(long, value_name = "CMD", num_args = 1.., allow_hyphen_values = true)]
    pub exec: Option<Vec<OsString>>,
}

/// Arguments of `fch invoke`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch invoke Orders --set id=7              GET /api/orders/7, as the route says
  fch invoke Orders --data '{\"id\": 7}'      POST with a body; @FILE and - are files
  fch invoke OnMessage --event sample       a realistic event of the function's trigger
  fch invoke OnMessage --dry-run > e.json   ... to edit, then: --event e.json
  fch invoke Orders --set id=7 --show       what went each way between host and handler
  fch invoke Orders --expect-status 200 --expect want.json   for CI

Calls the `fch run` of the app, or starts the app for this one call. A status of 400 or more
counts as failed unless --expect-status names it.")]
pub struct InvokeArgs {
    /// Name of the function
    pub function: String,
    /// The app [default: the app that contains the current folder]
    #[arg(long, value_name = "PATH")]
    pub app: Option<PathBuf>,
    /// The body, or the trigger's value: TEXT, @FILE, or - for standard input
    #[arg(short, long, value_name = "TEXT|@FILE|-")]
    pub data: Option<String>,
    /// The whole event: `sample`, or a file as --dry-run prints it
    #[arg(short, long, value_name = "sample|FILE")]
    pub event: Option<String>,
    /// A request header
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// A query parameter
    #[arg(long, value_name = "NAME=VALUE")]
    pub query: Vec<String>,
    /// The request's verb [default: POST with data, else GET, as the function allows]
    #[arg(short = 'X', long)]
    pub method: Option<String>,
    /// A route parameter, or a place in the event: `id=7`, `metadata.DequeueCount=5`
    #[arg(short, long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Show the exact bytes each way between host and handler
    #[arg(long)]
    pub show: bool,
    /// Print the commands that do the same, and call nothing
    #[arg(long, conflicts_with = "show")]
    pub curl: bool,
    /// Print the event that would be sent, and send nothing
    #[arg(long, conflicts_with_all = ["show", "curl"])]
    pub dry_run: bool,
    /// Fail unless the status is this one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub expect_status: Option<u16>,
    /// Fail unless the answer is what is in this file; JSON is compared by what it says
    #[arg(long, value_name = "FILE")]
    pub expect: Option<PathBuf>,
    /// How long to wait for the answer
    #[arg(long, value_name = "SECONDS", default_value = "230", value_parser = seconds)]
    #[arg(allow_negative_numbers = true)]
    pub timeout: Duration,
}

/// Arguments of `fch outputs`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch outputs                        what the functions sent to services that are not emulated
  fch outputs --json | jq '.outputs[-1].value'")]
pub struct OutputsArgs {
    /// The app [default: the app that contains the current folder]
    #[arg(long, value_name = "PATH")]
    pub app: Option<PathBuf>,
    /// One JSON document, versioned
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `fch routes`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch routes
  fch routes apps/orders --json")]
pub struct RoutesArgs {
    /// The app [default: the app that contains the current folder]
    pub app: Option<PathBuf>,
    /// One JSON document, versioned
    #[arg(long)]
    pub json: bool,
}

/// Reads a time span above zero.
fn seconds(text: &str) -> Result<Duration, String> {
    let span = text.parse().map_err(|_| "not a number of seconds")?;
    match Duration::try_from_secs_f32(span) {
        Ok(span) if !span.is_zero() => Ok(span),
        _ => Err("it has to be above 0".to_owned()),
    }
}
