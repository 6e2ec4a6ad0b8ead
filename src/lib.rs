//! `fch`: the whole day of an Azure Functions custom-handler developer in one binary.
//!
//! This file is the map of the house. Data flows one way: arguments -> discover -> load ->
//! analyse -> report. Each room's `mod.rs` says what it owns and how to add to it.
//!
//! | room | what lives there |
//! |---|---|
//! | [`cli`] | clap types and help text, no logic |
//! | [`commands`] | one thin file a subcommand: typed arguments -> rooms -> output |
//! | [`ui`] | colour, status lines, English for counts and lists |
//! | [`json`] | text -> tree with byte spans; knows nothing of Azure |
//! | [`app`] | what a function app is: discovery, files, settings, handler resolution |
//! | [`bindings`] | the catalogue of bindings, and the small languages they use |
//! | [`schemas`] | the published JSON Schemas of the three files, and the way through them |
//! | [`hosting`] | the plans on which Azure hosts apps |
//! | [`diagnostics`] | findings and their fixes; no rendering, no rules |
//! | [`lint`] | the engine and, in `lint/rules`, **one file a rule** |
//! | [`lsp`] | the language server: the linter and the schemas in an editor |
//! | [`explain`] | the pages of `fch explain`: rules, errors, and keys of the three files |
//! | [`report`] | one file an output format |
//! | [`scaffold`] | `fch new`, `fch add`, `fch init`: templates -> planned files -> written files |
//! | [`config`] | `fch.toml` |
//! | [`build`] | targets and toolchains |
//! | [`emulator`] | the local Functions host of `fch run` |
//! | [`inspect`] | what a file is, from its bytes: programs, scripts, text |
//! | [`archive`] | the deterministic zip |
//! | [`package`] | which files go in, and the judge of packages, whoever made them |
//!
//! `json`, `ui`, `diagnostics` and `bindings` import no other room; `inspect` uses `diagnostics`;
//! `archive` uses `inspect`; `app` uses `json`, `bindings`, `diagnostics` and `inspect`; `schemas` uses `json`; `config` takes words from `ui`; `lint` uses all of
//! these; `lsp` uses the same, `lint`, and the names of `package`'s rules; `scaffold` uses `app`, `bindings`, `json` and `schemas`; `build` uses
//! `config`, `inspect` and `ui`; `package` uses `app`, `archive`, `diagnostics`, `inspect` and two rules
//! of `lint`; `emulator` uses `app`, `bindings`, `diagnostics` and `json`; `report` prints what
//! `diagnostics`, `package` and `emulator` describe; `explain` tells what `lint`, `package`,
//! `emulator` and `schemas` know; only `commands` sees everything. A test in `tests/house.rs`
//! holds that.

pub mod app;
pub mod archive;
pub mod bindings;
pub mod build;
pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostics;
pub mod emulator;
pub mod error;
pub mod exit;
pub mod explain;
pub mod hosting;
pub mod inspect;
pub mod interrupt;
pub mod json;
pub mod lint;
pub mod lsp;
pub mod package;
pub mod parallel;
pub mod report;
pub mod scaffold;
pub mod schemas;
pub mod ui;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::emulator::handler::guard;
use crate::exit::Exit;
use crate::ui::Shell;
use crate::ui::shell::Verbosity;

/// Runs one command line and says how the process should end.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|first| first == guard::ARGUMENT) {
        return guard::run();
    }
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` and `--version` come this way too, with exit code 0.
            let exit = if error.use_stderr() {
                Exit::Failure
            } else {
                Exit::Clean
            };
            let _ = error.print();
            return exit.into();
        }
    };
    let verbosity = match (cli.global.quiet, cli.global.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    let shell = Shell::new(verbosity, cli.global.color);
    let result = match cli.command {
        Command::New(args) => commands::new::run(args, &shell),
        Command::Add(args) => commands::add::run(&args, &shell),
        Command::Init(args) => commands::init::run(args, &shell),
        Command::Validate(args) => commands::validate::run(&args, &shell),
        Command::Build(args) => commands::build::run(&args, &shell),
        Command::Run(args) => commands::run::run(args, &shell),
        Command::Invoke(args) => commands::invoke::run(&args, &shell),
        Command::Outputs(args) => commands::outputs::run(&args, &shell),
        Command::Routes(args) => commands::routes::run(&args, &shell),
        Command::Package(args) => commands::package::run(&args, &shell),
        Command::Verify(args) => commands::verify::run(&args, &shell),
        Command::Lsp => commands::lsp::run(),
        Command::Explain(args) => commands::explain::run(&args, &shell),
        Command::Schema(args) => commands::schema::run(&args, &shell),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            shell.failure(&failure);
            failure.exit.into()
        }
    }
}
