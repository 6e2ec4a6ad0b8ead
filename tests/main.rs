//! One integration binary: drives `fch` by command, and holds the house's own rules.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a panic is how a test fails

mod add;
mod bad_input;
mod build;
mod corpus;
mod docs;
mod fix;
mod formats;
mod fuzz_seeds;
mod harness;
mod house;
mod human;
mod init;
mod inspect;
mod languages;
mod levels;
#[cfg(unix)] // signals, and /proc where it exists
mod load;
mod lsp;
mod new;
mod package;
mod peers;
mod pre_commit;
mod recall;
mod rules;
mod run;
mod schema_gaps_function;
mod schema_gaps_host;
mod secrets;
mod validate;
mod verify;
