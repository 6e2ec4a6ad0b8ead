//! The variables of a template, and who says what they are.

use std::collections::BTreeMap;

use super::binding::{Set, unknown};
use super::catalogue;
use super::manifest::Template;
use super::request::Request;
use crate::error::{Failure, Result};

/// A value that the template wants and nobody has said.
#[derive(Debug)]
pub struct Question {
    /// The variable's name.
    pub name: String,
    /// What to ask.
    pub text: String,
    /// What an empty answer means.
    pub default: Option<String>,
    /// The only answers there are; empty: any.
    pub choices: Vec<String>,
    /// Answers that are taken besides, and not shown.
    pub aliases: Vec<String>,
}

/// What a person may be asked before the app is planned.
///
/// # Errors
/// As of [`plan`](super::plan).
pub fn questions(request: &Request) -> Result<Vec<Question>> {
    let template = catalogue::template(request.template.as_deref(), request.language.as_deref())?;
    let said = |name: &str| request.sets.iter().any(|set| set.key == name);
    let variables = template
        .manifest
        .variables
        .into_iter()
        .map(|variable| variable.into_inner());
    let open = variables.filter(|variable| !said(&variable.name));
    Ok(open
        .map(|variable| Question {
            text: variable.question.unwrap_or_else(|| variable.name.clone()),
            name: variable.name,
            default: variable.default,
            choices: variable.choices,
            aliases: Vec::new(),
        })
        .collect())
}

/// The values of the template's variables, and what of `sets` is about none of them.
///
/// # Errors
/// A usage [`Failure`] when a variable has no value, or one that it cannot have.
pub(super) fn values(
    template: &Template,
    sets: &[Set],
) -> Result<(BTreeMap<String, String>, Vec<Set>)> {
    let variables = &template.manifest.variables;
    let mut values = BTreeMap::new();
    for variable in variables.iter().map(|variable| variable.get_ref()) {
        let name = &variable.name;
        let said = sets.iter().rev().find(|set| set.key == *name);
        let Some(value) = said.map(|set| &set.value).or(variable.default.as_ref()) else {
            let failure = Failure::usage(format!("the template wants a value for `{name}`"));
            return Err(failure.help(format!("say it with `--set {name}=...`")));
        };
        if !variable.allows(value) {
            let failure = Failure::usage(format!("`{name}` cannot be `{value}`"));
            return Err(failure.help(format!("choose one of: {}", variable.choices.join(", "))));
        }
        values.insert(name.clone(), value.clone());
    }
    let rest: Vec<Set> = sets
        .iter()
        .filter(|set| !values.contains_key(&set.key))
        .cloned()
        .collect();
    match rest.first() {
        Some(set) if !template.has_functions() => {
            let names: Vec<&str> = values.keys().map(String::as_str).collect();
            Err(unknown("variable", &set.key, &names))
        }
        _ => Ok((values, rest)),
    }
}
