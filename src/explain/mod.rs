//! The pages of `fch explain`: what a rule or a key of the three files means.
//!
//! Owns the pages and nothing they say: rules bring their own texts, keys are described by the
//! published schemas. What is asked for is told by its shape: a file name and a key, one word
//! (a rule), or free text.

pub mod errors;
pub mod keys;
pub mod rules;

use serde_json::Value;

use crate::error::{Failure, Result};
use crate::schemas::Schema;

/// An explanation, for people and for machines.
#[derive(Debug)]
pub struct Page {
    /// For people; ends with a line break.
    pub text: String,
    /// For machines; its members only ever grow.
    pub json: Value,
}

/// The page about what was asked; every rule when nothing was.
///
/// # Errors
/// When nothing is known of it, with the nearest name there is.
pub fn page(words: &[String]) -> Result<Page> {
    let Some((first, rest)) = words.split_first() else {
        return Ok(rules::list());
    };
    if let Some(schema) = schema(first) {
        return keys::page(schema, &rest.join("."));
    }
    if rest.is_empty() && !first.contains(char::is_whitespace) {
        return rules::page(first);
    }
    let failure = Failure::usage("there is no page about this text");
    Err(failure.help("`fch explain` lists all rules"))
}

/// The schema of a file, by the last part of its path.
fn schema(path: &str) -> Option<Schema> {
    let name = path.rsplit(['/', '\\']).next()?;
    let mut all = Schema::ALL.into_iter();
    all.find(|schema| schema.file_name().eq_ignore_ascii_case(name))
}
