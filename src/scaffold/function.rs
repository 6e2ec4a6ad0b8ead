//! One function of an app: its name, its bindings and its code.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::binding::{self, Kind, Role, STORAGE, Set, Shape};
use super::manifest::{Template, rendered};
use super::names;
use super::render::render;
use crate::error::{Failure, Result};

/// A function, as templates see it.
#[derive(Debug, Serialize)]
pub(super) struct Function {
    pub(super) name: String,
    /// The name in lower case.
    pub(super) lower: String,
    /// The path of its URL in lower case, as routes are compared (H-ROUTE-09): `/api/hello`.
    pub(super) path: String,
    snake: String,
    camel: String,
    pascal: String,
    /// Tells functions of one kind apart: empty, `2`, `3`...
    number: String,
    /// Whether it gets HTTP requests as they came.
    pub(super) raw: bool,
    trigger: TriggerView,
    inputs: Vec<Bound>,
    outputs: Vec<Bound>,
    /// What one must know of its bindings in Azure.
    pub(super) notes: Vec<String>,
    /// Its source code, without a line break at the end.
    pub(super) code: String,
    /// Its lines in the handler's routing table.
    pub(super) route: String,
    #[serde(skip)]
    pub(super) bindings: Vec<Map<String, Value>>,
    #[serde(skip)]
    pub(super) settings: BTreeMap<String, String>,
    #[serde(skip)]
    shape: Shape,
}

/// What starts a function, as templates see it.
#[derive(Debug, Serialize)]
struct TriggerView {
    kind: String,
    /// The name of its binding.
    binding: String,
    summary: String,
    sample: String,
    http: bool,
}

/// A further binding, as templates see it.
#[derive(Debug, Serialize)]
struct Bound {
    name: String,
    kind: String,
}

/// What a function is made of.
pub(super) struct Recipe<'a> {
    /// Its name, if not the trigger's own.
    pub(super) name: Option<&'a str>,
    pub(super) trigger: &'a str,
    pub(super) inputs: &'a [String],
    pub(super) outputs: &'a [String],
    pub(super) sets: &'a [Set],
    /// Whether HTTP functions without further bindings get requests as they came (H-CFG-33).
    pub(super) http_only: bool,
    /// What stands before every route: `api`, if the app does not say otherwise (H-ROUTE-05).
    pub(super) prefix: &'a str,
}

impl Recipe<'_> {
    /// Its default name, before there is a number to tell it from others.
    pub(super) fn base(&self) -> Result<String> {
        let trigger = Kind::find(Role::Trigger, self.trigger)?;
        let with_outputs = trigger
            .function_with_outputs
            .filter(|_| !self.outputs.is_empty());
        Ok(with_outputs
            .or(trigger.function)
            .unwrap_or_else(|| self.trigger.to_owned()))
    }

    /// The function, `number`th of its kind.
    ///
    /// # Errors
    /// A usage [`Failure`] for a kind that there is not, and a name that the host refuses.
    pub(super) fn function(&self, number: usize) -> Result<Function> {
        let trigger = Kind::find(Role::Trigger, self.trigger)?;
        let inputs = kinds(Role::Input, self.inputs)?;
        let outputs = kinds(Role::Output, self.outputs)?;
        let number = if number < 2 {
            String::new()
        } else {
            number.to_string()
        };
        let name = match self.name {
            Some(name) => name.to_owned(),
            None => format!("{}{number}", self.base()?),
        };
        let is_http = trigger.response.is_some();
        names::check_function(&name, is_http)?;
        let alone = inputs.is_empty() && outputs.is_empty();
        let raw = self.http_only && is_http && alone;
        let mut bindings = bindings(&trigger, &inputs, &outputs, &number);
        for set in self.sets {
            binding::apply(set, &mut bindings)?;
        }
        let all = [&trigger].into_iter().chain(&inputs).chain(&outputs);
        // The response, where there is one, stands behind the trigger.
        let further = 1 + usize::from(trigger.response.is_some());
        let originals = [0].into_iter().chain(further..);
        let written = originals.filter_map(|at| bindings.get(at));
        let settings = all
            .clone()
            .zip(written.clone())
            .flat_map(|(kind, binding)| kind.renamed_settings(binding));
        let settings = settings.collect();
        let notes = all.filter_map(|kind| kind.note.clone()).collect();
        // As `--set` has them: the code asks for them.
        let mut names = written.map(binding::name);
        let binding = names.next().unwrap_or_default();
        let route = bindings
            .first()
            .and_then(|binding| binding.get("route")?.as_str());
        let route = route.unwrap_or(&name).trim_matches('/');
        let prefix = self.prefix.trim_matches('/');
        let path = format!("/{prefix}/{route}")
            .replace("//", "/")
            .to_ascii_lowercase();
        let mut bound = |kinds: &[String]| {
            let pairs = kinds.iter().zip(names.by_ref());
            let bound = |(kind, name): (&String, String)| Bound {
                name,
                kind: kind.clone(),
            };
            pairs.map(bound).collect()
        };
        let (inputs, outputs) = (bound(self.inputs), bound(self.outputs));
        Ok(Function {
            lower: name.to_ascii_lowercase(),
            path,
            snake: names::snake(&name),
            camel: names::camel(&name),
            pascal: names::pascal(&name),
            name,
            number,
            raw,
            inputs,
            outputs,
            notes,
            code: String::new(),
            route: String::new(),
            bindings,
            settings,
            shape: match trigger.shape {
                _ if raw => Shape::Raw,
                shape => shape.unwrap_or(Shape::Event),
            },
            trigger: TriggerView {
                kind: self.trigger.to_owned(),
                binding,
                summary: trigger.summary.clone(),
                sample: trigger.sample.clone().unwrap_or_else(|| "{}".to_owned()),
                http: is_http,
            },
        })
    }
}

fn kinds(role: Role, names: &[String]) -> Result<Vec<Kind>> {
    let word = role.word();
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|before| before == name) {
            return Err(Failure::usage(format!("`--{word} {name}` is given twice")));
        }
    }
    names.iter().map(|name| Kind::find(role, name)).collect()
}

fn bindings(
    trigger: &Kind,
    inputs: &[Kind],
    outputs: &[Kind],
    number: &str,
) -> Vec<Map<String, Value>> {
    let mut first = trigger.binding.clone();
    if !outputs.is_empty() {
        first.extend(trigger.with_outputs.clone());
    }
    let further = inputs
        .iter()
        .chain(outputs)
        .map(|kind| kind.binding.clone());
    let mut all: Vec<_> = [first]
        .into_iter()
        .chain(trigger.response.clone())
        .chain(further)
        .collect();
    for text in all.iter_mut().flat_map(Map::values_mut) {
        if let Value::String(text) = text {
            *text = text.replace("{{number}}", number);
        }
    }
    all
}

impl Function {
    /// With its code and its route, as `template` writes them.
    ///
    /// # Errors
    /// A [`Failure`] when the template has no code for such a function, or is broken.
    pub(super) fn rendered(mut self, template: &Template) -> Result<Self> {
        let snippet = format!("functions/{}.hbs", self.shape.snippet());
        if !template.source.has(&snippet) {
            let failure = Failure::usage(format!(
                "the template has no code for a {} trigger",
                self.trigger.kind
            ));
            return Err(failure.because(format!("{} is missing", template.source.shown(&snippet))));
        }
        let shown = template.source.shown(&snippet);
        let code = render(&shown, template.source.text(&snippet)?, &self)?;
        code.trim_end().clone_into(&mut self.code);
        let routes = &template.manifest.route;
        let route = if self.raw {
            &routes.raw
        } else {
            &routes.envelope
        };
        if let Some(route) = route {
            self.route = rendered(&template.source, route, &self)?;
        }
        Ok(self)
    }

    /// Whether the app needs a storage account for it: all but HTTP do (H-SET-19).
    pub(super) fn needs_storage(&self) -> bool {
        !self.trigger.http || self.texts("connection").any(|name| name == STORAGE)
    }

    /// Whether its path has `{parameters}`, which a table of whole paths cannot hold.
    pub(super) fn matches_parts(&self) -> bool {
        self.raw && self.path.contains('{')
    }

    /// An invocation to try by hand.
    pub(super) fn sample(&self) -> &str {
        &self.trigger.sample
    }

    /// The text of its `function.json`; with the schema that `fch new` puts into the app.
    pub(super) fn json(&self, schema: bool) -> String {
        binding::function_json(&self.bindings, schema)
    }

    /// A property of its bindings that is text, of all that have it.
    pub(super) fn texts<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let bindings = self.bindings.iter();
        bindings.filter_map(move |binding| binding.get(key)?.as_str())
    }

    /// The properties of its trigger that are text.
    pub(super) fn trigger_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let properties = self.bindings.first().into_iter().flatten();
        properties.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }
}
