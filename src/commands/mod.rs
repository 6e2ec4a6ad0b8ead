//! One thin file a subcommand: typed arguments -> calls into the rooms -> output.
//!
//! This is the only room that sees all the others. A command that grows past about 120 lines
//! is doing some room's work.

pub mod add;
pub mod build;
mod config;
pub mod explain;
pub mod init;
pub mod invoke;
pub mod lsp;
pub mod new;
pub mod outputs;
pub mod package;
mod refused;
pub mod routes;
pub mod run;
pub mod schema;
mod selection;
pub mod validate;
pub mod verify;
