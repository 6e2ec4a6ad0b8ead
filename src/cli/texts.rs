//! `fch schema` and `fch explain`: what the files may hold, and what it means.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Files that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaFile {
    /// host.json
    Host,
    /// function.json
    Function,
    /// local.settings.json
    LocalSettings,
}

/// Arguments of `fch schema`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch schema                          which schemas there are
  fch schema host                     print the schema of host.json
  fch schema function -o function.schema.json")]
pub struct SchemaArgs {
    /// The file it describes [default: list them]
    #[arg(value_enum, value_name = "FILE")]
    pub file: Option<SchemaFile>,
    /// Write it to a file instead of printing it
    #[arg(short, long, value_name = "FILE", requires = "file")]
    pub output: Option<PathBuf>,
}

/// Arguments of `fch explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fch explain                                          every rule, one line each
  fch explain forward-split                            a rule
  fch explain host.json extensions.queues.batchSize    a key; without one, the keys there are
  fch explain function.json queueTrigger               a binding
  fch explain local.settings.json FUNCTIONS_WORKER_RUNTIME
  fch explain \"Exec format error\"                      an error, as the host printed it
  fch explain - < host.log                             the errors in a log
  fch explain errors                                   the errors that are known")]
pub struct ExplainArgs {
    /// A rule; host.json, function.json or local.settings.json, and a key of it; or the text of
    /// an error, `-` to read it from standard input
    #[arg(value_name = "RULE | FILE KEY | ERROR")]
    pub what: Vec<String>,
    /// Print one JSON document, versioned
    #[arg(long)]
    pub json: bool,
}
