//! What every file in `schemas/bindings` holds. Tests only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::{CustomHandler, Status, is_trigger, known_types, lookup};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn schema(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(format!("bindings/{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A schema's own properties, each with its schema.
fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

#[test]
fn every_file_is_registered() {
    let files: BTreeSet<String> = std::fs::read_dir(folder().join("bindings"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "_common.json")
        .collect();
    let registered = known_types().iter().map(|name| format!("{name}.json"));
    assert_eq!(files, registered.collect());
}

#[test]
fn every_type_parses_and_its_title_is_its_name() {
    for name in known_types() {
        assert_eq!(
            lookup(name).map(|binding| binding.name.as_str()),
            Some(*name)
        );
        let schema = schema(name);
        let kinds = schema["x-kinds"].as_array().unwrap();
        assert!(!kinds.is_empty(), "{name}");
        // H-DISC-51: a trigger is a type that ends with `trigger`.
        assert_eq!(
            is_trigger(name),
            kinds.contains(&"trigger".into()),
            "{name}"
        );
    }
}

#[test]
fn every_type_and_every_property_is_described() {
    let is_described = |schema: &Value| {
        let text = schema["description"].as_str().unwrap_or_default();
        text.len() > 8 && text.ends_with('.') && !text.contains("TODO")
    };
    for name in known_types() {
        let schema = schema(name);
        assert!(is_described(&schema), "{name}");
        for (key, property) in properties(&schema) {
            assert!(is_described(property), "{name}.{key}");
        }
    }
    for (key, definition) in schema("_common")["definitions"].as_object().unwrap() {
        let is_direction = key.starts_with("direction") || key == "retryInterval";
        assert!(is_direction || is_described(definition), "{key}");
    }
}

/// The faults of a function with this binding alone, by the published schema.
fn faults(binding: &Value) -> Vec<String> {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    let validator = VALIDATOR.get_or_init(|| {
        let text = std::fs::read_to_string(folder().join("function.json")).unwrap();
        let published: Value = serde_json::from_str(&text).unwrap();
        jsonschema::draft7::new(&published).unwrap()
    });
    let function = serde_json::json!({ "bindings": [binding] });
    let errors = validator.iter_errors(&function);
    errors.map(|error| error.to_string()).collect()
}

#[test]
fn every_type_has_examples_that_are_right() {
    for name in known_types() {
        let schema = schema(name);
        let examples = schema["examples"].as_array().unwrap();
        assert!(!examples.is_empty(), "{name}");
        for example in examples {
            assert_eq!(example["type"], *name);
            assert_eq!(faults(example), [""; 0], "{example}");
        }
    }
}

#[test]
fn every_default_is_right_where_it_may_be_written() {
    for name in known_types() {
        let schema = schema(name);
        for (key, property) in properties(&schema) {
            let Some(default) = property.get("default") else {
                continue;
            };
            let mut example = schema["examples"][0].clone();
            example[key] = default.clone();
            assert_eq!(faults(&example), [""; 0], "{name}.{key}");
        }
    }
}

#[test]
fn a_new_name_exists_where_an_old_one_points_to_it() {
    for binding in known_types().iter().filter_map(|name| lookup(name)) {
        for property in &binding.properties {
            if let Some(new) = &property.renamed_to {
                assert!(binding.property(new).is_some(), "{}.{new}", binding.name);
            }
        }
        let is_old = matches!(binding.status, Status::Deprecated | Status::Superseded);
        let successor = binding.replaced_by.as_deref();
        assert_eq!(is_old, successor.is_some(), "{}", binding.name);
        assert!(successor.is_none_or(|name| known_types().contains(&name)));
    }
}

#[test]
fn versions_and_directions_are_well_formed() {
    for binding in known_types().iter().filter_map(|name| lookup(name)) {
        for (bundle, version) in &binding.first_listed {
            let bundles = ["v2", "v3", "v4", "preview", "experimental"];
            assert!(bundles.contains(&bundle.as_str()), "{}", binding.name);
            let is_version = version.split('.').all(|part| part.parse::<u32>().is_ok());
            assert!(is_version, "{} {version}", binding.name);
        }
        for property in &binding.properties {
            let mut applies = property.applies_to.iter();
            assert!(applies.all(|way| binding.directions.contains(way)));
        }
        assert_eq!(binding.metadata.is_some(), is_trigger(&binding.name));
    }
}

/// The four triggers that the host repeats by itself, the four that can deliver batches, and
/// those that need a language SDK.
#[test]
fn few_types_have_retries_batches_or_no_use_for_a_custom_handler() {
    let with = |has: fn(&super::BindingType) -> bool| -> Vec<&str> {
        let types = known_types().iter().filter_map(|name| lookup(name));
        let mut names: Vec<_> = types.filter(|t| has(t)).map(|t| t.name.as_str()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(
        with(|binding| binding.retry),
        [
            "cosmosDBTrigger",
            "eventHubTrigger",
            "kafkaTrigger",
            "timerTrigger"
        ]
    );
    assert_eq!(
        with(|binding| binding.cardinality),
        [
            "eventGridTrigger",
            "eventHubTrigger",
            "kafkaTrigger",
            "serviceBusTrigger"
        ]
    );
    assert_eq!(
        with(|binding| binding.custom_handler == CustomHandler::No),
        [
            "authenticationEventsTrigger",
            "entityTrigger",
            "orchestrationTrigger"
        ]
    );
}
