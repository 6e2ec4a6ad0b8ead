//! How a key is told: its facts, in words and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Key;
use crate::explain::Page;
use crate::schemas::{Schema, reference};
use crate::ui::words::{list_and, wrap};

const WIDTH: usize = 88;

impl Key {
    /// The page of the key.
    pub(super) fn page(&self) -> Page {
        let name = match self.steps.as_slice() {
            [] => self.schema.file_name().to_owned(),
            steps => format!("{} ({})", steps.join("."), self.schema.file_name()),
        };
        let description = self.description();
        let mut text = format!("{name}\n\n{}\n", wrap(description, WIDTH, ""));
        let facts = self.facts();
        let width = facts.iter().map(|(title, _)| title.len()).max();
        if !facts.is_empty() {
            text.push('\n');
        }
        for (title, fact) in &facts {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{title:width$}  {fact}", width = width.unwrap_or(0));
        }
        text.push_str(&self.list());
        Page {
            text,
            json: self.json(),
        }
    }

    /// What the key is for. A place in `bindings` is described by the binding's own type.
    fn description(&self) -> &'static str {
        let document = self.place.document();
        let kind = match self.steps.as_slice() {
            [bindings, kind] if bindings == "bindings" => kind.as_str(),
            _ => "",
        };
        let own = document
            .get("definitions")
            .and_then(|all| all.get(kind)?.get("description"));
        let own = own.and_then(Value::as_str);
        own.or_else(|| self.place.description()).unwrap_or_default()
    }

    /// What there is to know, each with its title.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        let mut add = |title, fact: Option<String>| facts.extend(fact.map(|fact| (title, fact)));
        add("Takes", self.place.expected().map(str::to_owned));
        let words = self.words();
        add("Words", (!words.is_empty()).then(|| list_and(&words)));
        add("Default", self.default());
        add("Bundles", self.bundles());
        let renamed = self.text("x-renamed-to");
        add("Now", renamed.map(|name| format!("`{name}`")));
        add("Status", self.status());
        let flags = FLAGS
            .iter()
            .filter(|(name, _)| self.place.annotation(name).is_some());
        for (name, sentence) in flags {
            if self.place.annotation(name) == Some(&Value::Bool(*name != "x-custom-handlers")) {
                add("Note", Some((*sentence).to_owned()));
            }
        }
        add("Flex", self.flex());
        add("Override", self.override_name());
        facts
    }

    fn words(&self) -> Vec<String> {
        let words = self.place.words().filter(|word| !word.is_null());
        words.map(plain).filter(|word| !word.is_empty()).collect()
    }

    fn default(&self) -> Option<String> {
        let told = self.text("x-default").map(str::to_owned);
        told.or_else(|| match self.place.default()? {
            Value::String(text) if text.is_empty() => Some("empty text".to_owned()),
            value => Some(plain(value)),
        })
    }

    fn bundles(&self) -> Option<String> {
        let list = self.place.annotation("x-bundles")?.as_array()?;
        let majors: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
        Some(format!("{} only", majors.join(", ")))
    }

    fn status(&self) -> Option<String> {
        let status = self.text("x-status").map(str::to_owned);
        let deprecated = self.place.annotation("x-deprecated").is_some();
        status.or_else(|| deprecated.then(|| "deprecated".to_owned()))
    }

    fn flex(&self) -> Option<String> {
        let sentence = match self.text("x-plan-flex")? {
            "forbidden" => "not allowed on the Flex Consumption plan",
            "not-a-setting" => "a property of the app, not a setting, on the Flex Consumption plan",
            "only" => "for the Flex Consumption plan only",
            _ => return None,
        };
        Some(sentence.to_owned())
    }

    /// The app setting that overrides a value of host.json.
    fn override_name(&self) -> Option<String> {
        let is_value = self.schema == Schema::Host && self.place.keys().next().is_none();
        let first = self.steps.first()?;
        let is_read = is_value && !["$schema", "version"].contains(&first.as_str());
        is_read.then(|| format!("AzureFunctionsJobHost__{}", self.steps.join("__")))
    }

    fn text(&self, annotation: &str) -> Option<&'static str> {
        self.place.annotation(annotation)?.as_str()
    }

    /// The keys below, with the first sentence about each.
    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let keys = self.place.keys();
        keys.map(|(key, _)| (key, self.about(key))).collect()
    }

    fn about(&self, key: &str) -> &'static str {
        let document = self.place.document();
        let schemas = self.place.schemas().iter();
        let below = schemas.filter_map(|schema| schema.get("properties")?.get(key));
        let below: Vec<&Value> = below.collect();
        let text = |word: &str| {
            below.iter().find_map(|schema| {
                let own = schema.get(word);
                own.or_else(|| reference(schema, document)?.get(word))?
                    .as_str()
            })
        };
        let said = text("description").or_else(|| text("x-expected"));
        first_sentence(said.unwrap_or_default())
    }

    fn list(&self) -> String {
        let keys = self.keys();
        let width = keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        let mut text = String::new();
        if !keys.is_empty() {
            text.push_str("\nKeys\n");
        }
        for (key, about) in keys {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {key:width$}  {about}");
        }
        text
    }

    /// The key for machines: the schema's own annotations, without their `x-`.
    fn json(&self) -> Value {
        let mut page = Map::new();
        page.insert("version".into(), json!(1));
        page.insert("file".into(), json!(self.schema.file_name()));
        page.insert("key".into(), json!(self.steps.join(".")));
        page.insert("description".into(), json!(self.description()));
        page.insert("words".into(), json!(self.words()));
        page.insert("default".into(), json!(self.place.default()));
        page.insert("override".into(), json!(self.override_name()));
        let annotations = self
            .place
            .schemas()
            .iter()
            .filter_map(|schema| schema.as_object());
        for (name, value) in annotations.flatten() {
            let name = name.strip_prefix("x-").filter(|name| !INNER.contains(name));
            if let Some(name) = name.filter(|name| !page.contains_key(*name)) {
                page.insert(name.to_owned(), value.clone());
            }
        }
        let keys = self.keys().into_iter().map(|(key, _)| key);
        page.insert("keys".into(), keys.collect());
        page.into()
    }
}

/// Annotations that say something of more than one key.
const INNER: [&str; 4] = ["misplaced", "children", "case-sensitive", "name"];

/// Sentences for annotations that are there, or, of custom handlers, that deny.
const FLAGS: [(&str, &str); 6] = [
    ("x-custom-handlers", "no effect on custom handlers"),
    (
        "x-app-setting",
        "takes the name of an app setting, not its value",
    ),
    ("x-percent", "`%NAME%` in it is replaced by an app setting"),
    (
        "x-secret",
        "a secret: keep it out of files that others can read",
    ),
    ("x-local-only", "for local work only"),
    ("x-preview", "in preview"),
];

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").map_or(text.len(), |dot| dot + 1);
    text.get(..end).unwrap_or(text)
}
