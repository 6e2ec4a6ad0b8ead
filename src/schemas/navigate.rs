//! The way through a schema along a value: what describes each place of it.

use std::collections::HashSet;

use regex::Regex;
use serde_json::Value;

use super::Schema;
use crate::json::{self, Node, Segment};

/// What a schema says about one place of a file.
#[derive(Debug, Clone)]
pub struct Place {
    schemas: Vec<&'static Value>,
    document: &'static Value,
}

impl Place {
    /// The place that `path` leads to in `root`, which need not be valid, nor hold anything
    /// there. Keys are matched as the host matches them. Nothing describes a place that the
    /// schema does not know: [`Place::is_known`] is false for it.
    pub fn at(schema: Schema, root: Option<&Node>, path: &[Segment]) -> Place {
        let document = schema.document();
        let mut place = Place {
            schemas: vec![document],
            document,
        };
        let mut node = root;
        for segment in path {
            let schemas = applying(&place.schemas, node, document);
            place.schemas = match segment {
                Segment::Key(key) => property(key, &schemas).1,
                Segment::Index(_) => items(&schemas),
            };
            node = match segment {
                Segment::Key(key) => node.and_then(|node| {
                    let exact = node.member(key);
                    let member = exact.or_else(|| node.member_ignoring_case(key));
                    member.map(|member| &member.value)
                }),
                Segment::Index(index) => node.and_then(|node| node.items().get(*index)),
            };
        }
        place.schemas = applying(&place.schemas, node, document);
        place
    }

    /// This place, described by `other` where it says nothing itself.
    #[must_use]
    pub fn or(mut self, other: Place) -> Place {
        self.schemas.extend(other.schemas);
        self
    }

    /// Whether the schema knows this place.
    pub fn is_known(&self) -> bool {
        !self.schemas.is_empty()
    }

    /// What the place is for, in a sentence or two.
    pub fn description(&self) -> Option<&'static str> {
        self.first("description")?.as_str()
    }

    /// What holds when nothing is written there.
    pub fn default(&self) -> Option<&'static Value> {
        self.first("default")
    }

    /// What may be written there, for people.
    pub fn expected(&self) -> Option<&'static str> {
        self.first("x-expected")?.as_str()
    }

    /// An annotation such as `x-app-setting`.
    pub fn annotation(&self, name: &str) -> Option<&'static Value> {
        self.first(name)
    }

    /// The words that may be written there, in their usual spelling.
    pub fn words(&self) -> impl Iterator<Item = &'static Value> {
        let lists = self.schemas.iter().filter_map(|schema| schema.get("enum"));
        let consts = self.schemas.iter().filter_map(|schema| schema.get("const"));
        lists.filter_map(Value::as_array).flatten().chain(consts)
    }

    /// The keys that an object there may have, each once, with the outermost schema of it.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, &'static Value)> {
        let mut seen = HashSet::new();
        let objects = self.schemas.iter();
        objects
            .filter_map(|schema| schema.get("properties")?.as_object())
            .flatten()
            .map(|(key, schema)| (key.as_str(), schema))
            .filter(move |(key, _)| seen.insert(*key))
    }

    /// The document's schemas for the place, references resolved, outermost first.
    pub fn schemas(&self) -> &[&'static Value] {
        &self.schemas
    }

    /// The root of the document, for resolving references.
    pub fn document(&self) -> &'static Value {
        self.document
    }

    fn first(&self, keyword: &str) -> Option<&'static Value> {
        self.schemas.iter().find_map(|schema| schema.get(keyword))
    }
}

/// The value with every key in the case its schema writes it in: the host ignores case, JSON
/// Schema does not.
pub fn canonical(root: &Node, schema: Schema) -> Value {
    spelt(root, &[schema.document()], schema.document())
}

fn spelt(node: &Node, schemas: &[&'static Value], document: &'static Value) -> Value {
    match &node.value {
        json::Value::Object(members) => {
            let schemas = applying(schemas, Some(node), document);
            let spell = |member: &json::Member| {
                let (key, below) = property(&member.key.text, &schemas);
                (key, spelt(&member.value, &below, document))
            };
            let members: serde_json::Map<_, _> = members.iter().map(spell).collect();
            members.into()
        }
        json::Value::Array(list) => {
            let below = items(&applying(schemas, Some(node), document));
            list.iter()
                .map(|item| spelt(item, &below, document))
                .collect()
        }
        _ => node.to_value(),
    }
}

/// The canonical spelling of a key, and the schemas of its value.
fn property(key: &str, schemas: &[&'static Value]) -> (String, Vec<&'static Value>) {
    let exact = schemas
        .iter()
        .any(|schema| schema.get("x-case-sensitive").is_some());
    let same = |name: &str| match exact {
        true => name == key,
        false => name.eq_ignore_ascii_case(key),
    };
    let mut canonical = key.to_owned();
    let mut below = Vec::new();
    for schema in schemas {
        let properties = schema.get("properties").and_then(Value::as_object);
        let named = properties.and_then(|p| p.iter().find(|(name, _)| same(name)));
        if let Some((name, schema)) = named {
            canonical.clone_from(name);
            below.push(schema);
            continue;
        }
        let family = family(key, schema);
        if !family.is_empty() {
            below.extend(family);
        } else if let Some(schema) = schema.get("additionalProperties") {
            below.push(schema);
        }
    }
    below.retain(|schema| schema.is_object());
    (canonical, below)
}

/// What describes a key by its form: the part behind its last `__` (`x-children`) first, then
/// every pattern that it matches.
fn family(key: &str, schema: &'static Value) -> Vec<&'static Value> {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let matching = patterns.into_iter().flatten().filter(|(pattern, _)| {
        Regex::new(&format!("(?i){pattern}")).is_ok_and(|pattern| pattern.is_match(key))
    });
    let matching: Vec<&Value> = matching.map(|(_, schema)| schema).collect();
    let part = key.rsplit_once("__").map_or("", |(_, part)| part);
    let children = matching
        .iter()
        .filter_map(|schema| schema.get("x-children")?.as_object());
    let child = children
        .flatten()
        .find(|(name, _)| name.eq_ignore_ascii_case(part));
    child
        .map(|(_, schema)| schema)
        .into_iter()
        .chain(matching)
        .collect()
}

fn items(schemas: &[&'static Value]) -> Vec<&'static Value> {
    let items = schemas.iter().filter_map(|schema| schema.get("items"));
    items.collect()
}

/// Schemas and everything that applies besides: references, `allOf`, `anyOf`, and the branch of
/// an `if` that `node` takes. Outermost first, each once.
fn applying(
    schemas: &[&'static Value],
    node: Option<&Node>,
    document: &'static Value,
) -> Vec<&'static Value> {
    let mut all: Vec<&Value> = Vec::new();
    let mut todo: Vec<&Value> = schemas.iter().rev().copied().collect();
    while let Some(schema) = todo.pop() {
        if all.iter().any(|seen| std::ptr::eq(*seen, schema)) {
            continue;
        }
        all.push(schema);
        let mut next: Vec<&Value> = reference(schema, document).into_iter().collect();
        next.extend(branch(schema, node));
        for keyword in ["allOf", "anyOf"] {
            let list = schema.get(keyword).and_then(Value::as_array);
            next.extend(list.into_iter().flatten());
        }
        todo.extend(next.into_iter().rev());
    }
    all
}

/// The branch of `if`, `then` and `else` that a value takes. Schemas of ours ask in an `if` for
/// a member with one of some words, in any case; of another question both answers may hold, and
/// `then` is the one that describes more.
fn branch(schema: &'static Value, node: Option<&Node>) -> Option<&'static Value> {
    let asked = schema
        .get("if")?
        .get("properties")
        .and_then(Value::as_object);
    let holds = asked.is_none_or(|asked| {
        asked.iter().all(|(key, asked)| {
            let word = node.and_then(|node| node.member_ignoring_case(key)?.value.as_str());
            let words = words(asked);
            words.is_empty()
                || word.is_some_and(|word| words.iter().any(|w| w.eq_ignore_ascii_case(word)))
        })
    });
    schema.get(if holds { "then" } else { "else" })
}

/// The words of an `enum`, directly or in an `anyOf`.
fn words(schema: &'static Value) -> Vec<&'static str> {
    let below = schema.get("anyOf").and_then(Value::as_array);
    let schemas = std::iter::once(schema).chain(below.into_iter().flatten());
    let lists = schemas.filter_map(|schema| schema.get("enum")?.as_array());
    lists.flatten().filter_map(Value::as_str).collect()
}

/// The schema that `$ref` points to.
pub fn reference(schema: &'static Value, document: &'static Value) -> Option<&'static Value> {
    let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
    document.pointer(pointer)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn place(schema: Schema, text: &str, path: &[&str]) -> Place {
        let root = json::parse(text).root.unwrap();
        let segment = |step: &&str| match step.parse() {
            Ok(index) => Segment::Index(index),
            Err(_) => Segment::Key((*step).to_owned()),
        };
        let path: Vec<Segment> = path.iter().map(segment).collect();
        Place::at(schema, Some(&root), &path)
    }

    #[test]
    fn a_place_need_not_exist_in_the_file() {
        let place = place(Schema::Host, "{}", &["extensions", "QUEUES", "batchsize"]);
        assert!(place.is_known());
        assert_eq!(place.default(), Some(&Value::from(16)));
        assert!(place.description().is_some());
    }

    #[test]
    fn a_binding_is_described_by_its_own_type() {
        let text = r#"{"bindings": [{"TYPE": "QUEUETRIGGER"}, {"type": "httpTrigger"}]}"#;
        let at = |index, key| place(Schema::Function, text, &["bindings", index, key]);
        assert!(at("0", "queueName").is_known());
        assert!(!at("1", "queueName").is_known());
        assert!(at("1", "authLevel").words().any(|word| word == "anonymous"));
    }

    #[test]
    fn a_setting_is_described_by_the_form_of_its_name() {
        let at = |name| place(Schema::Settings, "{}", &["Values", name]);
        let words = |name| {
            at(name)
                .words()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
        };
        assert!(words("Orders__CREDENTIAL").contains(&"managedidentity"));
        assert_eq!(
            at("Orders__clientSecret").annotation("x-secret"),
            Some(&Value::Bool(true))
        );
        assert!(words("AzureWebJobs.Pay.Disabled").contains(&"true"));
        assert!(words("AzureWebJobs_Pay_Disabled").contains(&"true"));
        let override_of_host = at("AzureFunctionsJobHost__extensions__queues__batchSize");
        assert!(
            override_of_host
                .description()
                .unwrap()
                .contains("host.json")
        );
        assert_eq!(at("MY_OWN").description(), None);
    }

    #[test]
    fn an_unknown_place_is_described_by_nothing() {
        let place = place(Schema::Host, "{}", &["customHandler", "colour"]);
        assert!(!place.is_known());
        assert_eq!(place.description(), None);
    }
}
