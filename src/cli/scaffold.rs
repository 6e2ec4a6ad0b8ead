//! The arguments of `fch new`, `fch add` and `fch init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::scaffold::Set;

/// CI systems that `fch new` has templates for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions
    Github,
}

/// Arguments of `fch new`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch new --list                                 all there is to choose from
  fch new hello                                  a Rust handler with one HTTP function
  fch new orders --trigger http --output queue   HTTP in, HTTP and a queue message out
  fch new web --language go --http-only          a Go web server that gets raw HTTP
  fch new jobs -l python -t timer -t queue       two functions in one handler
  fch new tools --template mcp -l typescript     an MCP server
  fch new shop --ci github --docker              with a workflow that deploys it, and a Dockerfile
  fch new app --template ../our-template         from a template of one's own, a folder or a zip")]
pub struct NewArgs {
    /// Folder to create the app in
    #[arg(required_unless_present = "list")]
    pub path: Option<PathBuf>,
    /// Language of the handler; see --list [default: rust]
    #[arg(short, long)]
    pub language: Option<String>,
    /// `mcp`, or the folder or zip of a template of one's own
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,
    /// What starts a function, once for each function; see --list [default: http]
    #[arg(short, long, value_name = "TRIGGER")]
    pub trigger: Vec<String>,
    /// Extra input of the first function
    #[arg(long, value_name = "INPUT", conflicts_with = "http_only")]
    pub input: Vec<String>,
    /// Extra output of the first function
    #[arg(long, value_name = "OUTPUT", conflicts_with = "http_only")]
    pub output: Vec<String>,
    /// A variable of the template, or a property of the first function's trigger
    #[arg(long, value_name = "KEY=VALUE", value_parser = Set::parse)]
    pub set: Vec<Set>,
    /// HTTP functions get raw requests instead of the JSON envelope
    #[arg(long)]
    pub http_only: bool,
    /// Also write a Dockerfile that builds and runs the app
    #[arg(long)]
    pub docker: bool,
    /// Also write what checks, packages and deploys the app in CI
    #[arg(long, value_enum, value_name = "SYSTEM")]
    pub ci: Option<Ci>,
    /// Name of the app, and of its function when there is only one [default: the folder's name]
    #[arg(long)]
    pub name: Option<String>,
    /// Replace files that are already there
    #[arg(long)]
    pub force: bool,
    /// Only say what would be written
    #[arg(long)]
    pub dry_run: bool,
    /// Only list languages, triggers, inputs and outputs
    #[arg(long, conflicts_with = "path")]
    pub list: bool,
}

/// Arguments of `fch add`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch add nightly --trigger timer --set schedule='0 0 2 * * *'
  fch add paid --trigger servicebus-queue --output cosmosdb --set queueName=paid
  fch add order --trigger http --set route='orders/{id:int}' --set methods=get,put
  fch add thumbnail --trigger blob --output blob --set document.path='thumbs/{name}'
  fch add report --trigger queue --dry-run       show what would change

`fch new --list` has all triggers, inputs and outputs.")]
pub struct AddArgs {
    /// Name of the function
    pub function: String,
    /// What starts it
    #[arg(short, long, value_name = "TRIGGER", default_value = "http")]
    pub trigger: String,
    /// What it reads besides; may be repeated
    #[arg(long, value_name = "INPUT")]
    pub input: Vec<String>,
    /// What it writes; may be repeated
    #[arg(long, value_name = "OUTPUT")]
    pub output: Vec<String>,
    /// A property of its trigger, or of another binding as BINDING.KEY=VALUE; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = Set::parse)]
    pub set: Vec<Set>,
    /// The template that made the app, when it is one of your own
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,
    /// Only show what would be written and changed
    #[arg(long)]
    pub dry_run: bool,
    /// The app [default: the app that contains the current folder]
    #[arg(long, value_name = "APP")]
    pub app: Option<PathBuf>,
}

/// Arguments of `fch init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch init                           the server in this folder, by its project files
  fch init shop --dry-run            what would be written
  fch init -- node dist/server.js    started by a command of one's own
  fch init -- ./server --port %FUNCTIONS_CUSTOMHANDLER_PORT%
                                     the host puts the port there
  fch init --port 3000               a server that always listens on port 3000
  fch init -l go --docker            with a Dockerfile")]
pub struct InitArgs {
    /// Folder of the project
    #[arg(default_value = ".", hide_default_value = true)]
    pub path: PathBuf,
    /// Language of the project [default: what its files tell]
    #[arg(short, long)]
    pub language: Option<String>,
    /// The command that starts the server, as one line
    #[arg(long, value_name = "LINE", conflicts_with = "words")]
    pub command: Option<String>,
    /// Port that the server listens on, when it cannot be told another
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Also write a Dockerfile that builds and runs the app
    #[arg(long)]
    pub docker: bool,
    /// Name of the function that gets every request [default: web]
    #[arg(long, value_name = "FUNCTION")]
    pub name: Option<String>,
    /// Replace files that are already there
    #[arg(long)]
    pub force: bool,
    /// Only say what would be written
    #[arg(long)]
    pub dry_run: bool,
    /// The command that starts the server, and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    pub words: Vec<String>,
}
