//! The pages of `fch explain`: what a rule, a key of the three files or an error means.
//!
//! Owns the pages and nothing they say: rules bring their own texts, keys are described by the
//! published schemas, errors of other programs stand in [`errors`]. What is asked for is told by
//! its shape: a file name and a key, one word (a rule), or free text (an error).

pub mod errors;
pub mod keys;
pub mod plans;
pub mod rules;

use serde_json::Value;

use crate::error::{Failure, Result};
use crate::schemas::Schema;

/// The word that asks for the list of errors.
const ERRORS: &str = "errors";

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
    if let Some(schema) = Schema::of(first) {
        return keys::page(schema, &rest.join("."));
    }
    if rest.is_empty() && first == ERRORS {
        return Ok(errors::list());
    }
    if rest.is_empty() && first == plans::WORD {
        return Ok(plans::page());
    }
    let is_word = rest.is_empty() && !first.contains(char::is_whitespace);
    let rule = is_word.then(|| rules::page(first));
    match (rule, errors::page(&words.join(" "))) {
        (Some(Ok(page)), _) | (_, Some(page)) => Ok(page),
        (Some(Err(failure)), None) => Err(failure),
        (None, None) => Err(Failure::usage("nothing in this text is a known error").help(
            "paste the line that names the fault; `fch explain errors` lists all that are known",
        )),
    }
}
