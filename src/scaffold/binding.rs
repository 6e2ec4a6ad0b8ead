//! What a function can be bound to: the triggers, outputs and inputs of `templates/`, and the
//! text of a `function.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::embedded;
use crate::error::{Failure, Result};
use crate::json::{Segment, parse};
use crate::schemas::{Place, Schema};
use crate::ui::words::did_you_mean;

/// The setting of the app's own storage account.
pub(super) const STORAGE: &str = "AzureWebJobsStorage";

/// The storage account of a developer's machine.
pub(super) const DEVELOPMENT_STORAGE: &str = "UseDevelopmentStorage=true";

/// Which of a language's snippets is the code of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shape {
    /// Answers HTTP requests, in the envelope.
    Http,
    /// Answers HTTP requests as they came.
    Raw,
    /// Runs on a schedule.
    Timer,
    /// Takes one text.
    Message,
    /// Takes the content of a blob.
    Blob,
    /// Takes JSON: one event, or a list of them.
    Event,
    /// Answers the call of a tool.
    Tool,
    /// Takes nothing.
    Warmup,
}

impl Shape {
    /// The name of its snippet, without `.hbs`.
    pub(super) fn snippet(self) -> &'static str {
        match self {
            Shape::Http => "http",
            Shape::Raw => "raw",
            Shape::Timer => "timer",
            Shape::Message => "message",
            Shape::Blob => "blob",
            Shape::Event => "event",
            Shape::Tool => "tool",
            Shape::Warmup => "warmup",
        }
    }
}

/// The folder of `templates/` that a binding is described in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What starts a function.
    Trigger,
    /// What it reads besides.
    Input,
    /// What it writes.
    Output,
}

impl Role {
    fn folder(self) -> &'static str {
        match self {
            Role::Trigger => "triggers",
            Role::Input => "inputs",
            Role::Output => "outputs",
        }
    }

    /// As an option of the command line, without its dashes.
    pub(super) fn word(self) -> &'static str {
        match self {
            Role::Trigger => "trigger",
            Role::Input => "input",
            Role::Output => "output",
        }
    }

    /// The names of all there are, sorted.
    pub fn kinds(self) -> Vec<&'static str> {
        embedded::names(&format!("{}/", self.folder()), ".toml")
    }
}

/// `templates/triggers/<kind>.toml` and its like.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    /// What it is, with its article.
    pub(super) summary: String,
    /// Which snippet is the code of a function that it starts.
    pub(super) shape: Option<Shape>,
    /// Default name of a function that it starts.
    pub(super) function: Option<String>,
    /// The same when the function has outputs.
    pub(super) function_with_outputs: Option<String>,
    /// An invocation to try by hand.
    pub(super) sample: Option<String>,
    /// What one must know of it in Azure.
    pub(super) note: Option<String>,
    /// The binding as function.json has it; `{{number}}` tells functions of one kind apart.
    pub(super) binding: Map<String, Value>,
    /// What differs in it for a function with outputs.
    #[serde(default)]
    pub(super) with_outputs: Map<String, Value>,
    /// A second binding, to answer with.
    pub(super) response: Option<Map<String, Value>>,
    /// Placeholders for the settings it names.
    #[serde(default)]
    pub(super) settings: BTreeMap<String, String>,
}

impl Kind {
    /// The description of that name.
    ///
    /// # Errors
    /// A usage [`Failure`] that lists the names there are.
    pub(super) fn find(role: Role, name: &str) -> Result<Kind> {
        let path = format!("{}/{name}.toml", role.folder());
        let found = embedded::TEMPLATES.iter().find(|(known, _)| *known == path);
        let Some((_, text)) = found else {
            return Err(unknown(role.word(), name, &role.kinds()));
        };
        // A file of the binary's own, which a test parses.
        toml::from_slice(text).map_err(|error| {
            Failure::usage(format!("the template {path} is broken")).because(error)
        })
    }

    /// The placeholders, under the names that `binding` has for them after `--set`.
    pub(super) fn renamed_settings(
        &self,
        binding: &Map<String, Value>,
    ) -> BTreeMap<String, String> {
        let mut settings = self.settings.clone();
        for (key, value) in &self.binding {
            let now = binding.get(key).and_then(Value::as_str);
            let (Some(old), Some(now)) = (value.as_str(), now) else {
                continue;
            };
            // An account of its own; the app's is a setting of every app that needs one.
            if key == "connection" && old == STORAGE && now != STORAGE {
                settings.insert(now.to_owned(), DEVELOPMENT_STORAGE.to_owned());
            }
            let renamed = settings
                .into_iter()
                .map(|(name, value)| match name.strip_prefix(old) {
                    Some(rest) if rest.is_empty() || rest.starts_with("__") => {
                        (format!("{now}{rest}"), value)
                    }
                    _ => (name, value),
                });
            settings = renamed.collect();
        }
        settings
    }
}

/// There is no such thing; what there is.
pub(super) fn unknown(what: &str, name: &str, known: &[&str]) -> Failure {
    let failure = Failure::usage(format!("there is no {what} `{name}`"));
    let failure = match did_you_mean(name, known.iter().copied()) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure,
    };
    failure.help(match known {
        [] => "there are none".to_owned(),
        known => format!("choose one of: {}", known.join(", ")),
    })
}

/// A value that the user gives a property of a binding: `KEY=VALUE`, or `BINDING.KEY=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// What stands before the `=`.
    pub key: String,
    /// What stands behind it.
    pub value: String,
}

impl Set {
    /// Reads `KEY=VALUE`.
    ///
    /// # Errors
    /// What is wrong with it, for the command line.
    pub fn parse(text: &str) -> std::result::Result<Set, String> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok(Set {
                key: key.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("it is not of the form KEY=VALUE".to_owned()),
        }
    }
}

/// The name by which the code knows a binding.
pub(super) fn name(binding: &Map<String, Value>) -> String {
    let name = binding.get("name").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

/// Why a property is not for `--set`.
fn fixed(binding: &Map<String, Value>, key: &str, value: &str) -> Option<&'static str> {
    let is_response = binding.get("type").is_some_and(|kind| kind == "http");
    match key {
        "type" | "direction" => Some("`--trigger`, `--input` and `--output` say what it is"),
        "name" if is_response => Some("the code answers the caller by this name"),
        "name" if value == "$return" => Some("the code writes to bindings by their names"),
        _ => None,
    }
}

/// Gives a property its value. Without the name of a binding, the first one is meant.
///
/// # Errors
/// A usage [`Failure`] when there is no such binding or property, or the value does not fit.
pub(super) fn apply(set: &Set, bindings: &mut [Map<String, Value>]) -> Result<()> {
    let named = |name: &str| {
        let mut all = bindings.iter();
        all.position(|binding| binding.get("name").and_then(Value::as_str) == Some(name))
    };
    let (index, key) = match set.key.split_once('.') {
        None => (0, set.key.as_str()),
        Some((name, key)) => match named(name) {
            Some(index) => (index, key),
            None => {
                let names: Vec<&str> = bindings
                    .iter()
                    .filter_map(|b| b.get("name")?.as_str())
                    .collect();
                return Err(unknown("binding", name, &names));
            }
        },
    };
    let Some(binding) = bindings.get_mut(index) else {
        return Ok(());
    };
    if let Some(why) = fixed(binding, key, &set.value) {
        let message = format!("`--set {}={}` cannot be", set.key, set.value);
        return Err(Failure::usage(message).because(why));
    }
    let value = typed(binding, key, &set.value)?;
    binding.insert(key.to_owned(), value);
    Ok(())
}

/// The text as the schema of the property wants it.
fn typed(binding: &Map<String, Value>, key: &str, text: &str) -> Result<Value> {
    let document = json!({ "bindings": [binding] }).to_string();
    let root = parse(&document).root;
    let at = |rest: &[Segment]| {
        let path = [&[Segment::Key("bindings".into()), Segment::Index(0)], rest].concat();
        Place::at(Schema::Function, root.as_ref(), &path)
    };
    let place = at(&[Segment::Key(key.into())]);
    if !place.is_known() {
        let kind = binding
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let whole = at(&[]);
        let keys: Vec<&str> = whole.keys().map(|(key, _)| key).collect();
        return Err(unknown(&format!("property of `{kind}` called"), key, &keys));
    }
    let types: Vec<&str> = place
        .schemas()
        .iter()
        .flat_map(|schema| types(schema))
        .collect();
    // The first type is the one that the host has; others are what it also reads.
    let value = match types.first() {
        Some(&"boolean") => text.parse().ok().map(Value::Bool),
        Some(&("integer" | "number")) => text.parse().ok().map(Value::Number),
        Some(&"array") => Some(text.split(',').map(str::trim).collect()),
        _ => Some(Value::from(text)),
    };
    // A `%NAME%` stands for a value that the host finds in the settings.
    let value = value.or_else(|| text.contains('%').then(|| Value::from(text)));
    value.ok_or_else(|| {
        let wanted = place.expected().map(str::to_owned);
        let wanted = wanted.unwrap_or_else(|| format!("a value of type {}", types.join(" or ")));
        Failure::usage(format!("`{text}` is not valid for `{key}`"))
            .because(format!("it must be {wanted}"))
    })
}

/// The types that a schema names, also in its alternatives.
fn types(schema: &Value) -> Vec<&str> {
    let mut found: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let alternatives = ["anyOf", "oneOf"]
        .into_iter()
        .filter_map(|key| schema.get(key)?.as_array());
    found.extend(alternatives.flatten().flat_map(types));
    found
}

/// The text of a `function.json`, two spaces a level; with the schema that `fch new` puts into
/// the app.
pub(super) fn function_json(bindings: &[Map<String, Value>], schema: bool) -> String {
    let bindings: Vec<Value> = bindings.iter().cloned().map(Value::Object).collect();
    let mut file = json!({ "bindings": bindings });
    if schema {
        file = json!({
            "$schema": "../.vscode/schemas/function.schema.json",
            "bindings": bindings,
        });
    }
    file_text(&file)
}

/// The text of a JSON file, two spaces a level.
pub(super) fn file_text(file: &Value) -> String {
    let mut text = String::new();
    write(file, 0, &mut text);
    text.push('\n');
    text
}

/// JSON as people write it: lists of plain values stay on one line.
fn write(value: &Value, level: usize, text: &mut String) {
    let next = format!("\n{}", "  ".repeat(level + 1));
    let end = format!("\n{}", "  ".repeat(level));
    match value {
        Value::Object(members) if !members.is_empty() => {
            text.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&next);
                text.push_str(&format!("{}: ", Value::from(key.as_str())));
                write(value, level + 1, text);
            }
            text.push_str(&end);
            text.push('}');
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&next);
                write(item, level + 1, text);
            }
            text.push_str(&end);
            text.push(']');
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            text.push_str(&format!("[{}]", items.join(", ")));
        }
        plain => text.push_str(&plain.to_string()),
    }
}
