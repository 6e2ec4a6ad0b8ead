//! The schema pass: one validation of each file, turned into violations that rules pick from.
//!
//! The validators are generated at build time from `schemas/`, so a clean file costs no schema
//! work at start. Only when a file has a fault is its schema read: to put keys into their
//! canonical case (the host ignores case, JSON Schema does not), to find what was expected
//! (`x-expected`) and to know which keys there are. Messages are made here from the kind of
//! the fault; the library's own texts print values, and values may be secret.

use std::collections::HashMap;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use serde_json::Value;

use crate::json::{Key, Member, Node, Segment};
use crate::schemas::{Schema, canonical, reference};

use super::violation::dotted;
pub use super::violation::{Kind, Violation};

#[jsonschema::validator(path = "schemas/host.json", draft = Draft7)]
struct HostValidator;

#[jsonschema::validator(path = "schemas/function.json", draft = Draft7)]
struct FunctionValidator;

#[jsonschema::validator(path = "schemas/local.settings.json", draft = Draft7)]
struct SettingsValidator;

/// Every way in which the tree does not fit `schema`, in the order of the text.
pub fn violations(root: &Node, schema: Schema) -> Vec<Violation> {
    let value = root.to_value();
    if is_valid(schema, &value) {
        return Vec::new();
    }
    let value = canonical(root, schema);
    let mut found: Vec<Violation> = errors(schema, &value)
        .iter()
        .flat_map(|error| explain(root, schema, error))
        .collect();
    found.sort_by_key(|violation| (violation.span.start, violation.span.end));
    found
}

fn is_valid(schema: Schema, value: &Value) -> bool {
    match schema {
        Schema::Host => HostValidator::is_valid(value),
        Schema::Function => FunctionValidator::is_valid(value),
        Schema::Settings => SettingsValidator::is_valid(value),
    }
}

fn errors(schema: Schema, value: &Value) -> Vec<ValidationError<'_>> {
    match schema {
        Schema::Host => HostValidator::iter_errors(value).collect(),
        Schema::Function => FunctionValidator::iter_errors(value).collect(),
        Schema::Settings => SettingsValidator::iter_errors(value).collect(),
    }
}

fn explain(root: &Node, schema: Schema, error: &ValidationError<'_>) -> Vec<Violation> {
    let path: Vec<Segment> = error.instance_path().into_iter().map(segment).collect();
    let Some((key, node)) = root.resolve(&path) else {
        return Vec::new();
    };
    let place = Place::of(error, schema);
    if let Some(name) = refused_name(error) {
        let member = node.member(name);
        let found = member.map(|member| unknown_key(&member.key, &path, &place));
        return found.into_iter().collect();
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            // Of a repeated key the last one counts.
            let members = node.members().iter();
            let by_key: HashMap<&str, &Member> = members
                .map(|member| (member.key.text.as_str(), member))
                .collect();
            let members = unexpected.iter().filter_map(|key| by_key.get(key.as_str()));
            members
                .map(|member| unknown_key(&member.key, &path, &place))
                .collect()
        }
        ValidationErrorKind::Required { property } => {
            let whole = node.span.start..node.span.start + 1;
            let span = key.map_or(whole, |key| key.span.clone());
            let key = property.as_str().unwrap_or_default().to_owned();
            let kind = Kind::Missing { key };
            vec![Violation { span, path, kind }]
        }
        other => {
            let expected = place.expected.map(str::to_owned);
            let kind = match alternatives(other) {
                Some(keys) => Kind::NoneOf { keys, expected },
                None => Kind::Invalid {
                    expected,
                    found: node.kind(),
                },
            };
            let span = node.span.clone();
            vec![Violation { span, path, kind }]
        }
    }
}

/// The members that are missing, each for another way to satisfy the schema; `None` when that
/// is not what is wrong.
fn alternatives(kind: &ValidationErrorKind) -> Option<Vec<String>> {
    let ValidationErrorKind::AnyOf { context } = kind else {
        return None;
    };
    let missing = context.iter().flatten().map(|error| match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        _ => None,
    });
    let missing: Option<Vec<String>> = missing.collect();
    missing.filter(|keys| !keys.is_empty())
}

/// The key that an open section refuses, because it belongs somewhere else.
fn refused_name<'e>(error: &'e ValidationError<'_>) -> Option<&'e str> {
    let mut way = error.evaluation_path().into_iter();
    way.any(|step| matches!(step, LocationSegment::Property(name) if name == "propertyNames"))
        .then(|| error.instance().as_str())?
}

fn unknown_key(key: &Key, path: &[Segment], place: &Place) -> Violation {
    let mut full = path.to_vec();
    full.push(Segment::Key(key.text.clone()));
    let belongs = place.belongs(&dotted(&full));
    Violation {
        span: key.span.clone(),
        path: path.to_vec(),
        kind: Kind::UnknownKey {
            key: key.text.clone(),
            known: place.known.clone(),
            belongs,
        },
    }
}

/// What the schema says at the place where an error was found.
struct Place {
    expected: Option<&'static str>,
    known: Vec<String>,
    document: &'static Value,
}

impl Place {
    /// Follows the error's way through the schema, references included.
    fn of(error: &ValidationError<'_>, schema: Schema) -> Place {
        let document = schema.document();
        let mut place = Place {
            expected: None,
            known: Vec::new(),
            document,
        };
        let mut at = document;
        for segment in error.evaluation_path() {
            place.visit(at);
            let next = match segment {
                LocationSegment::Property(name) if name == "$ref" => reference(at, document),
                LocationSegment::Property(name) => at.get(name.as_ref()),
                LocationSegment::Index(index) => at.get(index),
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        place
    }

    /// Remembers the innermost expectation and the innermost set of properties.
    fn visit(&mut self, schema: &'static Value) {
        if let Some(expected) = schema.get("x-expected").and_then(Value::as_str) {
            self.expected = Some(expected);
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            self.known = properties.keys().cloned().collect();
        }
    }

    /// Where a key at this full path belongs, by the schema's own list of common mistakes.
    fn belongs(&self, full: &str) -> Option<String> {
        let misplaced = self.document.get("x-misplaced")?.as_object()?;
        let found = misplaced
            .iter()
            .find(|(wrong, _)| wrong.eq_ignore_ascii_case(full));
        found
            .and_then(|(_, right)| right.as_str())
            .map(str::to_owned)
    }
}

fn segment(segment: LocationSegment<'_>) -> Segment {
    match segment {
        LocationSegment::Property(name) => Segment::Key(name.into_owned()),
        LocationSegment::Index(index) => Segment::Index(index),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::json;

    fn of(text: &str, schema: Schema) -> Vec<(usize, String, String)> {
        let root = json::parse(text).root.unwrap();
        let show = |violation: &Violation| {
            let kind = match &violation.kind {
                Kind::UnknownKey { key, belongs, .. } => format!("unknown {key} -> {belongs:?}"),
                Kind::Missing { key } => format!("missing {key}"),
                Kind::NoneOf { keys, .. } => format!("none of {keys:?}"),
                Kind::Invalid { expected, found } => format!("{found}, not {expected:?}"),
            };
            (violation.span.start, violation.dotted(), kind)
        };
        violations(&root, schema).iter().map(show).collect()
    }

    #[test]
    fn key_case_does_not_matter_where_the_host_ignores_it() {
        let text = r#"{"version": "2.0", "CustomHandler": {"Description": {"defaultexecutablepath": "h"}}}"#;
        assert_eq!(of(text, Schema::Host), []);
        let text =
            r#"{"bindings": [{"Type": "queueTrigger", "NAME": "q", "queuename": "in-box"}]}"#;
        assert_eq!(of(text, Schema::Function), []);
    }

    #[test]
    fn unknown_keys_are_named_at_their_own_place() {
        let text = r#"{"version": "2.0", "customHandler": {"arguments": [], "description": {"defaultExecutablePath": "h"}}}"#;
        let belongs = r#"unknown arguments -> Some("customHandler.description.arguments")"#;
        assert_eq!(
            of(text, Schema::Host),
            [(37, "customHandler".to_owned(), belongs.to_owned())]
        );
        let text = r#"{"bindings": [{"type": "queueTrigger", "name": "q", "queueName": "in-box", "que": 1}]}"#;
        assert_eq!(of(text, Schema::Function)[0].1, "bindings[0]");
    }

    /// A host.json with just this key in it.
    fn with_key(dotted: &str) -> String {
        let inner = dotted.rsplit('.').fold("{}".to_owned(), |value, key| {
            format!("{{\"{key}\": {value}}}")
        });
        format!("{{\"version\": \"2.0\", {}", &inner[1..])
    }

    #[test]
    fn every_misplaced_key_is_told_where_it_belongs() {
        let misplaced = Schema::Host.document()["x-misplaced"].as_object().unwrap();
        // The host knows these two where they are.
        let known = ["httpWorker", "managedDependencies"];
        for wrong in misplaced
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
        {
            // Below a misplaced section, the section is what is told.
            let found = of(&with_key(wrong), Schema::Host);
            let told = found.iter().any(|(_, _, kind)| kind.contains("-> Some"));
            assert!(told, "{wrong}: {found:?}");
        }
    }

    #[test]
    fn a_wrong_value_says_what_is_expected() {
        let text = r#"{"version": "2.0", "customHandler": {"enableForwardingHttpRequest": "yes", "description": {"defaultExecutablePath": "h"}}}"#;
        let found = of(text, Schema::Host);
        assert_eq!(found[0].1, "customHandler.enableForwardingHttpRequest");
        assert_eq!(found[0].2, "a string, not Some(\"`true` or `false`\")");
    }
}
