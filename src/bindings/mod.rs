//! What a binding is, and the three small languages that bindings use.
//!
//! Owns the catalogue (one JSON Schema a binding type in `schemas/bindings`, with `x-`
//! annotations for what a schema cannot say) and the readers of NCRONTAB schedules, time spans,
//! HTTP route templates and binding expressions. Must not know a function app, a file or a
//! finding: it takes texts and answers with values and byte spans into those texts.
//!
//! To add a binding type: write `schemas/bindings/<type>.json`, add its name to `registry!` in
//! `catalog.rs`, and run the tests once with `FCH_BLESS=1` so that `schemas/function.json` is
//! written anew.

mod catalog;
pub mod expression;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod function_schema;
pub mod ncrontab;
mod other_types;
pub mod route;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod schema_files;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod schema_vectors;
mod storage;
pub mod timespan;

use std::ops::Range;

pub use catalog::{
    Alternative, BindingType, Braces, CustomHandler, Metadata, Property, Status, every_name,
    is_known, is_trigger, known_types, lookup, needs_bundle, status,
};
pub use other_types::{ALIASES, OTHER_TYPES, OtherType, other_type};
pub use storage::wants_storage;

/// Something wrong, or surprising, in a text of one of the small languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Byte range in the text, on character boundaries.
    pub span: Range<usize>,
    /// What is wrong: one line, lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Fault {
            span,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, line: impl Into<String>) -> Self {
        self.help = Some(line.into());
        self
    }
}
