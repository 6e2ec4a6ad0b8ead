//! The functions of a planned app: names, bindings and code.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::catalogue::{self, Output, Trigger};
use super::names;
use super::render::render;
use super::request::{Mode, Request};
use crate::error::{Failure, Result};

/// A function, as templates see it.
#[derive(Debug, Serialize)]
pub(super) struct Function {
    pub(super) name: String,
    /// The name in lower case, as routes are compared (H-ROUTE-09).
    pub(super) lower: String,
    snake: String,
    camel: String,
    /// Tells functions of one kind apart: empty, `2`, `3`...
    number: String,
    pub(super) trigger: Trigger,
    outputs: Vec<Output>,
    /// The function's source code.
    code: String,
    /// The text of its `function.json`.
    #[serde(skip)]
    pub(super) json: String,
}

/// What the rest of the app must know of a binding.
#[derive(Debug, Deserialize)]
pub(super) struct Binding {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) connection: Option<String>,
}

/// The functions of the app, in the order of the request's triggers.
pub(super) fn functions(request: &Request) -> Result<Vec<Function>> {
    let mut bases: Vec<String> = Vec::new();
    let mut functions = Vec::new();
    for (index, kind) in request.triggers.iter().enumerate() {
        let outputs = outputs(if index == 0 { &request.outputs } else { &[] })?;
        let trigger = catalogue::trigger(kind)?;
        refuse_raw_events(request.mode, kind, &trigger)?;
        let base = default_name(&trigger, &outputs).to_owned();
        let number = match bases.iter().filter(|before| **before == base).count() {
            0 => String::new(),
            before => (before + 1).to_string(),
        };
        let name = match &request.name {
            Some(name) if request.triggers.len() == 1 => name.clone(),
            _ => format!("{base}{number}"),
        };
        bases.push(base);
        let function = Function::new(name, number, trigger, outputs)?;
        functions.push(function.rendered(kind, request)?);
    }
    Ok(functions)
}

fn default_name<'a>(trigger: &'a Trigger, outputs: &[Output]) -> &'a str {
    match &trigger.function_with_outputs {
        Some(name) if !outputs.is_empty() => name,
        _ => &trigger.function,
    }
}

fn refuse_raw_events(mode: Mode, kind: &str, trigger: &Trigger) -> Result<()> {
    if mode == Mode::Envelope || trigger.http {
        return Ok(());
    }
    let failure = Failure::usage(format!("`--http-only` does not work with a {kind} trigger"));
    Err(failure.help("leave `--http-only` out: such events only come as JSON"))
}

fn outputs(kinds: &[String]) -> Result<Vec<Output>> {
    let mut seen = BTreeSet::new();
    match kinds.iter().find(|kind| !seen.insert(*kind)) {
        Some(kind) => Err(Failure::usage(format!("`--output {kind}` is given twice"))),
        None => kinds.iter().map(|kind| catalogue::output(kind)).collect(),
    }
}

impl Function {
    fn new(name: String, number: String, trigger: Trigger, outputs: Vec<Output>) -> Result<Self> {
        names::check_function(&name, trigger.http)?;
        Ok(Function {
            lower: name.to_ascii_lowercase(),
            snake: names::snake(&name),
            camel: names::camel(&name),
            name,
            number,
            trigger,
            outputs,
            code: String::new(),
            json: String::new(),
        })
    }

    /// With its code and its `function.json`.
    fn rendered(mut self, kind: &str, request: &Request) -> Result<Self> {
        let snippet = match request.mode {
            Mode::Envelope => kind,
            Mode::HttpOnly => "http-only",
        };
        let code = render(
            &format!("{}/triggers/{snippet}.hbs", request.language),
            &self,
        )?;
        code.trim_end().clone_into(&mut self.code);
        self.json = render(&format!("triggers/{kind}/function.json.hbs"), &self)?;
        Ok(self)
    }

    /// The bindings, from the file as it will be written.
    ///
    /// # Errors
    /// A [`Failure`] when that is no `function.json`; a bug in a template.
    pub(super) fn bindings(&self) -> Result<Vec<Binding>> {
        #[derive(Deserialize)]
        struct File {
            bindings: Vec<Binding>,
        }
        let file: File = serde_json::from_str(&self.json).map_err(|error| {
            Failure::usage(format!("the template of `{}` is broken", self.name)).because(error)
        })?;
        Ok(file.bindings)
    }
}
